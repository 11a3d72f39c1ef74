"""What follows when a letter of ours came back: for good, for now, as spam, or perhaps."""

from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from agency.demo.studio import Studio
from agency.flows.letter_received import letter_received
from agency.followups.models import Enrollment, EnrollmentState, StopReason
from agency.kernel import due
from agency.kernel.db import db
from agency.kernel.mail import returns, suppression
from agency.kernel.mail.models import Letter, LetterState
from agency.kernel.mail.suppression import Why
from agency.leads import arrivals, mails, returning
from agency.leads.arrivals import Arrival
from agency.leads.jobs import letter_refused
from agency.leads.models import Lead
from agency.people.notices import Notice
from agency.tasks.models import Task
from tests.followups.conftest import FIRST, send
from tests.leads.raw import raw
from tests.support import HouseClient, everything

DAEMON = "Mail Delivery System <MAILER-DAEMON@mx.example>"
GONE = "Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 no such user here"
FULL = "Action: failed\nStatus: 5.2.2\nDiagnostic-Code: smtp; 552 5.2.2 mailbox is full"
LATE = "Action: delayed\nStatus: 4.4.1"
HOUR = timedelta(hours=1)


@pytest.fixture
def database() -> str:
    return "sqlite"


@pytest.fixture
def enrollment(studio: Studio) -> Enrollment:
    return send(studio, studio.proposal)


@pytest.fixture
def reminder(enrollment: Enrollment, run_due: Any) -> Letter:
    run_due(FIRST)
    [letter] = [each for each in everything(Letter) if each.automatic]
    letter.stayed_home = False  # as if a server had taken it
    db.session.commit()
    return letter


def take_in(came: bytes, at: datetime) -> Arrival:
    arrival = arrivals.take_in(came, seen_at=at)
    arrivals.sort_now(arrival, letter_received)
    db.session.commit()
    return arrival


def report(letter: Letter, status: str, at: datetime, *, kind: str = "delivery-status") -> Arrival:
    inside = f"Message-ID: {letter.message_id}\nTo: {letter.recipients[0]}\nX-Time: {at}"
    words = (
        "--x\nContent-Type: text/plain\n\nI am sorry.\n"
        f"--x\nContent-Type: message/{kind}\n\nReporting-MTA: dns; mx.example\n\n{status}\n"
        f"--x\nContent-Type: text/rfc822-headers\n\n{inside}\n--x--\n"
    )
    form = f'multipart/report; report-type={kind}; boundary="x"'
    return take_in(
        raw(words, kind=form, sender=DAEMON, Return_Path="<>", subject="Undelivered"), at
    )


def tasks_of(lead: Lead) -> list[Task]:
    chosen = sa.select(Task).where(Task.lead_id == lead.id, Task.title.contains("do not arrive"))
    return list(db.session.scalars(chosen))


def test_an_address_that_is_gone_gets_no_more_and_its_manager_a_task(
    enrollment: Enrollment, reminder: Letter, studio: Studio, client: HouseClient
) -> None:
    [address] = reminder.recipients
    report(reminder, LATE, FIRST + HOUR / 2)
    assert suppression.reason_for(address) is None, "late is not lost"
    for hours in (1, 2):
        report(reminder, GONE, FIRST + hours * HOUR)
    assert suppression.reason_for(address) is Why.bounced
    assert (enrollment.state, enrollment.reason) == (EnrollmentState.stopped, StopReason.bounced)
    [task] = tasks_of(enrollment.lead)
    assert address in task.title
    assert [plan.member_id for plan in task.plans] == [studio.vera.id]
    told = [each for each in everything(Notice) if each.kind == "leads.address_failed"]
    assert [each.member for each in told] == [studio.vera]
    page = client.login(studio.vera).get(f"/leads/{enrollment.lead_id}").text
    assert f"Careful: letters to {address} came back on" in page
    # Who writes to us from there is there.
    take_in(raw("Our mail was down.", sender=f"<{address}>", subject="Hello"), FIRST + 3 * HOUR)
    assert suppression.reason_for(address) is None
    assert "they wrote to us from there" in client.get("/settings/no-letters").text
    # The partner's rule and people's own letters are no business of it.
    words = mails.answer(enrollment.lead, words="Hm.", subject="Re", by=studio.vera, at=FIRST)
    assert words.letter is not None


