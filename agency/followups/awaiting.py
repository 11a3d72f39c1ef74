"""Waiting for something of theirs, a word or a payment: begun by one of us, ended when it has come."""

from datetime import datetime

import sqlalchemy as sa

from agency.followups import enrolling, machine
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
    return _begin(lead, purpose, what, by=by.id, at=at, task_id=task.id if task else None)


def _begin(
    lead: Lead, purpose: Purpose, what: str, *, by: int, at: datetime, task_id: int | None
) -> Awaited:
    hold_lead(lead)
    what = " ".join(what.split())[:LONGEST]
    same = _of_lead(lead).where(Awaited.purpose == purpose, Awaited.what == what)
    found = db.session.scalars(same.where(Awaited.task_id.is_not_distinct_from(task_id))).first()
    if found is not None:
        return found
    awaited = Awaited(
        lead=lead, purpose=purpose, what=what, task_id=task_id, member_id=by, since=at
    )
    db.session.add(awaited)
    db.session.flush()
    actor = Actor.member(by)
    timeline.record(lead.stream, "followups.awaited", at=at, by=actor, awaited=awaited.id)
    # Nothing is enrolled for what is new, and the lead is held.
    enrollment = enrolling.begin(awaited, lead, purpose, 1, at=at)
    if enrollment.reason is not None:
        # Nobody is there whom the machine may write to, and no plan should promise that it does.
        machine.end(enrollment, enrollment.reason, at=at, by=Actor.machine())
    return awaited


def came(awaited: Awaited, *, at: datetime, by: Actor) -> None:
    """It has come: nothing more is asked. Saying it twice changes nothing."""
    if awaited.came_at is None:
        awaited.came_at = at
        timeline.record(awaited.lead.stream, "followups.came", at=at, by=by, awaited=awaited.id)
        machine.arrived(awaited, at=at, by=by)


def follow(task: Task, *, by: Member, at: datetime) -> None:
    """A card was moved by one of us: from where it lies with the client their word is waited for, else no more."""
    lead = task.of_lead if task.is_with_client else None
    follow_card(task.id, task.title, lead, by=by.id, at=at)


def follow_card(
    task_id: int, title: str, with_client: Lead | None, *, by: int, at: datetime
) -> None:
    """The same, of what is known of the card: the lead with whose client it lies, if it does; `by` is a member's id."""
    if with_client is not None:
        _begin(with_client, Purpose.word, title, by=by, at=at, task_id=task_id)
        return
    for awaited in _of_task(task_id):
        _give_up(awaited, at=at, by=Actor.member(by))


def came_for(task: Task, *, at: datetime, by: Actor) -> None:
    """The client has answered: what was waited for because of this task has come."""
    for awaited in _of_task(task.id):
        came(awaited, at=at, by=by)


def _of_task(task_id: int) -> list[Awaited]:
    waiting = sa.select(Awaited).where(Awaited.task_id == task_id, Awaited.came_at.is_(None))
    return list(db.session.scalars(waiting.order_by(Awaited.id)))


def _give_up(awaited: Awaited, *, at: datetime, by: Actor) -> None:
    awaited.came_at = at
    told = {"awaited": awaited.id}
    timeline.record(awaited.lead.stream, "followups.awaited_no_more", at=at, by=by, **told)
    machine.given_up(awaited, at=at, by=by)


def of_lead(lead: Lead) -> list[Awaited]:
    """What we wait for on this lead, the oldest first."""
    return list(db.session.scalars(_of_lead(lead)))


def _of_lead(lead: Lead) -> sa.Select[Awaited]:
    waiting = sa.select(Awaited).where(Awaited.lead_id == lead.id, Awaited.came_at.is_(None))
    return waiting.order_by(Awaited.since, Awaited.id)


def take(id: int) -> Awaited | None:
    """One of them, held until the end of the transaction."""
    return db.session.get(Awaited, id, with_for_update=True, populate_existing=True)
