"""Moving a card: by its neighbour, never by an index, and never from a stale page."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.leads.models import Lead
from agency.people import queries as people
from agency.tasks import ordering
from agency.tasks.models import OtherBoard, Task
from agency.tasks.projects import BoardColumn, ColumnKind, Project

# Whom a card is dropped with that nobody answers for.
NOBODY = 0


@dataclass(frozen=True)
class Drop:
    """Where a card was put: the version that was seen, the column, and a neighbour there if there is one.

    Also with whom, where it was dropped under somebody's name; None where it was not.
    """

    version: int
    column_id: int
    before_id: int | None = None
    after_id: int | None = None
    owner_id: int | None = None


@dataclass(frozen=True)
class Moved:
    """A task at its new place, and the columns whose figures changed."""

    task: Task
    column: BoardColumn
    column_ids: tuple[int, int]


def move(task_id: int, drop: Drop, *, by: Actor, at: datetime) -> Moved | None:
    """Put a task at its new place; None when there is no such task.

    Raises StaleTask when somebody moved it since that version, OtherBoard for another board's column.
    """
    # Always the column first, then the task: two moves wait for each other, and never in a circle.
    column = ordering.hold(drop.column_id)
    task = take(task_id)
    if task is None:
        return None
    if column is None:
        raise OtherBoard(drop.column_id)
    key = ordering.key_in(column, before_id=drop.before_id, after_id=drop.after_id, moving=task.id)
    came_from = task.column_id
    task.move(column, key=key, version=drop.version, by=by, at=at)
    if drop.owner_id is not None:
        owner = people.member(drop.owner_id) if drop.owner_id != NOBODY else None
        task.hand_to(owner, by=by, at=at)
    db.session.flush()
    return Moved(task, column, (came_from or column.id, column.id))


def client_of(task_id: int, column_id: int) -> Lead | None:
    """The lead whose client such a move concerns: it goes to them, or comes back from them. None for other moves."""
    with_client = Task.waiting_since.is_not(None) | (BoardColumn.kind == ColumnKind.waiting)
    return db.session.scalar(
        sa.select(Lead)
        .join(Project, Project.lead_id == Lead.id)
        .join(Task, Task.project_id == Project.id)
        .join(BoardColumn, BoardColumn.id == column_id)
        .where(Task.id == task_id, Task.column_id != column_id, with_client)
    )


def take(task_id: int) -> Task | None:
    """The task as it stands now, held until the end of the transaction."""
    return db.session.scalar(
        sa.select(Task)
        .where(Task.id == task_id)
        .options(joinedload(Task.project).joinedload(Project.lead), joinedload(Task.lead))
        .with_for_update(of=Task)
        .execution_options(populate_existing=True)
    )
