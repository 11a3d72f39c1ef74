"""What the boards tell whoever writes an estimate: how busy everybody is, and how long such work took."""

from collections.abc import Collection
from datetime import date, timedelta

import sqlalchemy as sa

from agency.kernel.db import db
from agency.people.capacity import Asked, Days
from agency.proposals.experience import Done
from agency.proposals.models import EstimateLine, Proposal
from agency.proposals.weeks import weeks_of
from agency.tasks.hours import TaskPlan, TimeEntry
from agency.tasks.models import Task
from agency.tasks.overview import is_open
from agency.tasks.projects import BoardColumn, ColumnKind, Project

# Work without a day is to be done within four weeks; work that is late, within this one.
SOON, NOW = timedelta(days=28), timedelta(days=7)


def planned(*, today: date) -> list[Asked]:
    """What everybody still has to do, of all that is not done, with the days between which it lies."""
    spent = (
        sa.select(sa.func.coalesce(sa.func.sum(TimeEntry.minutes), 0))
        .where(TimeEntry.task_id == TaskPlan.task_id, TimeEntry.member_id == TaskPlan.member_id)
        .scalar_subquery()
    )
    rows = db.session.execute(
        sa.select(TaskPlan.member_id, TaskPlan.minutes - spent, Task.due_on, Task.project_id)
        .join(Task, Task.id == TaskPlan.task_id)
        .where(is_open())
    ).all()
    projects = _weeks({project for *_others, project in rows if project}, today)
    return [
        Asked(left, _days(due_on, projects.get(project or 0), today), member_id=member)
        for member, left, due_on, project in rows
        if left > 0
    ]


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


def _days(due_on: date | None, weeks: Days | None, today: date) -> Days:
    """From today, or from when its project begins, until it is due."""
    first = max(today, weeks.from_on) if weeks is not None else today
    last = due_on or (weeks.until_on if weeks is not None else today + SOON)
    if last < today:
        return Days(today, today + NOW)
    return Days(min(first, last), last)
