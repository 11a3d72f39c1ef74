"""A call is logged in two clicks, and goes to the lead that it is about."""

from datetime import datetime

import pytest

from agency.demo.studio import Studio
from agency.kernel import clock
from agency.leads.models import Channel, Lead, Turn
from tests.support import NOW, HouseClient, everything


@pytest.fixture
def database() -> str:
    """One database is enough."""
    return "sqlite"


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The pages, too, believe that it is NOW."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return NOW


@pytest.fixture
def vera(client: HouseClient, studio: Studio) -> HouseClient:
    """The browser of the account manager."""
    return client.login(studio.vera)


def _unanswered(studio: Studio) -> Lead:
    return next(each for each in studio.leads.values() if each.waits_for_first_response)


def test_from_the_inbox_the_second_click_saves(vera: HouseClient, studio: Studio) -> None:
    lead = _unanswered(studio)
    said = vera.fill("/inbox", "call", who=lead.contact.name, words="They ask for a day sooner.")
    assert said.location == f"/leads/{lead.id}"
    assert lead.first_response_at == NOW and lead.turn is Turn.theirs
    newest = lead.messages[0]
    assert (newest.channel, newest.body) == (Channel.phone, "They ask for a day sooner.")
    assert newest.member == studio.vera
    assert "They rang, and we talked" in vera.get(said.location).text


def test_on_a_lead_one_press_says_it_all(vera: HouseClient, studio: Studio) -> None:
    lead = _unanswered(studio)
    page = f"/leads/{lead.id}"
    vera.fill(page, "lead-call", _press="we-missed")
    vera.fill(page, "lead-call", _press="they-missed")
    assert lead.first_response_at is None, "nobody was talked to"
    vera.fill(page, "lead-call", _press="we-voice")
    assert lead.first_response_at == NOW
    assert vera.post(f"{page}/calls", data={"call": "they-sang"}).status_code == 422


def test_somebody_new_begins_a_lead(vera: HouseClient) -> None:
    said = vera.fill(
        "/calls/new", "call", who="Marta Reis", phone="+351 220 001 122", result="missed"
    )
    lead = max(everything(Lead), key=lambda each: each.id)
    assert said.location == f"/leads/{lead.id}"
    assert (lead.contact.name, lead.contact.phone) == ("Marta Reis", "+351220001122")
    assert lead.first_response_at is None and lead.turn is Turn.ours
    again = vera.fill("/calls/new", "call", who="00351 220 001 122", result="talked")
    assert again.location == said.location and lead.first_response_at == NOW


def test_where_several_fit_it_asks_which_and_keeps_what_was_typed(
    vera: HouseClient, studio: Studio
) -> None:
    for key in ("olaria", "harbour"):
        studio.leads[key].contact.name = f"Ana of {key}"
    asked = vera.fill("/calls/new", "call", who="Ana", words="About the day.")
    assert asked.status_code == 200 and "Whom do you mean?" in asked.text
    assert "About the day." in asked.text
    chosen = str(studio.leads["harbour"].contact_id)
    said = vera.post(
        "/calls", data={"who": "Ana", "contact": chosen, "caller": "they", "result": "talked"}
    )
    assert said.location == f"/leads/{studio.leads['harbour'].id}"


def test_what_is_missing_or_no_number_says_what_to_do(vera: HouseClient, studio: Studio) -> None:
    assert vera.fill("/calls/new", "call", who=" ").status_code == 422
    wrong = vera.fill("/calls/new", "call", who="Marta", phone="ask Ana")
    assert wrong.status_code == 422 and "with its country" in wrong.text
    assert vera.login(studio.timur).get("/calls/new").status_code == 403
