"""The last page comes in: the brief becomes an inquiry and a lead, and the visitor is thanked."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from agency.briefs.models import Brief, BriefState, BriefSubmitted
from agency.clients.models import Client, Contact, ZoneSource
from agency.demo.studio import Studio
from agency.flows.brief_submitted import brief_submitted
from agency.kernel import clock, timeline
from agency.kernel.auth import make_link
from agency.kernel.db import db
from agency.leads.models import Channel, Inquiry, Lead
from tests.briefs.support import Kind, asked, begun, filled, hand_in, said, the_brief
from tests.support import HouseClient, everything, forms_of


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """One, unless a test asks for both: between them, those that do say to PostgreSQL all that is said here."""
    return str(getattr(request, "param", "sqlite"))


both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


def the_lead() -> Lead:
    lead = the_brief().lead
    assert lead is not None
    return lead


def test_it_becomes_a_lead_with_its_clock_running(client: HouseClient, studio: Studio) -> None:
    before = len(everything(Lead))
    response = hand_in(client, filled(client))
    assert response.status_code == 303
    assert response.location.endswith("/thanks")
    assert len(everything(Lead)) == before + 1
    lead = the_lead()
    assert lead.title == "Web site"
    assert lead.client.name == "Azulejo Norte"
    assert lead.source is Channel.brief
    assert lead.service is not None
    assert lead.service.slug == "website"
    assert lead.waits_for_first_response
    assert lead.owner == studio.vera
    assert lead.received_at == the_brief().submitted_at


def test_the_inquiry_speaks_in_the_visitors_own_words(client: HouseClient, studio: Studio) -> None:
    hand_in(client, filled(client))
    inquiry = everything(Inquiry)[-1]
    assert inquiry.words == "Sell to people who cannot walk in.\nAll sixty objects."
    assert inquiry.organisation == "Azulejo Norte"
    assert inquiry.sender_name == "Inês Carvalho"
    assert inquiry.sender_address == "ines@azulejonorte.example"
    assert the_lead().messages[0].body == inquiry.words


def test_the_timeline_tells_of_it(client: HouseClient, studio: Studio) -> None:
    hand_in(client, filled(client))
    (fact,) = [each for each in timeline.entries(the_lead().stream) if "briefs." in each.kind]
    assert fact.kind == "briefs.submitted"
    assert fact.data == {"brief": the_brief().id}
    assert fact.actor_id == the_lead().contact_id


@both
def test_a_new_visitor_becomes_a_client_on_their_own_clock(
    client: HouseClient, studio: Studio
) -> None:
    address = filled(client)
    client.fill(f"{address}/4", zone="Europe/Lisbon", **{asked(Kind.budget, 4).field: "open"})
    contact = the_lead().contact
    assert contact.name == "Inês Carvalho"
    assert contact.client.name == "Azulejo Norte"
    assert contact.client.zone == "Europe/Lisbon"
    assert contact.client.zone_source is ZoneSource.browser
    assert contact.client.country == "PT"


def test_without_a_zone_the_house_lends_its_own(client: HouseClient, studio: Studio) -> None:
    hand_in(client, filled(client))
    known = the_lead().client
    assert (known.zone, known.zone_source) == ("Asia/Yerevan", ZoneSource.house)
    assert known.country is None


def hand_in_as(client: HouseClient, email: str, zone: str) -> None:
    address = begun(client, **{asked(Kind.email, 1).field: email}, zone=zone)
    client.fill(f"{address}/2", **{asked(Kind.long, 2).field: "Again."})
    assert hand_in(client, address).location.endswith("/thanks")


def test_a_known_address_is_the_contact_that_we_know(client: HouseClient, studio: Studio) -> None:
    clients, contacts = len(everything(Client)), len(everything(Contact))
    hand_in_as(client, " Ruth@Northgate.example ", "Asia/Tokyo")
    assert the_lead().contact == studio.leads["northgate"].contact
    assert the_lead() != studio.leads["northgate"]
    assert (len(everything(Client)), len(everything(Contact))) == (clients, contacts)


def test_the_thanks_tell_nobody_whom_we_know(client: HouseClient, studio: Studio) -> None:
    hand_in_as(client, "ruth@northgate.example", "Asia/Tokyo")
    page = client.get(_address_again(client)).text
    assert "Thank you, Inês" in page
    assert "Ruth" not in page.replace("ruth@northgate.example", "")
    assert "Northgate Physio" not in page


def test_a_zone_set_by_hand_stands(client: HouseClient, studio: Studio) -> None:
    hand_in_as(client, "ruth@northgate.example", "Asia/Tokyo")
    assert studio.northgate.zone == "Europe/London"
    assert studio.northgate.zone_source is ZoneSource.hand


@both
def test_a_guessed_zone_gives_way_to_the_browsers(client: HouseClient, studio: Studio) -> None:
    studio.northgate.zone_source = ZoneSource.mail
    hand_in_as(client, "ruth@northgate.example", "Asia/Tokyo")
    known = the_lead().client
    assert (known.zone, known.zone_source) == ("Asia/Tokyo", ZoneSource.browser)
    assert known.country == "JP"


def test_a_missing_answer_leads_back_to_its_page(client: HouseClient, studio: Studio) -> None:
    address = begun(client)
    response = hand_in(client, address)
    assert response.status_code == 303
    assert response.location == f"{address}/2?missing=1"
    page = client.get(response.location).text
    assert "Write a few words here." in page
    assert the_brief().state is BriefState.started
    assert said(Kind.budget, 4) == "10-20"


def test_an_answer_left_unfit_leads_back_to_its_page(client: HouseClient, studio: Studio) -> None:
    address = filled(client)
    client.fill(f"{address}/1", **{asked(Kind.phone, 1).field: "call me"})
    response = hand_in(client, address)
    assert response.location == f"{address}/1?missing=1"
    assert "Write the number in digits" in client.get(response.location).text


@both
def test_sending_twice_makes_one_lead(client: HouseClient, studio: Studio) -> None:
    address = filled(client)
    leads = len(everything(Lead))
    (form,) = forms_of(client.get(f"{address}/4").text)
    data = form.fields.to_dict() | {asked(Kind.budget, 4).field: "open"}
    first, second = (client.post(form.action, data=data) for _ in range(2))
    assert first.location == second.location == f"{address}/thanks"
    assert len(everything(Lead)) == leads + 1


@both
def test_sending_twice_in_the_same_moment_makes_one_lead(
    app: Flask, client: HouseClient, studio: Studio
) -> None:
    address = filled(client)
    leads = len(everything(Lead))
    (form,) = forms_of(client.get(f"{address}/4").text)
    data = form.fields.to_dict() | {asked(Kind.budget, 4).field: "open"}
    db.session.commit()

    def send(_: int) -> str:
        return str(FlaskClient(app, app.response_class).post(form.action, data=data).location)

    with ThreadPoolExecutor(4) as pool:
        assert set(pool.map(send, range(4))) == {f"{address}/thanks"}
    assert len(everything(Lead)) == leads + 1


@both
def test_what_was_handed_in_does_not_change(client: HouseClient, studio: Studio) -> None:
    address = filled(client)
    (form,) = forms_of(client.get(f"{address}/2").text)
    hand_in(client, address)
    late = form.fields.to_dict() | {asked(Kind.long, 2).field: "Something else"}
    response = client.post(form.action, data=late)
    assert response.location == f"{address}/thanks"
    # What came after the end is a change that they have not sent.
    (sent,) = the_brief().revisions
    (task,) = [each for each in sent.answers if each["key"] == asked(Kind.long, 2).key]
    assert task["lines"] == ["Sell to people who cannot walk in.\nAll sixty objects."]
    assert [each.key for each in the_brief().unsent()] == [task["key"]]
    the_brief().reopened_at = None
    with pytest.raises(BriefSubmitted):
        the_brief().answer(asked(Kind.long, 2), "Something else", at=studio.now)
    with pytest.raises(BriefSubmitted):
        the_brief().withdraw(asked(Kind.long, 2))
    with pytest.raises(BriefSubmitted):
        brief_submitted(the_brief(), at=studio.now)


def test_every_address_of_it_shows_the_thanks_from_then_on(
    client: HouseClient, studio: Studio
) -> None:
    address = filled(client)
    hand_in(client, address)
    for page in ("/1", "/4", "/thanks"):
        response = client.get(address + page)
        assert response.status_code == 200
        assert "Thank you, Inês" in response.text
    assert client.get(address).location == f"{address}/thanks"


def test_there_are_no_thanks_before_it_is_handed_in(client: HouseClient, studio: Studio) -> None:
    address = begun(client)
    # Whoever asks for them is told what is wanting.
    assert client.get(f"{address}/thanks").location == f"{address}/2?missing=1"
    client.fill(f"{address}/2", **{asked(Kind.long, 2).field: "Tiles."})
    client.fill(f"{address}/4", go="back", **{asked(Kind.budget, 4).field: "open"})
    assert client.get(f"{address}/thanks").location == address


def thanks(client: HouseClient, zone: str = "") -> str:
    address = begun(client, zone=zone)
    client.fill(f"{address}/2", **{asked(Kind.long, 2).field: "Tiles."})
    hand_in(client, address)
    return client.get(f"{address}/thanks").text


@both
def test_the_thanks_say_who_answers_and_by_when_on_both_clocks(
    client: HouseClient, studio: Studio
) -> None:
    studio.agency.hours = {day: [["00:00", "24:00"]] for day in studio.agency.hours}
    page = thanks(client, "Europe/Lisbon")
    due = the_lead().first_response_due_at
    assert due - the_lead().received_at == timedelta(minutes=15)
    assert "<b>Vera Lindt</b> reads your brief now." in page
    assert "your time." in page
    assert "your clock" in page
    # Lisbon is never on the hour of Yerevan; the band of each place names its hour.
    assert f'<b class="num">{due.astimezone(_zone("Europe/Lisbon")):%H:%M}</b>' in page
    assert f'<b class="num">{due.astimezone(_zone("Asia/Yerevan")):%H:%M}</b> Yerevan' in page


def test_on_our_own_clock_one_is_enough(client: HouseClient, studio: Studio) -> None:
    page = thanks(client, "Asia/Yerevan")
    assert "your time" not in page
    assert "your clock" not in page
    assert "The answer comes by" in page


def test_outside_answering_hours_the_thanks_promise_no_haste(
    client: HouseClient, studio: Studio
) -> None:
    today = clock.now().astimezone(_zone("Asia/Yerevan"))
    names = list(studio.agency.hours)
    # Open two days from now only: closed at whatever hour this runs.
    studio.agency.hours = {names[(today.weekday() + 2) % 7]: [["10:00", "11:00"]]}
    page = thanks(client)
    assert "reads your brief as soon as our day begins." in page
    assert "reads your brief now" not in page


def test_the_thanks_know_when_we_have_answered(client: HouseClient, studio: Studio) -> None:
    thanks(client)
    lead = the_lead()
    lead.answered(by=timeline.Actor.member(studio.vera.id), at=lead.received_at)
    address = _address_again(client)
    assert "has answered you; look into your mail." in client.get(address).text


@both
def test_the_thanks_own_up_to_a_late_answer(client: HouseClient, studio: Studio) -> None:
    thanks(client)
    the_lead().first_response_due_at = clock.now() - timedelta(hours=2)
    assert "and we owe it still" in client.get(_address_again(client)).text


@both
def test_the_thanks_in_russian(client: HouseClient, studio: Studio) -> None:
    address = filled(client)
    client.fill(f"{address}/4?lang=ru", **{asked(Kind.budget, 4).field: "10-20"})
    page = client.get(f"{address}/thanks").text
    assert "Спасибо, Inês" in page
    assert "10 000 – 20 000 €".replace(" ", "\u00a0") in page.replace(" ", "\u00a0")


@both
def test_a_brief_for_a_lead_that_there_is_joins_it(client: HouseClient, studio: Studio) -> None:
    address = filled(client)
    the_brief().lead = studio.leads["northgate"]
    leads = len(everything(Lead))
    hand_in(client, address)
    assert len(everything(Lead)) == leads
    assert the_lead() == studio.leads["northgate"]
    assert the_lead().heard_at == the_brief().submitted_at


@both
def test_control_characters_do_not_reach_names(client: HouseClient, studio: Studio) -> None:
    address = begun(client, **{asked(Kind.organisation, 1).field: "Azulejo\x00\tNorte\x1b[31m"})
    client.fill(f"{address}/2", **{asked(Kind.long, 2).field: "A\x00B"})
    hand_in(client, address)
    assert the_lead().client.name == "Azulejo Norte [31m"
    assert the_lead().messages[0].body != ""


@both
def test_the_database_holds_no_brief_that_is_half_handed_in(
    client: HouseClient, studio: Studio
) -> None:
    begun(client)
    with pytest.raises(sa.exc.IntegrityError):
        db.session.execute(sa.update(Brief).values(state=BriefState.submitted))
    db.session.rollback()


def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _address_again(client: HouseClient) -> str:
    """Another link to the same brief, as the first one's secret is kept nowhere."""
    token = make_link("brief", the_brief().id, at=clock.now())
    return f"/brief/f/{token}/thanks"
