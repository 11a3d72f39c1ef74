"""The first-response clock: when it is due by our answering hours, and what the margin says about it."""

from datetime import datetime, timedelta

import pytest

from agency.demo.studio import Studio
from agency.kernel import timeline
from agency.kernel.db import db
from agency.kernel.i18n import speaking
from agency.kernel.timeline import Actor
from agency.leads import standfirst
from agency.leads.first_response import Clock, clock_of, turn_of
from agency.leads.models import Lead, Stage, Turn
from agency.leads.queries import Figures
from tests.leads.conftest import MakeLead
from tests.support import NOW, at


@pytest.fixture
def database() -> str:
    """What is owed when is reckoned, and does not depend on it: one database is enough."""
    return "sqlite"


YEREVAN = "Asia/Yerevan"
ONLY_WEEKDAYS = {day: [["09:00", "21:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


def clock(lead: Lead, now: datetime, next_letter_at: datetime | None = None) -> Clock:
    found = clock_of(lead, now=now, zone=YEREVAN, next_letter_at=next_letter_at)
    return Clock(
        found.figure.replace("\u00a0", " "), found.reason.replace("\u00a0", " "), found.kind
    )


def test_an_inquiry_within_hours_is_due_a_quarter_of_an_hour_later(a_lead: MakeLead) -> None:
    lead = a_lead(received_at=at("2026-03-19T06:33"))
    assert lead.first_response_due_at == at("2026-03-19T06:48")
    assert clock(lead, NOW) == Clock("6 min left", "due 10:48")


def test_half_a_minute_left_is_a_minute_left(a_lead: MakeLead) -> None:
    lead = a_lead(received_at=at("2026-03-19T06:33"))
    assert clock(lead, at("2026-03-19T06:47:30")).figure == "1 min left"


def test_inquiry_at_night_is_due_in_the_morning(a_lead: MakeLead) -> None:
    lead = a_lead(received_at=at("2026-03-19T18:00"))  # 22:00 in Yerevan
    assert lead.first_response_due_at == at("2026-03-20T05:15")
    assert clock(lead, at("2026-03-19T18:01")) == Clock("09:15", "answer due tomorrow")
    assert clock(lead, at("2026-03-20T04:00")) == Clock("09:15", "answer due today")
    assert clock(lead, at("2026-03-20T05:05")) == Clock("10 min left", "due 09:15")


def test_inquiry_on_friday_night_is_due_monday_morning(a_lead: MakeLead, studio: Studio) -> None:
    studio.agency.hours = ONLY_WEEKDAYS
    lead = a_lead(received_at=at("2026-03-20T18:30"))  # Friday, 22:30 in Yerevan
    assert lead.first_response_due_at == at("2026-03-23T05:15")
    assert clock(lead, at("2026-03-20T19:00")) == Clock("09:15", "answer due Mon 23 Mar")
    assert clock(lead, at("2026-03-23T05:21")) == Clock("6 min late", "was due 09:15", "late")


def test_inquiry_just_before_closing_is_due_partly_on_the_next_day(a_lead: MakeLead) -> None:
    lead = a_lead(received_at=at("2026-03-19T16:55"))  # 20:55, five minutes before nine
    assert lead.first_response_due_at == at("2026-03-20T05:10")


@pytest.mark.parametrize(
    ("late_by", "figure"),
    [
        (timedelta(seconds=20), "1 min late"),
        (timedelta(minutes=6, seconds=50), "6 min late"),
        (timedelta(hours=2, minutes=10), "2 h late"),
        (timedelta(hours=47), "47 h late"),
        (timedelta(days=3, hours=5), "3 days late"),
    ],
)
def test_the_clock_says_how_late_it_is(a_lead: MakeLead, late_by: timedelta, figure: str) -> None:
    lead = a_lead(received_at=NOW)
    found = clock(lead, lead.first_response_due_at + late_by)
    assert (found.figure, found.kind) == (figure, "late")


def test_on_the_very_minute_it_is_not_late(a_lead: MakeLead) -> None:
    lead = a_lead(received_at=NOW)
    assert not lead.is_late(lead.first_response_due_at)
    assert clock(lead, lead.first_response_due_at).kind == ""


def test_yesterdays_clock_names_its_day(a_lead: MakeLead) -> None:
    lead = a_lead(received_at=at("2026-03-18T10:00"))
    assert clock(lead, NOW).reason == "was due Wed 18 Mar, 14:15"


def test_the_first_answer_stops_the_clock_once(a_lead: MakeLead, studio: Studio) -> None:
    lead, vera = a_lead(), Actor.member(studio.vera.id)
    lead.answered(by=vera, at=NOW)
    lead.answered(by=vera, at=NOW + timedelta(hours=1))
    assert lead.first_response_at == NOW
    assert lead.stage is Stage.talking
    assert (lead.turn, lead.turn_since) == (Turn.theirs, NOW)
    assert not lead.is_late(NOW + timedelta(days=9))


@pytest.mark.parametrize(
    ("seconds", "minutes_early"),
    [(-301, 5), (-300, 5), (-59, 0), (0, 0), (1, -1), (60, -1), (119, -1), (120, -2), (400, -6)],
)
def test_the_first_answer_is_written_down_as_early_or_late(
    a_lead: MakeLead, seconds: int, minutes_early: int
) -> None:
    lead = a_lead()
    lead.answered(by=Actor.machine(), at=lead.first_response_due_at + timedelta(seconds=seconds))
    db.session.flush()
    [entry] = timeline.entries(lead.stream)
    assert entry.data == {"minutes_early": minutes_early}


def test_our_turn_says_how_long_they_have_waited(a_lead: MakeLead) -> None:
    lead = a_lead(received_at=NOW - timedelta(days=2), answered=True)
    assert clock(lead, NOW) == Clock("2 days", "they wait for us")
    lead.turn_since = NOW - timedelta(minutes=20)
    assert clock(lead, NOW).figure == "20 min"


def test_their_turn_shows_the_next_letter_in_their_time(a_lead: MakeLead) -> None:
    lead = a_lead(answered=True)
    lead.turn = Turn.theirs
    monday = at("2026-03-23T10:00")
    assert clock(lead, NOW, monday) == Clock("23 Mar", "Mon, 10:00 there", "theirs")
    today = at("2026-03-19T11:10")
    assert clock(lead, NOW, today) == Clock("15:10", "today, 11:10 there", "theirs")


def test_their_turn_without_a_letter_says_so(a_lead: MakeLead) -> None:
    lead = a_lead(answered=True, received_at=NOW - timedelta(days=6))
    lead.turn = Turn.theirs
    assert clock(lead, NOW) == Clock("6 days", "we wait for them", "theirs")


def test_whose_turn_it_is_and_since_when(a_lead: MakeLead) -> None:
    lead = a_lead(received_at=at("2026-03-19T06:21"))
    assert turn_of(lead, now=NOW, zone=YEREVAN) == ("Ours since 10:21", "late")
    lead.turn, lead.turn_since = Turn.theirs, at("2026-03-17T06:00")
    words, kind = turn_of(lead, now=NOW, zone=YEREVAN)
    assert (words.replace("\u00a0", " "), kind) == ("Theirs since 17 Mar", "theirs")


@pytest.mark.parametrize(
    ("figures", "sentence"),
    [
        (Figures(), "Nobody waits for a first answer."),
        (
            Figures(ours=2),
            "Nobody waits for a first answer, it is our turn with 2 leads.",
        ),
        (Figures(late=1), '<b class="red">One answer is late</b>.'),
        (
            Figures(late=3, running=1),
            '<b class="red">3 answers are late</b>, one clock is running.',
        ),
        (Figures(running=2), "Two clocks are running."),
        (
            Figures(running=1, month=25, month_by_brief=16),
            "One clock is running. Of 25 leads this month 16 came as a filled brief.",
        ),
    ],
)
def test_the_inbox_opens_with_a_sentence(studio: Studio, figures: Figures, sentence: str) -> None:
    with speaking("en"):
        assert standfirst.of_inbox(figures) == sentence


def test_a_lead_opens_with_whose_turn_it_is(a_lead: MakeLead, studio: Studio) -> None:
    def sentence(lead: Lead) -> str:
        return standfirst.of_lead(lead, now=NOW, zone=YEREVAN).replace("\u00a0", " ")

    late = a_lead(received_at=at("2026-03-19T06:21"))
    assert sentence(late) == ('<b class="red">The first answer was due at 10:36, 6 min ago.</b>')
    fresh = a_lead(received_at=at("2026-03-19T06:40"))
    assert sentence(fresh) == "<b>The first answer is due at 10:55, in 13 min.</b>"
    fresh.answered(by=Actor.machine(), at=at("2026-03-19T06:41"))
    assert sentence(fresh) == "<b>Their turn since 10:41.</b>"
    fresh.lose(reason="<b>too dear</b>", by=Actor.machine(), at=NOW)
    assert sentence(fresh) == "<b>Lost 19 March 2026:</b> &lt;b&gt;too dear&lt;/b&gt;"
    late.win(by=Actor.machine(), at=NOW)
    assert sentence(late) == '<b class="green">Won 19 March 2026.</b>'