def test_a_full_mailbox_is_tried_again_with_the_same_bytes_and_growing_patience(
    enrollment: Enrollment, reminder: Letter, run_due: Any
) -> None:
    bytes_, [address], at = reminder.mime, reminder.recipients, FIRST + HOUR
    for times, delay in enumerate(returns.DELAYS, start=1):
        report(reminder, FULL, at)
        assert due.planned_for(returning.TRY_AGAIN, reminder.id) == at + delay
        run_due(at + delay - timedelta(minutes=1))
        assert reminder.state is LetterState.sent
        at += delay
        moment = due_moment(reminder, at, run_due)
        assert (reminder.state, reminder.mime) == (LetterState.sent, bytes_)
        found = returns.of(reminder)
        assert found is not None
        assert found.times == times
        reminder.stayed_home = False
        db.session.commit()
        at = moment + HOUR
    assert not tasks_of(enrollment.lead)
    report(reminder, FULL, at)
    assert due.planned_for(returning.TRY_AGAIN, reminder.id) is None
    assert len(tasks_of(enrollment.lead)) == 1
    assert enrollment.reason is StopReason.bounced
    assert suppression.reason_for(address) is None, "a mailbox may be emptied"


def due_moment(letter: Letter, at: datetime, run_due: Any) -> datetime:
    """Let the clock run until the letter has gone again, by the rules of the sending window; when that was."""
    for _ in range(10):
        run_due(at)
        db.session.refresh(letter)
        if letter.sent_at == at:
            return at
        at = due.planned_for(returning.TRY_AGAIN, letter.id) or at
    raise AssertionError("it never went again")


def test_what_came_back_for_now_is_not_sent_to_somebody_who_has_answered_or_wants_none(
    enrollment: Enrollment, reminder: Letter, run_due: Any
) -> None:
    report(reminder, FULL, FIRST + HOUR)
    answer = raw(
        "Yes, gladly.", sender=f"<{reminder.recipients[0]}>", In_Reply_To=reminder.message_id
    )
    take_in(answer, FIRST + 2 * HOUR)
    run_due(FIRST + timedelta(days=2))
    assert reminder.sent_at == FIRST
    assert due.planned_for(returning.TRY_AGAIN, reminder.id) is None


def test_a_report_of_spam_is_a_wish_for_no_more(enrollment: Enrollment, reminder: Letter) -> None:
    report(reminder, "Feedback-Type: abuse", FIRST + HOUR, kind="feedback-report")
    assert suppression.reason_for(reminder.recipients[0]) is Why.complained
    assert enrollment.reason is StopReason.unsubscribed


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("550 5.1.1 The email account that you tried to reach does not exist", Why.bounced),
        ("550 no such user", Why.bounced),
        ("550 5.7.1 relaying denied: unknown user", None),
        ("554 5.7.1 looks like spam", None),
        ("552 message too large", None),
        ("530 authentication required", None),
    ],
)
def test_a_refusal_at_the_door_counts_where_it_says_that_nobody_is_there(
    enrollment: Enrollment, reminder: Letter, words: str, why: Why | None
) -> None:
    reminder.state, reminder.error = LetterState.failed, words
    letter_refused(reminder.id, FIRST + HOUR)
    assert suppression.reason_for(reminder.recipients[0]) is why
    # One of several readers: who got it got it.
    reminder.state, reminder.refusals = LetterState.sent, {"else@olarianova.example": words}
    letter_refused(reminder.id, FIRST + HOUR)
    assert suppression.reason_for("else@olarianova.example") is why
    assert len(tasks_of(enrollment.lead)) == (2 if why else 0)


def test_a_guess_asks_a_person_and_stops_nothing(enrollment: Enrollment, reminder: Letter) -> None:
    words = f"Your message to {reminder.recipients[0]} could not be delivered. 550 no such user"
    came = raw(words, sender=DAEMON, subject="failure notice", Return_Path="<>", Date=late())
    arrival = take_in(came, FIRST + HOUR)
    assert arrival.lead_id == enrollment.lead_id
    assert suppression.reason_for(reminder.recipients[0]) is None
    assert enrollment.state is EnrollmentState.active
    assert len(tasks_of(enrollment.lead)) == 1


def late() -> str:
    return (FIRST + HOUR).strftime("%a, %d %b %Y %H:%M:%S +0000")
