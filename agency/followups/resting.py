"""Rest: an enrollment waits until an instant, until somebody wakes it, or until they are back."""

from datetime import datetime

import sqlalchemy as sa

from agency.followups import timing
from agency.followups.models import Enrollment, EnrollmentState, TouchState, Waits
from agency.followups.one_at_a_time import hold
from agency.followups.planning import TOUCH
from agency.kernel import due
from agency.kernel.timeline import Actor
from agency.leads.models import Lead

# What is due of an enrollment that rests: it wakes.
WAKE = "followups.wake"


def pause(
    enrollment: Enrollment, until: datetime | None = None, *, at: datetime, by: Actor
) -> None:
    """It rests until that instant, or until somebody wakes it. Raises NotRunning."""
    enrollment.pause(until, at=at, by=by)
    waiting = enrollment.next_touch
    if waiting is not None:
        due.cancel(TOUCH, waiting.id)
    if until is None:
        due.cancel(WAKE, enrollment.id)
    else:
        due.plan(WAKE, enrollment.id, until)


def wake(enrollment: Enrollment, *, at: datetime, by: Actor) -> None:
    """It goes on: what fell into its rest goes after it, by the window; the steps behind it count from there."""
    was_resting, until = enrollment.state is EnrollmentState.paused, enrollment.paused_until
    enrollment.wake(at=at, by=by)
    if until is not None and until > at:
        due.cancel(WAKE, enrollment.id)
    touch = enrollment.next_touch
    if not was_resting or touch is None or touch.state is not TouchState.planned:
        return
    if touch.due_at < at:
        touch.plan(timing.after_rest(touch, at), because=Waits.paused)
    due.plan(TOUCH, touch.id, touch.due_at)


def wait_for_return(lead: Lead, *, now: datetime) -> None:
    """They are away, as we have just heard: what would meet their absence goes on the morning after it."""
    active = sa.select(Enrollment).where(
        Enrollment.lead_id == lead.id, Enrollment.state == EnrollmentState.active
    )
    for enrollment in hold(active):
        touch = enrollment.next_touch
        if touch is None or touch.state is not TouchState.planned:
            continue
        later = timing.after_absence(touch, now)
        if later is not None:
            touch.wait(later, at=now)
            due.plan(TOUCH, touch.id, later)
