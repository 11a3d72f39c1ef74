"""Later work of followups: a touch falls due."""

from datetime import datetime

from agency.followups import machine
from agency.kernel import queue


@queue.job(machine.TOUCH)
def release(touch_id: int, now: datetime) -> datetime | None:
    """Release one touch; when to look again, if it has to wait."""
    touch = machine.take(touch_id)
    return machine.release(touch, now=now) if touch is not None else None
