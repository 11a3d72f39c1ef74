"""A lead written down by one of us: somebody rang, or wrote past the inbox."""

from datetime import datetime
from typing import Any

import pytest

from agency.demo.studio import Studio
from agency.leads.models import Channel, Inquiry, Lead, Turn
from tests.support import HouseClient, everything


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """One, unless a test asks for both: between them, those that do say to PostgreSQL all that is said here."""
    return str(getattr(request, "param", "sqlite"))


both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


def take_in(browser: HouseClient, **fields: Any) -> Any:
    given = {"name": "Tereza Malá", "phone": "+420 000 111", "subject": "A site for a choir"}
    return browser.fill("/leads/new", form="new-lead", **{**given, **fields})


def latest() -> Lead:
    lead: Lead = everything(Lead)[-1]
    return lead


def test_a_call_becomes_a_lead_with_its_clock_running(
    vera: HouseClient, studio: Studio, now: datetime
) -> None:
    response = take_in(vera, words="They sing in May.", organisation="Choir of Brno")
    lead = latest()
    assert response.status_code == 303
    assert response.location == f"/leads/{lead.id}"
    assert (lead.title, lead.client.name) == ("A site for a choir", "Choir of Brno")
    assert (lead.contact.name, lead.contact.phone) == ("Tereza Malá", "+420 000 111")
    assert (lead.source, lead.received_at) == (Channel.phone, now)
    assert lead.waits_for_first_response
    assert lead.owner is studio.vera
    assert [message.body for message in lead.messages] == ["They sing in May."]


def test_what_was_answered_on_the_phone_needs_no_clock(
    vera: HouseClient, studio: Studio, now: datetime
) -> None:
    take_in(vera, answered="y")
    assert latest().first_response_at == now
    assert latest().turn is Turn.theirs


def test_without_an_organisation_the_client_bears_the_persons_name(
    vera: HouseClient, studio: Studio
) -> None:
    take_in(vera)
    assert latest().client.name == "Tereza Malá"
    assert latest().client.zone == studio.agency.zone


@both
def test_somebody_we_know_is_not_made_twice(vera: HouseClient, studio: Studio) -> None:
    take_in(vera, address="INES@olarianova.example", phone="")
    assert latest().client is studio.olaria
    assert latest().contact is studio.leads["olaria"].contact


def test_the_language_of_the_client_is_kept(vera: HouseClient, studio: Studio) -> None:
    take_in(vera, language="ru", subject="Сайт хора")
    assert latest().client.language == "ru"


@pytest.mark.parametrize(
    ("fields", "advice"),
    [
        ({"name": ""}, "Who was it?"),
        ({"subject": " "}, "Say in a few words what they want"),
        ({"phone": "", "address": ""}, "Give a phone number or a mail address"),
        ({"address": "tereza@"}, "Enter the whole address"),
        ({"address": "a@b.example\r\nBcc: c@d.example"}, "Enter the whole address"),
        ({"channel": "pigeon"}, "Not a valid choice"),
    ],
)
def test_what_does_not_fit_is_refused_with_what_to_do(
    vera: HouseClient, studio: Studio, fields: dict[str, str], advice: str
) -> None:
    before = len(everything(Lead))
    response = take_in(vera, words="Keep <these> words", **fields)
    assert response.status_code == 422
    assert advice in response.text
    assert "Keep &lt;these&gt; words</textarea>" in response.text
    assert len(everything(Lead)) == before
    assert len(everything(Inquiry)) == before


@both
def test_a_long_name_is_refused_and_not_cut(vera: HouseClient, studio: Studio) -> None:
    assert take_in(vera, name="x" * 161).status_code == 422


def test_a_team_member_may_not_take_leads_in(client: HouseClient, studio: Studio) -> None:
    browser = client.login(studio.daria)
    assert browser.get("/leads/new").status_code == 403
    assert browser.post("/leads", data={"name": "x"}).status_code == 403
