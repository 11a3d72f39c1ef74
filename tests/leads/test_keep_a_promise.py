"""The promise: a clock of its own. Kept by an answer, broken at its time, shown until then."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from agency.demo.studio import Studio
from agency.flows.inquiry_received import inquiry_received
from agency.kernel import due, timeline
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.leads import mails, standfirst
from agency.leads.bands import bands_of
from agency.leads.first_response import Clock, clock_of
from agency.leads.models import PROMISE, Channel, Inquiry, Lead, LeadClosed
from agency.leads.queries import Figures, figures
from agency.leads.rows import rows_of
from tests.leads.conftest import MakeLead
from tests.support import NOW, HouseClient, at

RunDue = Callable[[datetime], int]
YEREVAN = "Asia/Yerevan"
MACHINE = Actor.machine()
# 15:00 in Yerevan, 11:00 in Lisbon.
PROMISED = at("2026-03-19T11:00")


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """What is decided in one transaction is asked of both kinds, anything else of one."""
    return str(getattr(request, "param", "sqlite"))


both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def held(a_lead: MakeLead) -> Lead:
    """Somebody wrote at NOW, nobody answered, the holding letter went out."""
    lead = a_lead(received_at=NOW)
    lead.hold(promised_at=PROMISED, at=NOW + timedelta(minutes=15))
    db.session.flush()
    return lead


def facts(lead: Lead) -> dict[str, dict[str, object]]:
    db.session.flush()
    return {entry.kind: entry.data for entry in timeline.entries(lead.stream)}


def plain(text: object) -> str:
    return str(text).replace("\u00a0", " ")


def clock(lead: Lead, now: datetime) -> Clock:
    found = clock_of(lead, now=now, zone=YEREVAN)
    return Clock(plain(found.figure), plain(found.reason), found.kind)


@both
@pytest.mark.parametrize(
    ("answered_at", "early"),
    [
        (PROMISED - timedelta(minutes=143, seconds=20), 143),
        (PROMISED, 0),
        (PROMISED + timedelta(seconds=1), -1),
        (PROMISED + timedelta(minutes=40), -40),
    ],
)
def test_an_answer_keeps_the_promise_early_or_late(
    studio: Studio, held: Lead, answered_at: datetime, early: int
) -> None:
    held.answered(by=Actor.member(studio.vera.id), at=answered_at)
    told = facts(held)
    assert told["leads.promise_kept"] == {"minutes_early": early}
    # The first answer had been due at 06:57, and stays as late as it was.
    late = int((answered_at - held.first_response_due_at).total_seconds() / 60)
    assert told["leads.first_response"] == {"minutes_early": -late}
    assert held.promised_at is None
    assert due.planned_for(PROMISE, held.id) is None


def test_only_the_first_answer_after_it_keeps_it(studio: Studio, held: Lead) -> None:
    for hours in (2, 3):
        held.answered(by=MACHINE, at=NOW + timedelta(hours=hours))
    db.session.flush()
    kinds = [entry.kind for entry in timeline.entries(held.stream)]
    assert kinds.count("leads.promise_kept") == 1


def test_an_answer_may_be_late_and_in_time_and_the_timeline_tells_both(
    vera: HouseClient, studio: Studio, held: Lead
) -> None:
    at_noon = NOW + timedelta(hours=2)
    mails.answer(held, words="Yes, gladly.", subject="Re", by=studio.vera, at=at_noon)
    page = plain(vera.get(f"/leads/{held.id}").text)
    told = page[page.index("Yes, gladly.") :].partition("</article>")[0]
    assert '<span class="red">first answer, 105 minutes late</span>' in told
    assert '<span class="green">the promise kept, 2 h 18 min early</span>' in told


@both
def test_at_its_time_an_unkept_promise_is_written_down_once_and_stands(
    vera: HouseClient, studio: Studio, held: Lead, run_due: RunDue
) -> None:
    run_due(PROMISED - timedelta(seconds=1))
    assert "leads.promise_broken" not in facts(held)
    run_due(PROMISED)
    run_due(PROMISED + timedelta(hours=1))
    entries = [e for e in timeline.entries(held.stream) if e.kind == "leads.promise_broken"]
    assert [entry.at for entry in entries] == [PROMISED]
    assert held.promised_at == PROMISED
    assert held.is_late(PROMISED + timedelta(seconds=1))
    page = vera.get(f"/leads/{held.id}").text
    assert "The promised time has come and nobody has answered" in page
    held.answered(by=Actor.member(studio.vera.id), at=PROMISED + timedelta(minutes=125))
    assert "2 h 5 min later than promised" in plain(vera.get(f"/leads/{held.id}").text)


def end_by_answer(lead: Lead) -> None:
    lead.answered(by=MACHINE, at=NOW + timedelta(hours=1))


def end_by_loss(lead: Lead) -> None:
    lead.lose(reason="spam", by=MACHINE, at=NOW)


def end_by_win(lead: Lead) -> None:
    lead.win(by=MACHINE, at=NOW)


@pytest.mark.parametrize("end", [end_by_answer, end_by_loss, end_by_win])
def test_what_ends_a_promise_ends_what_was_due(
    studio: Studio, held: Lead, run_due: RunDue, end: Callable[[Lead], None]
) -> None:
    end(held)
    assert held.promised_at is None
    assert due.planned_for(PROMISE, held.id) is None
    due.plan(PROMISE, held.id, PROMISED)  # asked at the moment of truth all the same
    run_due(PROMISED)
    assert "leads.promise_broken" not in facts(held)


def test_a_promise_that_was_moved_is_looked_at_again(
    vera: HouseClient, studio: Studio, held: Lead, run_due: RunDue
) -> None:
    later = PROMISED + timedelta(hours=2)
    held.promise(later, by=Actor.member(studio.vera.id), at=NOW + timedelta(hours=1))
    assert facts(held)["leads.promised"] == {"due_at": "2026-03-19T13:00+00:00"}
    due.plan(PROMISE, held.id, PROMISED)
    run_due(PROMISED)
    assert due.planned_for(PROMISE, held.id) == later
    page = " ".join(vera.get(f"/leads/{held.id}").text.split())
    assert '</b> promised an answer by <b class="blue">Thu 19 Mar, 13:00</b>' in page
    run_due(later)
    assert "leads.promise_broken" in facts(held)


def test_a_closed_lead_promises_nothing(studio: Studio, a_lead: MakeLead) -> None:
    lead = a_lead()
    lead.lose(reason="spam", by=MACHINE, at=NOW)
    with pytest.raises(LeadClosed):
        lead.promise(PROMISED, by=MACHINE, at=NOW)


@both
def test_whoever_answers_while_the_machine_promises_sees_its_promise(
    studio: Studio, a_lead: MakeLead
) -> None:
    """Another process has promised meanwhile; what this one remembers of the lead is older."""
    lead = a_lead(received_at=NOW)
    assert lead.promised_at is None
    elsewhere = Lead.__table__.update().where(Lead.__table__.c.id == lead.id)
    db.session.execute(elsewhere.values(promised_at=PROMISED, held_at=NOW))
    lead.answered(by=MACHINE, at=NOW + timedelta(hours=1))
    assert "leads.promise_kept" in facts(lead)
    db.session.expire_all()
    assert lead.promised_at is None


@pytest.mark.parametrize(
    ("now", "shown"),
    [
        ("2026-03-19T07:00", Clock("15:00", "promised, 11:00 there", "promised")),
        ("2026-03-19T11:00", Clock("15:00", "promised, 11:00 there", "promised")),
        ("2026-03-19T11:40", Clock("40 min late", "promised for 15:00", "late")),
        ("2026-03-18T19:59", Clock("15:00", "promised for tomorrow, 11:00 there", "promised")),
        ("2026-03-20T11:40", Clock("24 h late", "promised for Thu 19 Mar, 15:00", "late")),
    ],
)
def test_the_margin_shows_the_promise(held: Lead, now: str, shown: Clock) -> None:
    assert clock(held, at(now)) == shown


def test_the_margin_leaves_out_a_clock_that_shows_the_same(held: Lead) -> None:
    held.client.zone = "Asia/Dubai"
    assert clock(held, NOW + timedelta(hours=1)).reason == "promised for today"


def test_on_a_friday_evening_in_new_york_it_is_another_day_here(held: Lead) -> None:
    held.client.zone = "America/New_York"
    held.promised_at = at("2026-03-20T21:30")  # Saturday 01:30 here, Friday 17:30 there
    assert clock(held, NOW + timedelta(hours=1)) == Clock(
        "01:30", "promised for Sat 21 Mar, Fri 20 Mar, 17:30 there", "promised"
    )


def test_a_first_answer_that_is_due_within_the_hour_comes_before_a_later_promise(
    a_lead: MakeLead,
) -> None:
    lead = a_lead(received_at=at("2026-03-18T18:00"))  # 22:00; the first answer is due at 09:15
    lead.hold(promised_at=at("2026-03-19T09:00"), at=at("2026-03-18T18:15"))
    night, morning = at("2026-03-18T18:20"), at("2026-03-19T04:30")
    assert clock(lead, night) == Clock("13:00", "promised for tomorrow, 09:00 there", "promised")
    [row] = rows_of([lead], now=night, zone=YEREVAN, files={}, coming={})
    assert plain(row.facts[0].text) == "first answer due Thu 19 Mar, 09:15"
    assert clock(lead, morning) == Clock("45 min left", "due 09:15")
    [row] = rows_of([lead], now=morning, zone=YEREVAN, files={}, coming={})
    assert row.facts[0].text == "answer promised by 13:00"
    assert clock(lead, at("2026-03-19T05:16")).figure == "13:00"
    assert lead.owed_at(morning) == lead.first_response_due_at


def test_the_lead_opens_with_the_promise_and_what_was_due_before(held: Lead) -> None:
    def sentence(now: str) -> str:
        return plain(standfirst.of_lead(held, now=at(now), zone=YEREVAN))

    assert sentence("2026-03-19T07:00") == (
        '<b class="blue">The answer is promised by 15:00 (11:00 there).</b>'
        " The first answer was due at 10:57, 3 min ago."
    )
    assert sentence("2026-03-19T12:05") == (
        '<b class="red">The answer was promised by 15:00, 1 h 5 min ago.</b>'
        " The first answer was due at 10:57, 5 h 8 min ago."
    )
    held.client.zone = YEREVAN
    assert "by 15:00.</b>" in sentence("2026-03-19T07:00")


def test_both_days_carry_it(held: Lead, studio: Studio) -> None:
    ours, theirs = bands_of(held, studio.agency, now=NOW + timedelta(hours=1))
    assert (ours.due, ours.late) == (15 / 24, None)
    assert (theirs.due, theirs.late) == (11 / 24, None)
    ours, theirs = bands_of(held, studio.agency, now=PROMISED + timedelta(hours=1))
    assert (ours.due, ours.late) == (None, 15 / 24)
    assert (theirs.due, theirs.late) == (None, 11 / 24)


def test_the_figures_count_it_apart_until_it_is_late(held: Lead, studio: Studio) -> None:
    def counted(now: datetime) -> Figures:
        return figures(now=now, month_from=NOW + timedelta(days=300))

    for caller in studio.leads.values():
        caller.first_response_at = NOW
    for now, expected in (
        (NOW, (0, 1, 0)),
        (NOW + timedelta(hours=1), (0, 0, 1)),
        (PROMISED + timedelta(hours=1), (1, 0, 0)),
    ):
        found = counted(now)
        assert (found.late, found.running, found.promised) == expected
        assert found.unanswered == 1
    assert standfirst.of_inbox(Figures(promised=1)) == '<b class="blue">One answer is promised</b>.'
    assert "2 answers are promised" in standfirst.of_inbox(Figures(late=1, promised=2))


def test_home_and_inbox_show_it_blue_and_then_red(
    vera: HouseClient, studio: Studio, held: Lead, monkeypatch: pytest.MonkeyPatch
) -> None:
    for moment, kind in (
        (NOW + timedelta(hours=1), "clock--promised"),
        (PROMISED + timedelta(hours=1), "clock--late"),
    ):
        monkeypatch.setattr("agency.kernel.clock.now", lambda moment=moment: moment)
        for path in ("/", "/inbox", "/leads"):
            page = vera.get(path).text
            row = page[: page.index("Quiet Harbour</a>")].rpartition("<li")[2]
            assert kind in row, f"{path} at {moment}"


@pytest.mark.parametrize(
    ("received_at", "zone", "country", "promised_at"),
    [
        # Friday evening in New York is Saturday morning here; they are back on Monday at nine.
        ("2026-03-20T22:10", "America/New_York", "US", "2026-03-23T13:00"),
        # The clocks of New York have gone forward that Sunday: nine is an hour earlier for us.
        ("2026-03-06T22:10", "America/New_York", "US", "2026-03-09T13:00"),
        # Lisbon's holiday of 25 April is a Saturday; 1 May is a Friday, so they read it on Monday.
        ("2026-04-30T16:00", "Europe/Lisbon", "PT", "2026-05-04T08:00"),
        # In Kathmandu the half hours are their own: 12:00 there is 06:15 in UTC.
        ("2026-03-19T02:10", "Asia/Kathmandu", "NP", "2026-03-19T09:15"),
    ],
)
def test_the_promised_time_is_one_at_which_they_read_it(
    studio: Studio,
    run_due: RunDue,
    a_lead: MakeLead,
    received_at: str,
    zone: str,
    country: str,
    promised_at: str,
) -> None:
    lead = _written(a_lead, at(received_at), zone, country)
    run_due(at(received_at) + timedelta(minutes=15))
    assert lead.promised_at == at(promised_at)


@pytest.mark.parametrize(
    ("received_at", "promised_at", "shown"),
    [
        # 02:30 does not exist that night, and is 03:30; 01:30 was an hour before it.
        ("2026-03-29T00:20", "2026-03-29T01:30", "Sunday, 29 March, 03:30, Berlin time"),
        # 02:30 is there twice: rounded up from 02:20 of the first time, it is the first of them.
        ("2026-10-25T00:20", "2026-10-25T00:30", "Sunday, 25 October, 02:30, Berlin time"),
        ("2026-10-25T01:20", "2026-10-25T01:30", "Sunday, 25 October, 02:30, Berlin time"),
    ],
)
def test_when_their_clocks_change_the_promise_is_the_instant_that_they_read(
    studio: Studio,
    run_due: RunDue,
    a_lead: MakeLead,
    letters: Callable[[], list[object]],
    received_at: str,
    promised_at: str,
    shown: str,
) -> None:
    """Somebody whose day has no night, and a house that answers at any hour."""
    every_hour = {day: [["00:00", "24:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}
    every_hour |= {"sat": [["00:00", "24:00"]], "sun": [["00:00", "24:00"]]}
    studio.agency.hours = every_hour
    wrote_at = at(received_at) - timedelta(hours=4)
    if promised_at == "2026-03-29T01:30":
        wrote_at = at("2026-03-28T21:20")
    lead = _written(a_lead, wrote_at, "Europe/Berlin", None)
    lead.client.hours = every_hour
    run_due(wrote_at + timedelta(minutes=15))
    assert lead.promised_at == at(promised_at)
    assert f"by {shown}." in lead.messages[0].body


def _written(a_lead: MakeLead, received_at: datetime, zone: str, country: str | None) -> Lead:
    contact = a_lead().contact
    contact.client.zone, contact.client.country = zone, country
    inquiry = Inquiry(
        source=Channel.mail,
        received_at=received_at,
        sender_name="Ana",
        sender_address=contact.email,
        subject="Tiles",
        may_hold=True,
    )
    return inquiry_received(inquiry, contact)
