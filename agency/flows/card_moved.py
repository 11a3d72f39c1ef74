"""One of us moves a card: where it goes to the client their word is waited for, where it comes back, no more."""

from datetime import datetime

from agency.followups import awaiting
from agency.followups.one_at_a_time import held_lead, hold_lead
from agency.kernel.timeline import Actor
from agency.people.models import Member
from agency.tasks import moving, one_move
from agency.tasks.moving import Drop, Moved
from agency.tasks.one_move import PlainTask


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


def card_put(
    task_id: int, drop: Drop, *, client_of: int | None, by: int, at: datetime
) -> PlainTask:
    """The same by plain statements, with the lead that `one_move.client_of` found, by the member with this id.

    Raises NotPlain, StaleTask.
    """
    lead = held_lead(client_of) if client_of is not None else None
    task = one_move.move(task_id, drop, lead_id=client_of, by=Actor.member(by), at=at)
    if lead is not None:
        with_client = lead if task.is_with_client else None
        awaiting.follow_card(task_id, task.title, with_client, by=by, at=at)
    return task
