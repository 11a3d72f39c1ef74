"""The plan that is shown is what happens, for every purpose, whatever else moves the letters."""

from datetime import datetime, timedelta

import pytest

from agency.demo.studio import Studio
from agency.flows.brief_kept import brief_kept
from agency.followups import awaiting, cadences, machine, mails, plan_rows
from agency.followups.models import Enrollment, EnrollmentState, Purpose, StopReason, Waits
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.leads.models import Stage
from tests.followups.conftest import RunDue, asking_for, send, went_out
from tests.followups.purposes import a_brief, another_lead
from tests.followups.test_wait_for_the_absent import automat_says
from tests.support import NOW, at

US = Actor.machine()


@pytest.fixture
def database() -> str:
    return "sqlite"


def live_through(enrollment: Enrollment, run_due: RunDue, until: datetime) -> list[datetime]:
    """Let time pass from one due moment to the next, whoever has to say yes says it, and calls are made."""
    found: list[datetime] = []
    while enrollment.next_touch is not None and enrollment.next_touch.due_at <= until:
        touch = enrollment.next_touch
        moment = touch.due_at
        run_due(moment)
        if touch.state.value == "asks":
            machine.approve(touch, at=moment, by=US)
            run_due(moment)
        elif touch.state.value == "calls":
            machine.called(touch, at=moment, by=US)
        db.session.commit()
        if touch.sent_at is not None:
            found.append(touch.sent_at)
    return found


def shown(enrollment: Enrollment) -> list[datetime]:
    return [row.at for found, row in plan_rows.to_go(enrollment.lead) if found is enrollment]


@pytest.mark.parametrize("counted_from", ["previous", "start"])
def test_beside_other_letters_and_after_an_absence(
    studio: Studio, run_due: RunDue, counted_from: str
) -> None:
    enrollment = send(studio, studio.proposal)
    enrollment.cadence.counted_from = counted_from
    other = machine.enroll(a_brief(another_lead(enrollment.lead)), at=NOW)
    automat_says(enrollment, "I am away until 28 March.")
    plan = shown(enrollment)
    # Both would go on the morning of the 30th.
    [first] = [row for found, row in plan_rows.to_go(enrollment.lead) if row.n == 1]
    assert first.waits_for is Waits.absence
    assert live_through(enrollment, run_due, plan[-1]) == plan
    assert other.state is not EnrollmentState.stopped


@pytest.mark.parametrize("purpose", [Purpose.brief, Purpose.word, Purpose.payment])
def test_of_every_purpose(studio: Studio, run_due: RunDue, purpose: Purpose) -> None:
    lead = studio.leads["olaria"]
    if purpose is Purpose.brief:
        enrollment = machine.enroll(a_brief(lead), at=NOW)
    else:
        lead.stage = Stage.won
        awaited = awaiting.begin(
            lead, purpose, "your word on the two layouts", by=studio.vera, at=NOW
        )
        enrollment = asking_for(awaited)
    db.session.commit()
    plan = shown(enrollment)
    assert len(plan) == len(cadences.current(purpose).steps) == 3
    assert live_through(enrollment, run_due, plan[-1]) == plan
    assert enrollment.state is EnrollmentState.done
    written = [each for each in went_out() if "ines@olarianova.example" in each.recipients]
    assert len(written) == (3 if purpose is Purpose.brief else 2)


def test_what_came_is_asked_for_no_more(studio: Studio, run_due: RunDue) -> None:
    lead = studio.leads["olaria"]
    lead.stage = Stage.won
    awaited = awaiting.begin(lead, Purpose.word, "two layouts", by=studio.vera, at=NOW)
    enrollment = asking_for(awaited)
    assert "two layouts" in mails.shown(enrollment, 1)[1]
    awaiting.came(awaited, at=NOW + timedelta(hours=2), by=US)
    db.session.commit()
    assert enrollment.reason is StopReason.arrived
    run_due(at("2026-04-30T12:00"))
    assert went_out() == []
    assert machine.may_go_on(lead) is None


def test_a_brief_that_is_gone_on_with_is_asked_after_anew(studio: Studio, run_due: RunDue) -> None:
    brief = a_brief(studio.leads["olaria"])
    first = machine.enroll(brief, at=NOW)
    assert mails.shown(first, 1, now=NOW)[0].startswith("A few questions")
    later = NOW + timedelta(hours=5)
    question = brief.asks.pages[0].questions[0]
    brief.answer(question, "Inês", at=later)
    brief_kept(brief, at=later)
    # The next page, a minute later, is the same word.
    brief_kept(brief, at=later + timedelta(minutes=1))
    db.session.commit()
    assert first.reason is StopReason.heard
    [again] = [found for found, row in plan_rows.to_go(brief.lead) if row.n == 1]  # type: ignore[arg-type]
    assert again.started_at == later
    subject, words = mails.shown(again, 1, now=later)
    assert subject == "Your brief: it is all still there"
    assert "You stopped at “" in words
    run_due(again.touches[0].due_at)
    assert len(went_out()) == 1
    brief.submit(at=at("2026-03-24T10:00"))
    db.session.commit()
    run_due(at("2026-05-30T12:00"))
    assert len(went_out()) == 1
    assert again.reason is StopReason.arrived


def test_a_brief_that_nobody_sent_is_theirs_alone(studio: Studio) -> None:
    brief = a_brief(studio.leads["olaria"])
    brief.lead = None
    with pytest.raises(machine.NoLead):
        machine.enroll(brief, at=NOW)
    brief_kept(brief, at=NOW + timedelta(days=1))
