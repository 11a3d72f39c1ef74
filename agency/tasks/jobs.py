"""What is due of tasks."""

from datetime import datetime

from agency.kernel import queue
from agency.tasks import clouds, reminders, timing


@queue.job(reminders.RING)
def ring(id: int, now: datetime) -> datetime | None:
    """A reminder of a task rings."""
    return reminders.ring(id, now=now)


@queue.job(clouds.TITLE)
def link_title(id: int, now: datetime) -> None:
    """A link is opened once for its title."""
    clouds.look_up(id, now=now)


@queue.job(timing.FORGOTTEN)
def timer_forgotten(id: int, now: datetime) -> datetime | None:
    """Somebody's timer has run for too long."""
    return timing.remind(id, now=now)
