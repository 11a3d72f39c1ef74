"""Reads of boards and tasks: the same few statements, whatever their size."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, lazyload, selectinload

from agency.kernel.db import db
from agency.kernel.timeline import Entry
from agency.leads.models import Lead
from agency.leads.next_things import NO_TIME, Kind, Source, Things
from agency.people.models import Member
from agency.tasks.agreed import prices_in
from agency.tasks.hours import TaskPlan, TimeEntry
from agency.tasks.models import Task
from agency.tasks.pieces import CheckItem, Subtask
from agency.tasks.projects import BoardColumn, ColumnKind, Project, Stage
from agency.tasks.talk import Comment


def project(id: int) -> Project | None:
    """One project with its columns."""
    return db.session.scalar(
        sa.select(Project).where(Project.id == id).options(selectinload(Project.columns))
    )


def task(id: int) -> Task | None:
    """One task with all that its page shows."""
    return db.session.scalar(
        sa.select(Task)
        .where(Task.id == id)
        .options(
            joinedload(Task.project).selectinload(Project.columns),
            joinedload(Task.project).joinedload(Project.lead).joinedload(Lead.client),
            joinedload(Task.lead).joinedload(Lead.client),
            selectinload(Task.plans).joinedload(TaskPlan.member),
            selectinload(Task.entries).joinedload(TimeEntry.member),
        )
    )


def of_lead(lead: Lead) -> list[Task]:
    """The tasks of a lead: those still to do by their day, then those that are done, the latest first."""
    return list(
        db.session.scalars(
            sa.select(Task)
            .where(Task.lead_id == lead.id, *_IS_THERE)
            .options(
                selectinload(Task.plans)
                .joinedload(TaskPlan.member)
                .options(lazyload(Member.role), lazyload(Member.user))
            )
            .order_by(
                Task.done_at.is_not(None),
                Task.done_at.desc(),
                Task.due_on.is_(None),
                Task.due_on,
                Task.id,
            )
        )
    )


def project_of(lead: Lead) -> Project | None:
    """The project that this lead became; a board that was brought from elsewhere only where there is no other."""
    found = sa.select(Project).where(Project.lead_id == lead.id)
    return db.session.scalar(
        found.order_by(Project.proposal_id.is_(None), Project.id.desc()).limit(1)
    )


def done_percent(project_id: int) -> int:
    """The share of the price whose work is done."""
    done = sa.case((BoardColumn.kind == ColumnKind.done, 1), else_=0)
    sold, sold_done, count, count_done = db.session.execute(
        sa.select(
            sa.func.coalesce(sa.func.sum(Task.sold_minor), 0),
            sa.func.coalesce(sa.func.sum(Task.sold_minor * done), 0),
            sa.func.count(),
            sa.func.coalesce(sa.func.sum(done), 0),
        )
        .join(BoardColumn, BoardColumn.id == Task.column_id)
        .where(Task.project_id == project_id, Task.binned_at.is_(None))
    ).one()
    part, whole = (sold_done, sold) if sold else (count_done, count)
    return round(100 * part / whole) if whole else 0


def with_ids(ids: Collection[int]) -> dict[int, Task]:
    """These tasks by their ids."""
    if not ids:
        return {}
    rows = db.session.scalars(sa.select(Task).where(Task.id.in_(ids)))
    return {task.id: task for task in rows}


def comments(ids: Collection[int]) -> dict[int, Comment]:
    """These comments by their ids, with whoever of us wrote them."""
    if not ids:
        return {}
    wanted = sa.select(Comment).where(Comment.id.in_(ids)).options(joinedload(Comment.member))
    return {comment.id: comment for comment in db.session.scalars(wanted)}


def for_timeline(entries: Sequence[Entry]) -> dict[str, dict[int, Any]]:
    """What the facts of this package need to be told: titles, names of columns, and days."""
    ours = [entry.data for entry in entries if entry.kind.startswith("tasks.")]
    tasks = {data["task"] for data in ours if "task" in data}
    columns = {data[key] for data in ours for key in ("source", "column") if key in data}
    stages = {data["stage"] for data in ours if data.get("stage")}
    return {
        "tasks": _texts(Task.id, Task.title, tasks),
        "columns": _texts(BoardColumn.id, BoardColumn.name, columns),
        "stages": _texts(Stage.id, Stage.title, stages),
        "pieces": _texts(Subtask.id, Subtask.title, _pieces(entries, "tasks.subtask_")),
        "checks": _texts(CheckItem.id, CheckItem.words, _pieces(entries, "tasks.check_")),
        "prices": prices_in(ours),
        "due_days": {data["on"]: date.fromordinal(data["on"]) for data in ours if data.get("on")},
    }


def _pieces(entries: Sequence[Entry], kind: str) -> set[int]:
    found = (each for each in entries if each.kind.startswith(kind))
    return {each.data["piece"] for each in found if each.data.get("piece")}


def _texts(id: Any, text: Any, ids: set[int]) -> dict[int, Any]:
    if not ids:
        return {}
    return dict(db.session.execute(sa.select(id, text).where(id.in_(ids))).all())


_IS_THERE = (Task.archived_at.is_(None), Task.binned_at.is_(None))
_TO_DO = (Task.done_at.is_(None), *_IS_THERE)


def _coming(lead_ids: Collection[int]) -> Things:
    return sa.select(Task.lead_id, NO_TIME, Task.due_on, Task.title, Task.id).where(
        Task.lead_id.in_(lead_ids), *_TO_DO
    )


# The tasks of leads, among what may come next on one.
TASKS = Source(
    Kind.task,
    _coming,
    sa.exists().where(Task.lead_id == Lead.id, *_TO_DO).correlate(Lead),
)
