"""Cards that lie with the client come back when they have answered: to where they came from, on top of it."""

from datetime import datetime

import sqlalchemy as sa

from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.leads.models import Lead
from agency.people import notices
from agency.people.models import Member
from agency.tasks import moving, ordering
from agency.tasks.models import Task
from agency.tasks.projects import BoardColumn, ColumnKind, Project

WORD_CAME = "tasks.word_came"


def with_client(lead: Lead, *, at: datetime) -> list[int]:
    """Which tasks of this lead's projects lay with the client at that instant."""
    return list(
        db.session.scalars(
            sa.select(Task.id)
            .join(Project, Project.id == Task.project_id)
            .where(Project.lead_id == lead.id, Task.waiting_since <= at)
            .where(Task.archived_at.is_(None), Task.binned_at.is_(None))
            .order_by(Task.column_id, Task.order_key)
        )
    )


def come_back(task_id: int, *, by: Actor, at: datetime, quiet: bool = False) -> Task | None:
    """To the column that it came from, on top; who works on it is told. None where it is back already.

    `quiet` where whoever asks tells them more themselves.
    """
    column = _goes_to(task_id)
    task = moving.take(task_id)
    if task is None or column is None or not task.is_with_client:
        return None
    first = ordering.first_in(column)
    key = ordering.key_in(column, before_id=first, moving=task.id)
    task.come_back(column, key=key, by=by, at=at)
    db.session.flush()
    for member in [] if quiet else who_works_on(task):
        notices.tell(member, WORD_CAME, at=at, stream=task.stream, task=task.id)
    return task


def go_to_work(task: Task, *, by: Actor, at: datetime) -> None:
    """There is something to do on it: to where work is done, on top; there it stays where it is."""
    columns = task.project.columns if task.project is not None else []
    found = next((each.id for each in columns if each.kind is ColumnKind.work), 0)
    column, held = ordering.hold(found), moving.take(task.id)
    if held is None or column is None or held.column_id == column.id:
        return
    key = ordering.key_in(column, before_id=ordering.first_in(column), moving=held.id)
    held.move(column, key=key, version=held.version, by=by, at=at)
    db.session.flush()


def _goes_to(task_id: int) -> BoardColumn | None:
    """Where it came from; where that is gone, where work is done. Held, and before the task: as any move does."""
    back = sa.case((BoardColumn.id == Task.returns_to_id, 0), else_=1)
    found = db.session.scalar(
        sa.select(BoardColumn.id)
        .join(Task, Task.project_id == BoardColumn.project_id)
        .where(Task.id == task_id)
        .where((BoardColumn.id == Task.returns_to_id) | (BoardColumn.kind == ColumnKind.work))
        .order_by(back, BoardColumn.position)
        .limit(1)
    )
    return ordering.hold(found) if found is not None else None


def who_works_on(task: Task) -> list[Member]:
    """Its owner; without one, all who have hours planned on it; without them, whoever has the lead.

    Whoever has left the house learns nothing any more: then it is the next of these.
    """
    lead = task.of_lead
    ways = ([task.owner], [plan.member for plan in task.plans], [lead.owner if lead else None])
    here = ([each for each in way if each is not None and each.active] for way in ways)
    return next((way for way in here if way), [])
