"""A plan rests until a day or until somebody wakes it; what fell into the rest comes after it, never in a bunch."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from agency.followups import machine
from agency.followups.models import Enrollment, EnrollmentState, NotRunning, StopReason, Waits
from agency.kernel import due, timeline
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from tests.followups.conftest import FIRST, RunDue, plan_of, touches, went_out
from tests.followups.test_stop import LATER, replied, stopped_by_hand
from tests.support import NOW, at

US = Actor.machine()
MONDAY = at("2026-04-06T05:00")  # before their window opens


@pytest.fixture
def database() -> str:
    return "sqlite"


def test_nothing_goes_while_it_rests_and_then_it_goes_by_the_window(
    sent: Enrollment, run_due: RunDue
) -> None:
    machine.pause(sent, MONDAY, at=LATER, by=US)
    opens = at("2026-04-06T09:00")
    shown = plan_of(sent.lead)
    assert (shown[0].rests, shown[0].at) == (True, MONDAY)
    run_due(FIRST)
    run_due(MONDAY - timedelta(seconds=1))
    assert went_out() == []
    run_due(MONDAY)
    assert sent.state is EnrollmentState.active
    assert touches(sent) == [(1, "planned", opens)]
    assert sent.touches[0].waits_for is Waits.paused
    run_due(opens)
    # The next one counts from when this one really went.
    assert touches(sent) == [(1, "sent", opens), (2, "planned", at("2026-04-09T09:00"))]
    kinds = [entry.kind for entry in timeline.entries(sent.lead.stream)]
    assert kinds.count("followups.paused") == kinds.count("followups.woken") == 1


def test_until_somebody_wakes_it(sent: Enrollment, run_due: RunDue) -> None:
    machine.pause(sent, at=LATER, by=US)
    run_due(FIRST + timedelta(days=400))
    assert went_out() == []
    woken = at("2027-04-23T19:00")  # their Friday evening
    machine.wake(sent, at=woken, by=US)
    assert touches(sent) == [(1, "planned", at("2027-04-26T09:00"))]
    run_due(at("2027-04-26T09:00"))
    assert len(went_out()) == 1


def test_what_was_not_due_yet_keeps_its_time(sent: Enrollment, run_due: RunDue) -> None:
    machine.pause(sent, LATER + timedelta(hours=1), at=LATER, by=US)
    run_due(LATER + timedelta(hours=1))
    assert touches(sent) == [(1, "planned", FIRST)]
    assert due.planned_for(machine.TOUCH, sent.touches[0].id) == FIRST


def test_steps_counted_from_the_start_keep_their_distance(
    sent: Enrollment, run_due: RunDue
) -> None:
    sent.cadence.counted_from = "start"
    for step, delay in zip(sent.cadence.steps, ("1d", "3d", "8d", "15d", "1M", "2M"), strict=True):
        step.delay = delay
    machine.pause(sent, at("2026-04-20T09:00"), at=LATER, by=US)
    run_due(at("2026-04-20T09:00"))
    for _ in range(3):
        waiting = sent.next_touch
        if waiting is not None:
            run_due(waiting.due_at)
    days = [moment.date().isoformat() for _, state, moment in touches(sent) if state == "sent"]
    # Two, five and seven days apart, as it was meant; the holiday of 1 May is none of them.
    assert days == ["2026-04-20", "2026-04-22", "2026-04-27", "2026-05-04"]


@pytest.mark.parametrize("ends", [replied, stopped_by_hand])
def test_a_word_of_theirs_ends_it_while_it_rests(
    sent: Enrollment, run_due: RunDue, ends: object
) -> None:
    machine.pause(sent, MONDAY, at=NOW + timedelta(minutes=1), by=US)
    assert callable(ends)
    ends(sent)
    db.session.commit()
    assert sent.state is EnrollmentState.stopped
    run_due(MONDAY + timedelta(days=30))
    assert went_out() == []
    with pytest.raises(NotRunning):
        machine.pause(sent, at=MONDAY, by=US)
    with pytest.raises(NotRunning):
        machine.wake(sent, at=MONDAY, by=US)


def test_thanks_i_will_look_at_it_is_followed_up_not_before_a_day(
    sent: Enrollment, run_due: RunDue
) -> None:
    replied(sent)
    two_weeks = at("2026-04-02T15:00")
    again = machine.go_on(sent.lead, at=LATER, by=US, not_before=two_weeks)
    assert again is not None
    [touch] = again.touches
    assert (touch.n, touch.due_at, touch.waits_for) == (2, two_weeks, Waits.asked_for)
    run_due(two_weeks - timedelta(minutes=1))
    assert went_out() == []
    run_due(two_weeks)
    assert len(went_out()) == 1


def test_all_of_one_client_stop_at_once(sent: Enrollment, run_due: RunDue) -> None:
    assert machine.stop_all(sent.lead.client, at=LATER, by=US) == 1
    assert sent.reason is StopReason.by_hand
    assert machine.stop_all(sent.lead.client, at=LATER, by=US) == 0
    open_dues = (
        sa.select(sa.func.count())
        .select_from(due.Due)
        .where(due.Due.kind == machine.TOUCH, due.Due.state == due.DueState.scheduled)
    )
    assert db.session.scalar(open_dues) == 0
    run_due(FIRST)
    assert went_out() == []
