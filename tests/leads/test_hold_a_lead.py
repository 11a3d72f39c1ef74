"""The holding letter: a quarter of an hour after they wrote, at any hour, once, and never after an answer."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from email.message import EmailMessage
from threading import Barrier

import pytest
from flask import Flask

from agency.briefs.doubting import Doubt
from agency.briefs.intake import inquiry_of
from agency.clients.models import Client, Contact, ZoneSource
from agency.demo.studio import Studio
from agency.flows.inquiry_received import inquiry_received
from agency.flows.lead_lost import lead_lost
from agency.flows.letter_received import letter_received
from agency.kernel import due, timeline
from agency.kernel.db import db
from agency.kernel.i18n import speaking
from agency.kernel.timeline import Actor
from agency.leads import arrivals, holding, holding_letter, mails
from agency.leads.models import HOLDING, PROMISE, Channel, Inquiry, Lead, Turn
from agency.people.models import Member
from tests.briefs.support import filled, hand_in, the_brief
from tests.support import NOW, HouseClient, at

RunDue = Callable[[datetime], int]
Letters = Callable[[], list[EmailMessage]]
QUARTER = timedelta(minutes=15)
DAY = timedelta(hours=24)


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """What is decided in one transaction is asked of both kinds, anything else of one."""
    return str(getattr(request, "param", "sqlite"))


both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


def asked(
    *,
    received_at: datetime = NOW,
    may_hold: bool = True,
    email: str | None = "ana@casa.example",
    language: str = "en",
    zone: str = "Europe/Lisbon",
    country: str | None = "PT",
    source: Channel = Channel.mail,
) -> Lead:
    """A lead of somebody who wrote just now."""
    client = Client(
        name="Casa", zone=zone, zone_source=ZoneSource.hand, country=country, language=language
    )
    contact = Contact(client=client, name="Ana Reis", email=email)
    inquiry = Inquiry(
        source=source,
        received_at=received_at,
        sender_name="Ana Reis",
        sender_address=email,
        subject="A site for tiles",
        words="Can you help?",
        message_id="<first@casa.example>" if source is Channel.mail else None,
        may_hold=may_hold,
    )
    return inquiry_received(inquiry, contact)


def words_of(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


HANDS = ("leads.given", "leads.reminded", "leads.escalated")


def facts(lead: Lead) -> list[str]:
    """What happened; whose it is and who was told of its clocks is told elsewhere."""
    db.session.flush()
    kinds = [entry.kind for entry in reversed(timeline.entries(lead.stream))]
    return [kind for kind in kinds if kind not in HANDS]


def fact(lead: Lead, kind: str) -> timeline.Entry:
    [found] = [entry for entry in timeline.entries(lead.stream) if entry.kind == kind]
    return found


@both
def test_it_goes_after_a_quarter_of_an_hour_and_says_when_the_answer_comes(
    studio: Studio, run_due: RunDue, letters: Letters
) -> None:
    lead = asked()
    run_due(NOW + QUARTER - timedelta(seconds=1))
    assert letters() == []
    run_due(NOW + QUARTER)
    [letter] = letters()
    assert str(letter["From"]) == "Vera Lindt <hello@kvarta.example>"
    assert str(letter["To"]) == "Ana Reis <ana@casa.example>"
    assert letter["Subject"] == "Re: A site for tiles"
    assert letter["In-Reply-To"] == letter["References"] == "<first@casa.example>"
    assert letter["Auto-Submitted"] == "auto-replied"
    words = words_of(letter)
    assert words.startswith("Hello Ana,\n")
    # 06:42 is 10:42 in Yerevan; four hours of ours later it is 10:42 in Lisbon, told in half hours.
    assert "You will have my answer by Thursday, 19 March, 11:00, Lisbon time." in words
    assert words.rstrip().endswith("Vera Lindt\nKvarta")
    assert (lead.held_at, lead.promised_at) == (NOW + QUARTER, at("2026-03-19T11:00"))
    assert due.planned_for(PROMISE, lead.id) == lead.promised_at
    assert facts(lead) == ["leads.held"]
    assert fact(lead, "leads.held").data == {"due_at": "2026-03-19T11:00+00:00"}
    # It is no answer: the first-response clock runs on, and it is our turn as before.
    assert lead.first_response_at is None
    assert (lead.turn, lead.turn_since) == (Turn.ours, NOW)


@both
def test_it_goes_once_however_often_it_falls_due(
    studio: Studio, run_due: RunDue, letters: Letters
) -> None:
    lead = asked()
    run_due(NOW + QUARTER)
    due.plan(HOLDING, lead.id, NOW + QUARTER)
    run_due(NOW + QUARTER + timedelta(minutes=1))
    assert len(letters()) == 1
    assert facts(lead) == ["leads.held"]


@both
def test_what_fails_half_way_leaves_nothing_behind(
    studio: Studio,
    run_due: RunDue,
    letters: Letters,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lead = asked()
    with monkeypatch.context() as broken:
        broken.setattr(Lead, "hold", lambda *_, **__: 1 / 0)
        run_due(NOW + QUARTER)
    assert letters() == []
    assert (lead.held_at, lead.promised_at) == (None, None)
    run_due(NOW + QUARTER + timedelta(minutes=1))
    assert len(letters()) == 1
    assert lead.promised_at == at("2026-03-19T11:00")


def answer(lead: Lead, studio: Studio) -> None:
    lead.answered(by=Actor.member(studio.vera.id), at=NOW + timedelta(minutes=5))


def lose(lead: Lead, studio: Studio) -> None:
    lead_lost(lead, reason="spam", by=Actor.member(studio.vera.id), at=NOW)


def win(lead: Lead, studio: Studio) -> None:
    lead.win(by=Actor.member(studio.vera.id), at=NOW)


def forget(lead: Lead, studio: Studio) -> None:
    lead.contact.email = None


def call_off(lead: Lead, studio: Studio) -> None:
    holding.call_off(lead, by=Actor.member(studio.vera.id), at=NOW)


@pytest.mark.parametrize("happened", [answer, lose, win, forget, call_off])
def test_it_does_not_go_when_there_is_nothing_left_to_say(
    studio: Studio,
    run_due: RunDue,
    letters: Letters,
    happened: Callable[[Lead, Studio], None],
) -> None:
    lead = asked()
    happened(lead, studio)
    if happened is not forget:
        assert due.planned_for(HOLDING, lead.id) is None
    # The row may have been claimed already: it is asked again at the moment of truth.
    if happened is not call_off:
        due.plan(HOLDING, lead.id, NOW + QUARTER)
    run_due(NOW + QUARTER)
    assert letters() == []
    assert lead.promised_at is None
    assert "leads.not_held" not in facts(lead)


@pytest.mark.parametrize("given", [{"may_hold": False}, {"email": None}])
def test_it_is_not_even_planned_where_the_machine_may_not_write(
    studio: Studio, given: dict[str, object]
) -> None:
    lead = asked(**given)  # type: ignore[arg-type]
    assert due.planned_for(HOLDING, lead.id) is None


def test_who_hands_in_a_brief_is_written_to_and_nobody_whose_address_a_robot_typed(
    client: HouseClient, studio: Studio
) -> None:
    hand_in(client, filled(client))
    brief = the_brief()
    assert brief.lead is not None
    planned_at = due.planned_for(HOLDING, brief.lead.id)
    assert planned_at == brief.lead.received_at + QUARTER
    brief.doubt(Doubt.trap)
    assert not inquiry_of(brief, at=NOW).may_hold


def test_a_lead_that_one_of_us_typed_in_gets_none(vera: HouseClient, studio: Studio) -> None:
    page = vera.fill(
        "/leads/new", name="Ana", address="ana@casa.example", subject="Tiles", channel="mail"
    )
    lead_id = int(page.headers["Location"].rpartition("/")[2])
    assert due.planned_for(HOLDING, lead_id) is None


def test_at_night_it_goes_all_the_same(studio: Studio, run_due: RunDue, letters: Letters) -> None:
    night = at("2026-03-19T20:00")  # midnight in Yerevan
    lead = asked(received_at=night)
    run_due(night + QUARTER)
    assert len(letters()) == 1
    assert lead.promised_at == at("2026-03-20T09:00")  # 13:00 in Yerevan, when Lisbon opens


def test_late_but_before_the_promise_it_goes(
    studio: Studio, run_due: RunDue, letters: Letters
) -> None:
    lead = asked()
    run_due(at("2026-03-19T10:59"))
    assert len(letters()) == 1
    assert lead.promised_at == at("2026-03-19T11:00")


def test_when_the_promise_would_be_past_nothing_goes_and_the_timeline_says_so(
    vera: HouseClient, studio: Studio, run_due: RunDue, letters: Letters
) -> None:
    lead = asked()
    run_due(at("2026-03-19T11:00"))
    assert letters() == []
    assert (lead.held_at, lead.promised_at) == (None, None)
    assert fact(lead, "leads.not_held").data == {"reason": "past"}
    assert "the time that it would have promised was over" in vera.get(f"/leads/{lead.id}").text


@both
def test_a_machine_at_the_other_end_hears_from_ours_three_times_a_day(
    vera: HouseClient, studio: Studio, run_due: RunDue, letters: Letters
) -> None:
    robots = [
        asked(received_at=NOW + timedelta(minutes=minutes), email="Robot@casa.example")
        for minutes in range(4)
    ]
    run_due(NOW + QUARTER + timedelta(minutes=4))
    assert len(letters()) == 3
    lead = robots[-1]
    assert fact(lead, "leads.not_held").data == {"reason": "too_many"}
    assert "three had gone to this address" in vera.get(f"/leads/{lead.id}").text
    other = asked(received_at=NOW + timedelta(minutes=5), email="ana@casa.example")
    again = asked(received_at=NOW + DAY, email="robot@casa.example")
    run_due(NOW + QUARTER + timedelta(minutes=5))
    assert other.held_at is not None
    run_due(NOW + QUARTER + timedelta(minutes=4) + DAY)
    assert again.held_at is not None


def test_without_an_owner_the_house_writes(
    studio: Studio, run_due: RunDue, letters: Letters
) -> None:
    lead = asked()
    lead.owner = None
    run_due(NOW + QUARTER)
    [letter] = letters()
    assert str(letter["From"]) == "Kvarta <hello@kvarta.example>"
    words = words_of(letter)
    assert "You will have our answer by" in words
    assert words.rstrip().endswith("in the meantime, simply reply to this letter.\n\nKvarta")
    [message, _] = lead.messages
    assert message.member is None


def test_it_speaks_russian_to_whom_it_should(
    studio: Studio, run_due: RunDue, letters: Letters
) -> None:
    asked(language="ru", zone="Europe/Moscow", country="RU")
    run_due(NOW + QUARTER)
    [letter] = letters()
    words = words_of(letter)
    assert words.startswith("Здравствуйте, Ana!\n")
    assert "Мой ответ придёт в четверг, 19 марта, до 14:00 по московскому времени." in words
    assert letter["Content-Language"] == "ru"


@pytest.mark.parametrize(
    ("zone", "lang", "shown"),
    [
        ("Europe/Lisbon", "en", "Thursday, 26 March, 14:30, Lisbon time"),
        ("America/New_York", "en", "Thursday, 26 March, 10:30, New York time"),
        ("America/Argentina/Buenos_Aires", "en", "Thursday, 26 March, 11:30, Buenos Aires time"),
        ("Asia/Tokyo", "ru", "в четверг, 26 марта, до 23:30 (часовой пояс: Токио)"),
        ("Asia/Yerevan", "ru", "в четверг, 26 марта, до 18:30 по ереванскому времени"),
        ("Pacific/Auckland", "ru", "в пятницу, 27 марта, до 03:30 (часовой пояс: Окленд)"),
    ],
)
def test_the_promise_is_told_on_the_clients_clock(
    app: object, zone: str, lang: str, shown: str
) -> None:
    with speaking(lang):
        assert holding_letter.when(at("2026-03-26T14:30"), zone) == shown


def test_a_brief_is_thanked_for_as_a_brief_and_who_has_no_name_is_not_called_by_their_address(
    studio: Studio,
) -> None:
    lead = asked(source=Channel.brief)
    lead.contact.name = "ana"
    with speaking("en"):
        words = holding_letter.words_of(lead, promised_at=NOW)
    assert words.startswith("Hello,\n\nthank you for your brief,")
    with speaking("ru"):
        words = holding_letter.words_of(lead, promised_at=NOW)
    assert words.startswith("Здравствуйте!\n\nСпасибо за бриф, он у нас.")


def letter_of(*, sent: str, sender: str = "Ana Reis <ana@casa-do-mar.pt>", more: str = "") -> bytes:
    return (
        f"From: {sender}\r\nTo: hello@kvarta.example\r\nSubject: Tiles\r\nDate: {sent}\r\n"
        f"Message-ID: <{abs(hash((sent, more)))}@casa.example>\r\n{more}\r\nCan you help?"
    ).encode()


def take(raw: bytes, *, arrived_at: datetime = NOW, seen_at: datetime = NOW) -> Lead:
    arrival = arrivals.take_in(raw, seen_at=seen_at, arrived_at=arrived_at)
    arrivals.sort_now(arrival, letter_received)
    db.session.flush()
    assert arrival.lead is not None
    return arrival.lead


def test_a_letter_seen_half_an_hour_later_is_held_at_once_and_a_later_one_never(
    studio: Studio, run_due: RunDue, letters: Letters
) -> None:
    half = timedelta(minutes=30)
    fresh = take(letter_of(sent="Thu, 19 Mar 2026 06:42:00 +0000"), seen_at=NOW + half)
    stale = take(
        letter_of(sent="Thu, 19 Mar 2026 06:41:00 +0000"), seen_at=NOW + half + timedelta(seconds=1)
    )
    run_due(NOW + half)
    assert len(letters()) == 1
    assert (fresh.held_at, stale.held_at) == (NOW + half, None)
    assert due.planned_for(HOLDING, stale.id) is None


def test_our_turn_tells_it_before_it_goes_and_a_manager_can_stop_it(
    vera: HouseClient, studio: Studio, now: datetime, run_due: RunDue, letters: Letters
) -> None:
    lead = asked()
    path = f"/leads/{lead.id}"
    page = " ".join(vera.get(path).text.split())
    assert "the machine writes that the answer comes by" in page
    assert 'title="Thu 19 Mar 2026, 10:57 · Thu 19 Mar, 06:57"' in page
    assert 'title="Thu 19 Mar 2026, 15:00 · Thu 19 Mar, 11:00"' in page
    assert vera.fill(path, "holding").status_code == 303
    page = vera.get(path).text
    assert "the machine writes" not in page
    assert "told the machine not to write" in page
    run_due(NOW + QUARTER)
    assert letters() == []


def test_stopping_it_twice_says_so(vera: HouseClient, studio: Studio, now: datetime) -> None:
    lead = asked()
    path = f"/leads/{lead.id}/holding/omission"
    assert vera.post(path).status_code == 303
    assert vera.post(path).status_code == 303
    assert "was called off already" in vera.get(f"/leads/{lead.id}").text
    assert facts(lead).count("leads.holding_called_off") == 1


def test_who_only_looks_sees_no_button(client: HouseClient, studio: Studio, now: datetime) -> None:
    lead = asked()
    client.login(studio.timur)
    assert 'id="holding"' not in client.get(f"/leads/{lead.id}").text
    assert client.post(f"/leads/{lead.id}/holding/omission").status_code == 403


def test_the_timeline_tells_it_in_one_line_with_its_words(
    vera: HouseClient, studio: Studio, run_due: RunDue, now: datetime
) -> None:
    lead = asked()
    run_due(NOW + QUARTER)
    page = " ".join(vera.get(f"/leads/{lead.id}").text.split())
    assert (
        "The machine wrote that the answer comes by "
        '<b class="blue">Thu 19 Mar, 11:00</b> in Lisbon, 15:00 here' in page
    )
    assert page.count("You will have my answer by") == 1


def test_a_letters_clock_and_country_tell_where_they_are(studio: Studio) -> None:
    lead = take(letter_of(sent="Thu, 19 Mar 2026 10:42:00 +0000"))
    client = lead.client
    assert (client.zone, client.zone_source) == ("Europe/Lisbon", ZoneSource.mail)
    assert client.country == "PT"
    # A later one changes nothing, not even from elsewhere.
    mine = mails.answer(lead, words="Yes", subject="Re", by=studio.vera, at=NOW)
    reply = f"In-Reply-To: {mine.message_id}\r\n"
    assert take(letter_of(sent="Thu, 19 Mar 2026 09:43:00 -0100", more=reply)) is lead
    assert client.zone == "Europe/Lisbon"


@pytest.mark.parametrize(
    ("source", "zone"),
    [
        (ZoneSource.house, "Europe/Lisbon"),
        (ZoneSource.browser, "Asia/Yerevan"),
        (ZoneSource.hand, "Asia/Yerevan"),
    ],
)
def test_a_later_letter_corrects_what_was_only_assumed(
    studio: Studio, source: ZoneSource, zone: str
) -> None:
    lead = take(letter_of(sent="nonsense"))
    assert lead.client.zone_source is ZoneSource.house
    assert (lead.client.zone, lead.client.country) == (studio.agency.zone, studio.agency.country)
    lead.client.zone_source = source
    mine = mails.answer(lead, words="Yes", subject="Re", by=studio.vera, at=NOW)
    reply = f"In-Reply-To: {mine.message_id}\r\n"
    assert take(letter_of(sent="Thu, 19 Mar 2026 10:43:00 +0000", more=reply)) is lead
    assert lead.client.zone == zone


def test_the_page_says_how_we_know_where_they_are(vera: HouseClient, studio: Studio) -> None:
    lead = take(letter_of(sent="Thu, 19 Mar 2026 10:42:00 +0000"))
    assert "Their zone was read from their letter" in vera.get(f"/leads/{lead.id}").text
    lead.client.zone_source = ZoneSource.house
    assert "Their zone is not known yet" in vera.get(f"/leads/{lead.id}").text


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
def test_whoever_answers_in_the_same_moment_and_the_machine_do_not_overwrite_each_other(
    app: Flask, studio: Studio
) -> None:
    """SQLite lets one writer in at a time; on PostgreSQL they meet at the lead."""
    leads = [asked(email=f"ana{number}@casa.example").id for number in range(8)]
    vera = studio.vera.id
    db.session.commit()
    both_there = Barrier(2)

    def together(work: Callable[[int], object]) -> None:
        for id in leads:
            with app.app_context():
                both_there.wait(timeout=20)
                work(id)
                db.session.commit()

    def machine(id: int) -> None:
        lead = holding.take(id)
        assert lead is not None
        holding.release(lead, now=NOW + QUARTER)

    def person(id: int) -> None:
        lead = db.session.get_one(Lead, id)
        by = db.session.get_one(Member, vera)
        mails.answer(lead, words="Yes", subject="Re", by=by, at=NOW + QUARTER)

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(together, machine), pool.submit(together, person)]:
            done.result(timeout=60)
    db.session.expire_all()
    for id in leads:
        lead = db.session.get_one(Lead, id)
        assert lead.first_response_at == NOW + QUARTER
        assert lead.promised_at is None
        assert due.planned_for(PROMISE, id) is None
        # The letter went out before the answer, or not at all.
        assert ("leads.held" in facts(lead)) == ("leads.promise_kept" in facts(lead))
