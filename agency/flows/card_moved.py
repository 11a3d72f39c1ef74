"""One of us moves a card: where it goes to the client their word is waited for, where it comes back, no more."""

from datetime import datetime

from agency.followups import awaiting
from agency.followups.one_at_a_time import hold_lead
from agency.kernel.timeline import Actor
from agency.people.models import Member
from agency.tasks import moving
from agency.tasks.moving import Drop, Moved


def card_moved(task_id: int, drop: Drop, *, by: Member, at: datetime) -> Moved | None:
    """None when there is no such task. Raises StaleTask, OtherBoard, NotThere."""
    lead = moving.client_of(task_id, drop.column_id)
    if lead is not None:
        # Before the card: so whoever brings their answer at the same moment waits, and never in a circle.
        hold_lead(lead)
    moved = moving.move(task_id, drop, by=Actor.member(by.id), at=at)
    if lead is not None and moved is not None:
        awaiting.follow(moved.task, by=by, at=at)
    return moved
