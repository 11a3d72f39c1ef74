"""What one of us does about a touch: let it go, at once or by the rules of time, ring them instead, leave it out."""

from datetime import datetime

import sqlalchemy as sa

from agency.followups import releasing
from agency.followups.models import Enrollment, Touch, TouchDecided, TouchState
from agency.followups.one_at_a_time import hold
from agency.followups.planning import TOUCH, plan_next
from agency.followups.releasing import release
from agency.kernel import due
from agency.kernel.timeline import Actor
from agency.leads.models import Lead


def send_now(touch: Touch, *, at: datetime, by: Actor) -> None:
    """Somebody of us lets it go at once. Raises TouchDecided when it cannot any more, NoAddress, NoChat."""
    _must_be_running(touch, at)
    releasing.send(touch, at=at, by=by)
    # Last: where it cannot be sent, it stays planned.
    due.cancel(TOUCH, touch.id)


def approve(touch: Touch, *, at: datetime, by: Actor) -> None:
    """It may go, by the rules of time: at once where their window is open. Raises TouchDecided, NoAddress."""
    _must_be_running(touch, at)
    touch.approve(at=at, by=by)
    releasing.settle(touch, at=at)
    later = release(touch, now=at)
    if later is not None:
        due.plan(TOUCH, touch.id, later)


def called(touch: Touch, *, at: datetime, by: Actor) -> None:
    """Somebody rang them: the step is done, and the next one counts from now. Raises TouchDecided."""
    touch.called(at=at, by=by)
    _leave_behind(touch, at=at)


def called_up(lead: Lead, *, at: datetime, by: Actor) -> None:
    """A call with them was noted: the reminders to ring them are done."""
    for enrollment in hold(sa.select(Enrollment).where(Enrollment.lead_id == lead.id)):
        touch = enrollment.next_touch
        if touch is not None and touch.state is TouchState.calls:
            called(touch, at=at, by=by)


def skip(touch: Touch, *, at: datetime, by: Actor) -> None:
    """Somebody of us leaves it out. Raises TouchDecided when it cannot be any more."""
    touch.skip(at=at, by=by)
    _leave_behind(touch, at=at)


def _leave_behind(touch: Touch, *, at: datetime) -> None:
    due.cancel(TOUCH, touch.id)
    releasing.settle(touch, at=at)
    plan_next(touch.enrollment, touch.n + 1, before=at)


def _must_be_running(touch: Touch, at: datetime) -> None:
    if not touch.state.is_open or releasing.is_over(touch.enrollment, at):
        raise TouchDecided(touch.state.value)
