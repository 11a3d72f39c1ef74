"""A draft of a report, collected: what was finished or went on in a period, hours where they are reported, what comes.

Only what the client sees anyway is ticked; the rest of what was done is offered to the manager, and stays out.
"""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask_babel import gettext as _
from sqlalchemy.orm import joinedload

from agency.kernel.db import db
from agency.kernel.i18n import in_zone, speaking
from agency.people import queries as people
from agency.people.models import Member
from agency.tasks import rounds
from agency.tasks.hours import TimeEntry
from agency.tasks.models import Task
from agency.tasks.projects import BoardColumn, ColumnKind, Project, Stage
from agency.tasks.reports import WorkReport
from agency.tasks.talk import Comment

GOING = frozenset({ColumnKind.work, ColumnKind.checking, ColumnKind.waiting})
# How far ahead a reader wants to know.
AHEAD = timedelta(days=31)
USUAL = timedelta(days=6)


def begin(
    project: Project, from_on: date, until_on: date, *, by: Member, at: datetime
) -> WorkReport:
    """A draft about these days, both of them included."""
    report = WorkReport(
        project=project,
        from_on=from_on,
        until_on=until_on,
        content=collected(project, from_on, until_on),
        made_at=at,
        made_by=by,
    )
    db.session.add(report)
    db.session.flush()
    return report


def usual_period(project: Project, *, today: date) -> tuple[date, date]:
    """From the day after the last report; without one, the last seven days, or since the work began."""
    last = db.session.scalar(
        sa.select(sa.func.max(WorkReport.until_on)).where(WorkReport.project_id == project.id)
    )
    if last is None or last >= today:
        began = in_zone(project.started_at, people.agency().zone).date()
        return min(max(today - USUAL, began), today), today
    return last + timedelta(days=1), today


def collected(project: Project, from_on: date, until_on: date) -> dict[str, Any]:
    """What was found, as the report keeps it."""
    zone = people.agency().zone
    first, last = _instants(from_on, until_on, zone)
    tasks = _tasks(project.id)
    touched = [task for task in tasks if _is_of(task, first, last)]
    said = _said([task.id for task in touched], first, last)
    shown = [task for task in tasks if task.is_client_visible and task.archived_at is None]
    counted = rounds.of(project)
    return {
        "title": project.title,
        "client": project.lead.client.name,
        "summary": "",
        "next_step": "",
        "done": [_line(task, said[task.id], zone) for task in touched],
        "hours": _hours(project, from_on, until_on) if project.reports_hours else [],
        "next": [*_stages(project.id), *_coming(tasks, until_on)],
        "figures": {
            "done": sum(task.is_done for task in shown),
            "tasks": len(shown),
            "rounds_used": counted.used,
            "rounds_sold": counted.sold,
        },
    }


def _instants(from_on: date, until_on: date, zone: str) -> tuple[datetime, datetime]:
    place = ZoneInfo(zone)
    after = until_on + timedelta(days=1)
    return (
        datetime.combine(from_on, time(), tzinfo=place),
        datetime.combine(after, time(), tzinfo=place),
    )


def _tasks(project_id: int) -> Sequence[Task]:
    return db.session.scalars(
        sa.select(Task)
        .join(BoardColumn, BoardColumn.id == Task.column_id)
        .where(Task.project_id == project_id, Task.binned_at.is_(None))
        .options(joinedload(Task.column))
        .order_by(BoardColumn.position.desc(), Task.order_key)
    ).all()


def _is_of(task: Task, first: datetime, last: datetime) -> bool:
    """Whether it was finished, or went on, in the period."""
    assert task.column is not None
    goes_on = task.column.kind in GOING and task.archived_at is None
    return (task.is_done or goes_on) and first <= task.moved_at < last


def _line(task: Task, said: Sequence[Comment], zone: str) -> dict[str, Any]:
    return {
        "key": f"task-{task.id}",
        "title": task.title,
        "is_done": task.is_done,
        "on": in_zone(task.moved_at, zone).date().isoformat() if task.is_done else None,
        "shown": task.is_client_visible,
        "is_visible": task.is_client_visible,
        "said": [{"key": f"said-{each.id}", "words": each.words, "shown": False} for each in said],
    }


def _said(ids: Sequence[int], first: datetime, last: datetime) -> dict[int, list[Comment]]:
    """What one of us said to the client in these days; their own words they know."""
    found: dict[int, list[Comment]] = defaultdict(list)
    wanted = sa.select(Comment).where(
        Comment.task_id.in_(ids),
        Comment.is_client_visible,
        Comment.member_id.is_not(None),
        Comment.said_at >= first,
        Comment.said_at < last,
    )
    for each in db.session.scalars(wanted.order_by(Comment.id)):
        found[each.task_id].append(each)
    return found


def _hours(project: Project, from_on: date, until_on: date) -> list[dict[str, Any]]:
    inside = sa.case((TimeEntry.on >= from_on, TimeEntry.minutes), else_=0)
    rows = db.session.execute(
        sa.select(Task.section, sa.func.sum(inside), sa.func.sum(TimeEntry.minutes))
        .join(Task, Task.id == TimeEntry.task_id)
        .where(Task.project_id == project.id, Task.binned_at.is_(None), TimeEntry.on <= until_on)
        .group_by(Task.section)
        .order_by(sa.func.min(Task.category), Task.section)
    ).all()
    named = [row for row in rows if row[0]] + [row for row in rows if not row[0]]
    with speaking(project.lead.client.language):
        beside = str(_("Beside what was agreed"))
    return [
        {
            "key": f"hours-{number}",
            "title": section or beside,
            "minutes": minutes,
            "so_far": so_far,
            "shown": True,
        }
        for number, (section, minutes, so_far) in enumerate(named, start=1)
    ]


def _stages(project_id: int) -> list[dict[str, Any]]:
    open_ = sa.select(Stage).where(Stage.project_id == project_id, Stage.done_at.is_(None))
    return [
        _coming_line(f"stage-{each.id}", each.title, each.due_on, is_stage=True, shown=True)
        for each in db.session.scalars(open_.order_by(Stage.position))
    ]


def _coming(tasks: Sequence[Task], until_on: date) -> list[dict[str, Any]]:
    due = [
        task
        for task in tasks
        if task.due_on and task.due_on <= until_on + AHEAD
        if not task.is_done and task.archived_at is None
    ]
    return [
        _coming_line(
            f"next-{task.id}", task.title, task.due_on, is_stage=False, shown=task.is_client_visible
        )
        for task in sorted(due, key=lambda each: (each.due_on or until_on, each.id))
    ]


def _coming_line(
    key: str, title: str, on: date | None, *, is_stage: bool, shown: bool
) -> dict[str, Any]:
    day = on.isoformat() if on else None
    return {"key": key, "title": title, "on": day, "is_stage": is_stage, "shown": shown}
