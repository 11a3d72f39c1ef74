"""Waiting for something of theirs, a word or a payment: begun by one of us, ended when it has come."""

from datetime import datetime

import sqlalchemy as sa

from agency.followups import machine
from agency.followups.models import Awaited, Purpose
from agency.followups.one_at_a_time import hold_lead
from agency.kernel import timeline
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.leads.models import Lead
from agency.people.models import Member
from agency.tasks.models import Task

LONGEST = 200


def begin(
    lead: Lead, purpose: Purpose, what: str, *, by: Member, at: datetime, task: Task | None = None
) -> Awaited:
    """From now on we wait for `what`, in the words that the letters use; they go by the cadence of its purpose.

    Said twice, it is waited for once.
    """
    hold_lead(lead)
    what = " ".join(what.split())[:LONGEST]
    said = (purpose, what, task.id if task is not None else None)
    same = [each for each in of_lead(lead) if (each.purpose, each.what, each.task_id) == said]
    if same:
        return same[0]
    awaited = Awaited(
        lead=lead,
        purpose=purpose,
        what=what,
        task=task,
        member=by,
        since=at,
    )
    db.session.add(awaited)
    db.session.flush()
    actor = Actor.member(by.id)
    timeline.record(lead.stream, "followups.awaited", at=at, by=actor, awaited=awaited.id)
    enrollment = machine.enroll(awaited, at=at)
    reason = enrollment.reason_to_stop()
    if reason is not None:
        # Nobody is there whom the machine may write to, and no plan should promise that it does.
        machine.end(enrollment, reason, at=at, by=Actor.machine())
    return awaited


def came(awaited: Awaited, *, at: datetime, by: Actor) -> None:
    """It has come: nothing more is asked. Saying it twice changes nothing."""
    if awaited.came_at is None:
        awaited.came_at = at
        timeline.record(awaited.lead.stream, "followups.came", at=at, by=by, awaited=awaited.id)
        machine.arrived(awaited, at=at, by=by)


def follow(task: Task, *, by: Member, at: datetime) -> None:
    """A card was moved by one of us: from where it lies with the client their word is waited for, else no more."""
    if not task.is_with_client:
        for awaited in _of_task(task):
            _give_up(awaited, at=at, by=Actor.member(by.id))
    elif task.of_lead is not None:
        begin(task.of_lead, Purpose.word, task.title, by=by, at=at, task=task)


def came_for(task: Task, *, at: datetime, by: Actor) -> None:
    """The client has answered: what was waited for because of this task has come."""
    for awaited in _of_task(task):
        came(awaited, at=at, by=by)


def _of_task(task: Task) -> list[Awaited]:
    waiting = sa.select(Awaited).where(Awaited.task_id == task.id, Awaited.came_at.is_(None))
    return list(db.session.scalars(waiting.order_by(Awaited.id)))


def _give_up(awaited: Awaited, *, at: datetime, by: Actor) -> None:
    awaited.came_at = at
    told = {"awaited": awaited.id}
    timeline.record(awaited.lead.stream, "followups.awaited_no_more", at=at, by=by, **told)
    machine.given_up(awaited, at=at, by=by)


def of_lead(lead: Lead) -> list[Awaited]:
    """What we wait for on this lead, the oldest first."""
    waiting = sa.select(Awaited).where(Awaited.lead_id == lead.id, Awaited.came_at.is_(None))
    return list(db.session.scalars(waiting.order_by(Awaited.since, Awaited.id)))


def take(id: int) -> Awaited | None:
    """One of them, held until the end of the transaction."""
    return db.session.get(Awaited, id, with_for_update=True, populate_existing=True)
