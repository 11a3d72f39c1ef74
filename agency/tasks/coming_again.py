"""What comes again: a fresh copy of a task a week before its day, once, and never more of them open in silence."""

from dataclasses import dataclass
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from agency.kernel import due, timeline
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.leads.stages import Stage as LeadStage
from agency.tasks import moving, ordering
from agency.tasks.attached import CloudLink
from agency.tasks.hours import TaskPlan
from agency.tasks.models import Task
from agency.tasks.pieces import CheckItem, Subtask
from agency.tasks.projects import BoardColumn, ColumnKind
from agency.tasks.repeating import AHEAD, Every, Repeat

# What is due of a task that comes again: its next copy.
COME = "tasks.come_again"
IN_THE_MORNING = time(6)


class DayOver(Exception):
    """The next one would be due on a day that is over, or not after this one."""


class EndsBefore(Exception):
    """It would end before the next one."""


@dataclass(frozen=True)
class PiledUp:
    """More than one of a series is open: how many, and one of them."""

    title: str
    count: int
    oldest_id: int


def repeat(
    task: Task,
    *,
    every: Every,
    count: int,
    next_on: date,
    until_on: date | None,
    zone: str,
    by: Actor,
    at: datetime,
) -> Repeat:
    """It comes again from `next_on` on; told anew, that takes the place of what was. Raises DayOver, EndsBefore."""
    task.must_be_there()
    today = at.astimezone(ZoneInfo(zone)).date()
    if next_on <= max(today, task.due_on or today):
        raise DayOver(next_on)
    if until_on is not None and until_on < next_on:
        raise EndsBefore(until_on)
    if task.repeat is None:
        task.repeat = Repeat(every=every, next_on=next_on)
        task.series = task.series or task.id
    said = task.repeat
    said.every, said.count, said.day = every, count, next_on.day
    said.next_on, said.until_on = next_on, until_on
    task.note_down("tasks.repeats", at=at, by=by, every=every.value, count=count)
    db.session.flush()
    due.plan(COME, said.id, max(_moment(said, zone), at))
    return said


def end(task: Task, *, by: Actor, at: datetime) -> None:
    """It comes no more; what came stays."""
    if task.repeat is not None:
        due.cancel(COME, task.repeat.id)
        _stop(task, by, at)


def come(repeat_id: int, *, zone: str, now: datetime) -> datetime | None:
    """Make the copy that is due, once, whoever else tries too; when the next one is, or None when there is none.

    Where several days went by unseen, only the latest of them gets a copy.
    """
    said = db.session.get(Repeat, repeat_id, with_for_update=True, populate_existing=True)
    if said is None:
        return None
    if _moment(said, zone) > now:
        return _moment(said, zone)
    column = _first_column(said)
    task = moving.take(said.task_id)
    assert task is not None, "a repeat goes with its task"
    if task.binned_at is not None or said.is_over or _is_lost(task):
        _stop(task, Actor.machine(), now)
        return None
    _skip(said, zone, now)
    if task.project is not None and task.project.archived_at is not None:
        return _rest(task, said, zone, now)
    copy = _copy(task, column, said.next_on, now)
    said.next_on = said.after(said.next_on)
    said.task_id = copy.id
    db.session.flush()
    db.session.expire(task, ["repeat"])
    db.session.expire(copy, ["repeat"])
    if said.is_over:
        _stop(copy, Actor.machine(), now)
        return None
    return _moment(said, zone)


_OPEN_OF_SERIES = (
    sa.select(sa.func.max(Task.title), sa.func.count(), sa.func.min(Task.id))
    .join(BoardColumn, BoardColumn.id == Task.column_id)
    .where(Task.project_id == sa.bindparam("project"), Task.series.is_not(None))
    .where(BoardColumn.kind != ColumnKind.done)
    .where(Task.archived_at.is_(None), Task.binned_at.is_(None))
    .group_by(Task.series)
    .having(sa.func.count() > 1)
)


def piled_up(project_id: int) -> list[PiledUp]:
    """Series on this board of which more than one is open."""
    rows = db.session.execute(_OPEN_OF_SERIES, {"project": project_id})
    return [PiledUp(*row) for row in rows]


def _stop(task: Task, by: Actor, at: datetime) -> None:
    task.repeat = None
    task.note_down("tasks.repeats_no_more", at=at, by=by)


def _is_lost(task: Task) -> bool:
    return task.lead is not None and task.lead.stage is LeadStage.lost


def _rest(task: Task, said: Repeat, zone: str, now: datetime) -> datetime | None:
    """Its board was put aside: this time no copy comes; when the next one would."""
    said.next_on = said.after(said.next_on)
    if said.is_over:
        _stop(task, Actor.machine(), now)
        return None
    return _moment(said, zone)


def _moment(said: Repeat, zone: str) -> datetime:
    return datetime.combine(said.next_on - AHEAD, IN_THE_MORNING, ZoneInfo(zone))


def _skip(said: Repeat, zone: str, now: datetime) -> None:
    """Past the days whose successor is due as well."""
    while True:
        following = said.after(said.next_on)
        is_wanted = said.until_on is None or following <= said.until_on
        comes_at = datetime.combine(following - AHEAD, IN_THE_MORNING, ZoneInfo(zone))
        if not is_wanted or comes_at > now:
            return
        said.next_on = following


def _first_column(said: Repeat) -> BoardColumn | None:
    """Where the copy goes, held; None for a task that is on no board."""
    first = db.session.scalar(
        sa.select(BoardColumn.id)
        .join(Task, Task.project_id == BoardColumn.project_id)
        .where(Task.id == said.task_id, BoardColumn.kind == ColumnKind.next)
        .order_by(BoardColumn.position)
        .limit(1)
    )
    return ordering.hold(first) if first is not None else None


def _copy(task: Task, column: BoardColumn | None, due_on: date, at: datetime) -> Task:
    """The same task for another day, nothing of it begun: hours, comments and files stay where they are."""
    later = due_on - task.due_on if task.due_on is not None else None
    copy = Task(
        project_id=task.project_id,
        column_id=column.id if column is not None else None,
        lead_id=task.lead_id,
        title=task.title,
        details=task.details,
        owner_id=task.owner_id,
        priority=task.priority,
        section=task.section,
        category=task.category,
        stage_id=task.stage_id,
        is_out_of_scope=task.is_out_of_scope,
        is_client_visible=task.is_client_visible,
        order_key=ordering.key_in(column) if column is not None else "",
        due_on=due_on,
        moved_at=at,
        series=task.series,
        labels=list(task.labels),
        plans=[TaskPlan(member_id=one.member_id, minutes=one.minutes) for one in task.plans],
        subtasks=[
            Subtask(
                title=one.title,
                position=one.position,
                owner_id=one.owner_id,
                due_on=one.due_on + later if one.due_on and later is not None else None,
            )
            for one in task.subtasks
        ],
        checklist=[CheckItem(words=one.words, position=one.position) for one in task.checklist],
        links=[_link(one) for one in task.links],
    )
    db.session.add(copy)
    db.session.flush()
    timeline.record(
        ("task", copy.id), "tasks.came_again", at=at, by=Actor.machine(), task=copy.id, of=task.id
    )
    return copy


def _link(one: CloudLink) -> CloudLink:
    same = (
        "url",
        "cloud",
        "title",
        "is_client_visible",
        "member_id",
        "added_at",
        "tried_at",
        "opens",
    )
    return CloudLink(**{name: getattr(one, name) for name in same})
