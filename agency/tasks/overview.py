"""Across projects: every board with how far it is."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from agency.clients.models import Client
from agency.kernel.db import db
from agency.leads.models import Lead
from agency.tasks.hours import TaskPlan, TimeEntry
from agency.tasks.models import Task
from agency.tasks.projects import BoardColumn, ColumnKind, Project


@dataclass(frozen=True, slots=True)
class ProjectRow:
    """A project in the list of boards."""

    id: int
    title: str
    client: str
    started_at: datetime
    tasks: dict[ColumnKind, int]
    planned: int
    spent: int
    due_on: date | None

    @property
    def count(self) -> int:
        return sum(self.tasks.values())

    @property
    def done(self) -> int:
        return self.tasks.get(ColumnKind.done, 0)

    @property
    def waiting(self) -> int:
        return self.tasks.get(ColumnKind.waiting, 0)

    @property
    def is_done(self) -> bool:
        return self.count == self.done


def boards(*, archived: bool = False) -> list[ProjectRow]:
    """Every project, or those put aside; those with work left first, the latest on top."""
    tasks, due_on = _tasks_by_project()
    planned, spent = _sum_by_project(TaskPlan), _sum_by_project(TimeEntry)
    rows = db.session.execute(
        sa.select(Project.id, Project.title, Client.name, Project.started_at)
        .join(Lead, Lead.id == Project.lead_id)
        .join(Client, Client.id == Lead.client_id)
        .where(Project.archived_at.is_not(None) if archived else Project.archived_at.is_(None))
        .order_by(Project.started_at.desc(), Project.id.desc())
    )
    projects = [
        ProjectRow(
            *row, tasks[row.id], planned.get(row.id, 0), spent.get(row.id, 0), due_on[row.id]
        )
        for row in rows
    ]
    return sorted(projects, key=lambda one: one.is_done)


def is_open() -> sa.ColumnElement[bool]:
    """The condition under which a task is still to be done: on its board, on its lead, or by a member alone.

    A board that was put aside asks nothing of anybody.
    """
    columns = (
        sa.select(BoardColumn.id)
        .join(Project, Project.id == BoardColumn.project_id)
        .where(BoardColumn.kind != ColumnKind.done, Project.archived_at.is_(None))
    )
    on_no_board = sa.and_(Task.project_id.is_(None), Task.done_at.is_(None))
    is_there = sa.and_(Task.archived_at.is_(None), Task.binned_at.is_(None))
    return sa.and_(is_there, sa.or_(Task.column_id.in_(columns), on_no_board))


def _tasks_by_project() -> tuple[dict[int, dict[ColumnKind, int]], dict[int, date | None]]:
    tasks: dict[int, dict[ColumnKind, int]] = defaultdict(dict)
    due_on: dict[int, date | None] = defaultdict(lambda: None)
    rows = db.session.execute(
        sa.select(
            BoardColumn.project_id,
            BoardColumn.kind,
            sa.func.count(),
            # What was put aside presses nobody, and is not waited for.
            sa.func.min(sa.case((Task.archived_at.is_(None), Task.due_on))),
        )
        .join(Task, BoardColumn.id == Task.column_id)
        .where(Task.binned_at.is_(None))
        .where(sa.or_(Task.archived_at.is_(None), BoardColumn.kind == ColumnKind.done))
        .group_by(BoardColumn.project_id, BoardColumn.kind)
    )
    for project, kind, count, due in rows:
        tasks[project][kind] = count
        if due is not None and kind is not ColumnKind.done:
            due_on[project] = min(due, due_on[project] or due)
    return tasks, due_on


def _sum_by_project(model: Any) -> dict[int, int]:
    rows = db.session.execute(
        sa.select(Task.project_id, sa.func.sum(model.minutes))
        .join(model, model.task_id == Task.id)
        .where(Task.project_id.is_not(None), Task.binned_at.is_(None))
        .group_by(Task.project_id)
    )
    return {project: int(minutes) for project, minutes in rows}
