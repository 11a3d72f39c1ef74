"""Later work of followups: a touch falls due, what rests wakes."""

from datetime import datetime

from agency.followups import last_look, machine, queries, written
from agency.followups.models import EnrollmentState
from agency.kernel import queue
from agency.kernel.mail import outbox
from agency.kernel.mail.models import Letter
from agency.kernel.timeline import Actor


@queue.job(machine.TOUCH)
def release(touch_id: int, now: datetime) -> datetime | None:
    """Release one touch; when to look again, if it has to wait."""
    touch = machine.take(touch_id)
    return machine.release(touch, now=now) if touch is not None else None


@queue.job(machine.WAKE)
def wake(enrollment_id: int, now: datetime) -> datetime | None:
    """What rests until now goes on; when to look again, if its rest was made longer."""
    enrollment = queries.enrollment(enrollment_id)
    if enrollment is None or enrollment.state is not EnrollmentState.paused:
        return None
    until = enrollment.paused_until
    if until is not None and until <= now:
        machine.wake(enrollment, at=now, by=Actor.machine())
        return None
    return until


@outbox.asks(written.LAST_LOOK)
def look_once_more(letter: Letter, now: datetime) -> datetime | str | None:
    """A letter is about to leave: whether it still should."""
    return last_look.look(letter, now)
