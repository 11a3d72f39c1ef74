"""A touch falls due by the rules of time and goes out once, in the client's language and working day."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from email.message import EmailMessage
from urllib.parse import urlsplit

import pytest

from agency.demo.studio import Studio
from agency.followups import machine
from agency.followups.models import Enrollment, EnrollmentState
from agency.kernel import due, queue, timeline
from agency.kernel.auth import open_link
from agency.kernel.db import db
from agency.proposals.estimate import EstimateLine, EstimateSection
from agency.proposals.models import Proposal
from tests.followups.conftest import FIRST, RunDue, send, text_of, touches, went_out
from tests.support import NOW, at


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """One, unless a test asks for both: between them, those that do say to PostgreSQL all that is said here."""
    return str(getattr(request, "param", "sqlite"))


both = pytest.mark.parametrize("database", ["sqlite", "postgresql"], indirect=True)


Outbox = Callable[[], list[EmailMessage]]
SECOND = at("2026-03-23T13:00")


def test_the_first_letter_is_due_after_four_of_their_hours(sent: Enrollment) -> None:
    assert touches(sent) == [(1, "planned", FIRST)]
    (touch,) = sent.touches
    assert due.planned_for("followups.touch", touch.id) == FIRST


@both
def test_before_its_time_nothing_goes_out(sent: Enrollment, run_due: RunDue) -> None:
    run_due(FIRST - timedelta(seconds=1))
    assert went_out() == []


@both
def test_each_letter_is_counted_from_the_one_before_and_after_six_it_is_done(
    sent: Enrollment, run_due: RunDue
) -> None:
    expected = [
        FIRST,
        SECOND,  # three days later is a Sunday
        at("2026-03-30T12:00"),  # 13:00 there, where it is summer time by now
        at("2026-04-13T12:00"),
        at("2026-05-13T12:00"),
        at("2026-08-13T12:00"),
    ]
    for moment in expected:
        run_due(moment)
    assert touches(sent) == [(n, "sent", moment) for n, moment in enumerate(expected, start=1)]
    assert len(went_out()) == 6
    assert sent.state is EnrollmentState.done
    run_due(at("2030-01-01T12:00"))
    assert len(went_out()) == 6


def test_the_next_letter_is_counted_from_when_the_last_one_really_went(
    sent: Enrollment, run_due: RunDue
) -> None:
    really = FIRST + timedelta(hours=2)
    run_due(really)
    assert touches(sent)[1] == (2, "planned", at("2026-03-23T15:00"))


@both
def test_a_cadence_counted_from_its_start_is_not_shifted_by_a_late_letter(
    sent: Enrollment, run_due: RunDue
) -> None:
    sent.cadence.counted_from = "start"
    db.session.commit()
    run_due(FIRST + timedelta(hours=2))
    # Three days from Thursday 06:42 is Sunday; on Monday the window opens at ten.
    assert touches(sent)[1] == (2, "planned", at("2026-03-23T10:00"))


def test_the_letter_is_the_managers_in_their_thread_with_a_link_of_its_own(
    sent: Enrollment, run_due: RunDue, letters: Outbox
) -> None:
    run_due(FIRST)
    offer, touch = letters()[-2:]
    assert touch["To"] == "Inês Carvalho <ines@olarianova.example>"
    assert touch["From"].startswith("Vera Lindt")
    assert touch["Subject"] == "A shop window for clay: did it reach you?"
    assert touch["Auto-Submitted"] == "auto-generated"
    assert offer["Message-ID"] in (touch["References"] or "")
    words = text_of(touch)
    assert words.startswith("Hello Inês,")
    said, _, way_out = words.partition("\n-- \n")
    assert said.rstrip().endswith("Vera Lindt\nKvarta")
    assert "I want no more of them: http" in way_out
    assert "%(" not in words
    assert _opens(touch) == sent.proposal_id
    assert _token(touch) != _token(offer)


@both
def test_a_russian_client_reads_russian(studio: Studio, run_due: RunDue, letters: Outbox) -> None:
    studio.olaria.language = "ru"
    send(studio, studio.proposal)
    run_due(FIRST)
    words = text_of(letters()[-1])
    assert words.startswith("Здравствуйте, Inês!")
    assert letters()[-1]["Subject"].endswith("дошло ли письмо?")


def test_who_has_no_name_is_greeted_all_the_same(
    studio: Studio, run_due: RunDue, letters: Outbox
) -> None:
    studio.leads["olaria"].contact.name = ""
    send(studio, studio.proposal)
    run_due(FIRST)
    assert text_of(letters()[-1]).startswith("Hello everybody,")


@pytest.mark.parametrize(
    ("woken", "goes_at"),
    [
        ("2026-03-19T23:30", "2026-03-20T10:00"),  # their night
        ("2026-03-21T12:00", "2026-03-23T12:00"),  # a Saturday
        ("2026-03-20T09:59", "2026-03-20T10:00"),
        (
            "2026-03-20T17:00",
            "2026-03-23T10:00",
        ),  # the window ends at five, and then comes the weekend
    ],
)
def test_a_house_that_slept_writes_only_when_their_window_is_open(
    sent: Enrollment, run_due: RunDue, woken: str, goes_at: str
) -> None:
    run_due(at(woken))
    assert went_out() == []
    run_due(at(goes_at) - timedelta(seconds=1))
    assert went_out() == []
    run_due(at(goes_at))
    assert touches(sent)[0] == (1, "sent", at(goes_at))


def test_a_holiday_of_theirs_is_no_day_to_write(studio: Studio, run_due: RunDue) -> None:
    wednesday = at("2026-04-01T17:00")  # their evening; Good Friday is the day after tomorrow
    enrollment = send(studio, studio.proposal, wednesday)
    assert touches(enrollment) == [(1, "planned", at("2026-04-02T12:00"))]
    run_due(at("2026-04-02T16:30"))  # half past five there: the window is over
    assert went_out() == []
    run_due(at("2026-04-03T11:00"))
    assert went_out() == []
    run_due(at("2026-04-06T09:00"))
    assert touches(enrollment)[0] == (1, "sent", at("2026-04-06T09:00"))


def test_two_letters_to_one_address_go_on_two_days(studio: Studio, run_due: RunDue) -> None:
    enrollment = send(studio, studio.proposal)
    other = _to_the_same_address(studio)
    assert touches(other) == [(1, "planned", at("2026-03-20T13:00"))]
    run_due(FIRST)
    run_due(at("2026-03-20T13:00"))
    assert touches(enrollment)[0][1] == touches(other)[0][1] == "sent"


@both
def test_a_letter_that_comes_late_makes_way_for_todays(studio: Studio, run_due: RunDue) -> None:
    enrollment, other = send(studio, studio.proposal), _to_the_same_address(studio)
    friday = at("2026-03-20T13:30")
    run_due(friday)
    assert len(went_out()) == 1
    assert touches(enrollment)[0] == (1, "sent", friday)
    assert touches(other)[0] == (1, "planned", at("2026-03-23T13:30"))
    run_due(at("2026-03-23T13:30"))
    assert touches(other)[0] == (1, "sent", at("2026-03-23T13:30"))
    # Step two of the first one was due that Monday as well.
    assert len(went_out()) == 2


@both
def test_killed_in_the_middle_it_still_goes_out_once(sent: Enrollment, run_due: RunDue) -> None:
    (claimed,) = [one for one in _claim(FIRST) if one.kind == "followups.touch"]
    due.perform(claimed, FIRST)
    assert len(went_out()) == 1
    db.session.rollback()  # the worker is gone before its commit
    run_due(FIRST + due.LEASE)
    assert len(went_out()) == 1
    assert len(touches(sent)) == 2


@both
def test_a_worker_that_was_overtaken_sends_nothing(sent: Enrollment, run_due: RunDue) -> None:
    (slow,) = [one for one in _claim(FIRST) if one.kind == "followups.touch"]
    run_due(FIRST + due.LEASE)
    assert queue.perform(slow, FIRST + due.LEASE) is False
    assert len(went_out()) == 1
    due.perform(slow, FIRST + due.LEASE)  # even if it got that far
    db.session.commit()
    assert len(went_out()) == 1


@both
def test_enrolling_twice_is_enrolling_once(studio: Studio, sent: Enrollment) -> None:
    assert machine.enroll(studio.proposal, at=NOW) is sent
    assert len(touches(sent)) == 1


def test_the_timeline_tells_which_letter_went(sent: Enrollment, run_due: RunDue) -> None:
    run_due(FIRST)
    (fact,) = [e for e in timeline.entries(sent.lead.stream) if e.kind == "followups.sent"]
    assert fact.data == {"touch": sent.touches[0].id, "n": 1}
    assert fact.at == FIRST


def _claim(moment: datetime) -> list[due.Claimed]:
    db.session.commit()
    claims = due.claim(moment)
    db.session.commit()
    return claims


def _to_the_same_address(studio: Studio) -> Enrollment:
    lead = studio.leads["kantor"]
    lead.contact.email = "Ines@OlariaNova.example"
    lead.client.zone, lead.client.country = "Europe/Lisbon", "PT"
    proposal = studio.proposal
    other = Proposal(
        lead=lead,
        author=studio.vera,
        language="en",
        currency="EUR",
        title="Signs",
        sections=[_copy(section) for section in proposal.sections],
    )
    db.session.add(other)
    db.session.flush()
    return send(studio, other)


def _copy(section: EstimateSection) -> EstimateSection:
    line = section.lines[0]
    return EstimateSection(
        position=1,
        title=section.title,
        lines=[
            EstimateLine(
                position=1,
                text=line.text,
                member=line.member,
                minutes=line.minutes,
                rate_minor=line.rate_minor,
            )
        ],
    )


def _token(letter: EmailMessage) -> str:
    found = re.search(r"http\S+", text_of(letter))
    assert found
    return urlsplit(found[0]).path.rpartition("/")[2]


def _opens(letter: EmailMessage) -> int:
    guest = open_link("proposal", _token(letter), now=FIRST)
    assert guest is not None
    return guest.subject
