"""What the boards tell whoever writes an estimate: how busy everybody is, and how long such work took."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa

from agency.clients.models import Client
from agency.kernel.db import db
from agency.leads.models import Lead
from agency.people.capacity import Asked, Days
from agency.proposals.experience import Done
from agency.proposals.models import EstimateLine, Proposal
from agency.proposals.weeks import weeks_of
from agency.tasks.hours import TaskPlan, TimeEntry
from agency.tasks.models import Task
from agency.tasks.my_tasks import Place, place_of, with_places
from agency.tasks.overview import is_open
from agency.tasks.projects import BoardColumn, ColumnKind, Project, Stage

# Work without a day is to be done within four weeks; work that is late, within this one.
SOON, NOW = timedelta(days=28), timedelta(days=7)


@dataclass(frozen=True)
class Ahead:
    """What one of us still has to do on a task."""

    task_id: int
    title: str
    place: Place | None
    asked: Asked


def planned(*, today: date) -> list[Asked]:
    """What everybody still has to do, of all that is not done, with the days between which it lies."""
    return [each.asked for each in ahead(today=today)]


def ahead(*, today: date) -> list[Ahead]:
    """The same with its tasks. Two statements, however many they are."""
    spent = (
        sa.select(sa.func.coalesce(sa.func.sum(TimeEntry.minutes), 0))
        .where(TimeEntry.task_id == TaskPlan.task_id, TimeEntry.member_id == TaskPlan.member_id)
        .scalar_subquery()
    )
    left = (TaskPlan.minutes - spent).label("left")
    rows = db.session.execute(
        with_places(sa.select(TaskPlan.member_id, left, *_SHOWN))
        .join(TaskPlan, TaskPlan.task_id == Task.id)
        .outerjoin(Stage, Stage.id == Task.stage_id)
        .where(is_open())
        .order_by(Task.id, TaskPlan.id)
    ).all()
    projects = _weeks({row.project_id for row in rows if row.project_id}, today)
    return [_ahead(row, projects.get(row.project_id or 0), today) for row in rows if row.left > 0]


_SHOWN = (
    Task.id,
    Task.title,
    Task.project_id,
    sa.func.coalesce(Task.due_on, Stage.due_on).label("due_on"),
    Stage.starts_on,
    Project.title.label("project"),
    Lead.title.label("lead"),
    Client.name.label("client"),
)


def _ahead(row: Any, weeks: Days | None, today: date) -> Ahead:
    days = _days(row.due_on, row.starts_on, weeks, today)
    asked = Asked(row.left, days, member_id=row.member_id)
    return Ahead(row.id, row.title, place_of(row.project, row.lead, row.client), asked)


def finished(*, house_lines: Collection[int], texts: Collection[str]) -> list[Done]:
    """Finished work that came of these lines of the library, or was sold in these words, where hours were logged."""
    if not house_lines and not texts:
        return []
    rows = db.session.execute(
        sa.select(
            EstimateLine.text,
            EstimateLine.house_line_id,
            sa.func.coalesce(EstimateLine.most_minutes, EstimateLine.minutes),
            sa.func.sum(TimeEntry.minutes),
            Task.moved_at,
        )
        .join(Task, Task.line_id == EstimateLine.id)
        .join(BoardColumn, BoardColumn.id == Task.column_id)
        .join(TimeEntry, TimeEntry.task_id == Task.id)
        .where(
            BoardColumn.kind == ColumnKind.done,
            EstimateLine.minutes > 0,
            Task.binned_at.is_(None),
            sa.or_(EstimateLine.house_line_id.in_(house_lines), EstimateLine.text.in_(texts)),
        )
        .group_by(EstimateLine.id, Task.id)
    )
    return [Done(text, line, sold, int(took), at) for text, line, sold, took, at in rows]


def _weeks(projects: set[int], today: date) -> dict[int, Days]:
    """When each of these projects was to be worked on."""
    found = db.session.execute(
        sa.select(Project.id, Proposal.planned_from, Proposal.planned_until, Proposal.stages)
        .join(Proposal, Proposal.id == Project.proposal_id)
        .where(Project.id.in_(projects))
    )
    weeks = {id: weeks_of(first, last, stages) for id, first, last, stages in found}
    return {id: days for id, days in weeks.items() if days is not None}


def _days(due_on: date | None, starts_on: date | None, weeks: Days | None, today: date) -> Days:
    """From today, or from when its stage or its project begins, until it is due."""
    begins = starts_on or (weeks.from_on if weeks is not None else today)
    last = due_on or (weeks.until_on if weeks is not None else today + SOON)
    if last < today:
        return Days(today, today + NOW)
    return Days(min(max(today, begins), last), last)
