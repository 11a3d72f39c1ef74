"""The client has answered what lies with them: the cards come back, and nothing more is asked about them."""

from datetime import datetime

from agency.followups import awaiting
from agency.followups.models import Awaited
from agency.followups.one_at_a_time import hold_lead
from agency.kernel.timeline import Actor
from agency.leads.models import Lead
from agency.tasks import returning
from agency.tasks.models import Task


def cards_answered(lead: Lead, *, by: Actor, at: datetime) -> None:
    """Any word of theirs on the lead, later than the card was given to them."""
    waiting = returning.with_client(lead, at=at)
    if waiting:
        hold_lead(lead)
    for id in waiting:
        _is_back(id, by=by, at=at)


def card_answered(task: Task, *, by: Actor, at: datetime, quiet: bool = False) -> None:
    """On their page they said something of this one; `quiet` where who works on it is told in other words."""
    if task.of_lead is not None:
        hold_lead(task.of_lead)
    _is_back(task.id, by=by, at=at, quiet=quiet)


def awaited_came(awaited: Awaited, *, by: Actor, at: datetime) -> None:
    """One of us says that it has come: the card that lies with them because of it is back as well."""
    if awaited.task is not None:
        card_answered(awaited.task, by=by, at=at)
    awaiting.came(awaited, at=at, by=by)


def _is_back(task_id: int, *, by: Actor, at: datetime, quiet: bool = False) -> None:
    task = returning.come_back(task_id, by=by, at=at, quiet=quiet)
    if task is not None:
        awaiting.came_for(task, at=at, by=by)
