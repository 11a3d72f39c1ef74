"""What lies in the archive and in the bin of a board; and the bin, emptied when its time is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from agency.kernel import timeline
from agency.kernel.db import db
from agency.kernel.files import discard
from agency.kernel.timeline import Actor
from agency.tasks import moving
from agency.tasks.filtering import Where
from agency.tasks.hours import Timer
from agency.tasks.models import Task
from agency.tasks.projects import BoardColumn
from agency.tasks.shelf import IN_THE_BIN

PAGE = 50


@dataclass(frozen=True)
class PutAway:
    """A task off its board: where it stood, and since when it does not."""

    id: int
    title: str
    section: str
    column: dict[str, str]
    at: datetime | None


def archived(project_id: int, where: Where | None, *, page: int = 1) -> Sequence[PutAway]:
    """The archive of a board, the latest first."""
    return _found(
        Task.archived_at, sa.and_(Task.binned_at.is_(None), _here(project_id, where)), page
    )


def binned(project_id: int, where: Where | None, *, page: int = 1) -> Sequence[PutAway]:
    """The bin of a board, the latest first."""
    return _found(Task.binned_at, _here(project_id, where), page)


def empty(task_id: int, *, now: datetime) -> datetime | None:
    """Away for good, when it has lain in the bin for its time; when to look again, if it has not yet."""
    task = moving.take(task_id)
    if task is None or task.binned_at is None:
        return None
    if now < task.binned_at + IN_THE_BIN:
        return task.binned_at + IN_THE_BIN
    if task.entries or task.verdicts:
        # Somebody was paid for it, or the client has said their word of it: that stays in the books.
        return None
    files = [each.file for each in task.files]
    timeline.record(task.stream, "tasks.emptied", at=now, by=Actor.machine(), task=task.id)
    db.session.execute(sa.delete(Timer).where(Timer.task_id == task.id))
    db.session.delete(task)
    db.session.flush()
    for file in files:
        discard(file, at=now)
    return None


def _here(project_id: int, where: Where | None) -> Where:
    own = Task.project_id == project_id
    return own if where is None else sa.and_(own, where)


def _found(
    at: sa.orm.InstrumentedAttribute[datetime | None], where: Where, page: int
) -> Sequence[PutAway]:
    rows = db.session.execute(
        sa.select(Task.id, Task.title, Task.section, BoardColumn.name, at)
        .join(BoardColumn, BoardColumn.id == Task.column_id)
        .where(where, at.is_not(None))
        .order_by(at.desc(), Task.id.desc())
        .limit(PAGE + 1)
        .offset((page - 1) * PAGE)
    )
    return [PutAway(*row) for row in rows]
