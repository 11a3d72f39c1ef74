"""Sets of tasks that a service usually takes: kept from a board, written as lines, put on a board at once.

Written as lines, a set reads like a plan:

    # Design
    Moodboard | designer | 8 | 3
    > Three directions, one page each.
    - Collect what the client likes
    [] Shown to the client

A line is a task: title, role, planned hours, and the day on which it is due, counted from the start. Under it stand
its description, its subtasks, and what is to be ticked. A heading names the section of the tasks below it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from fractional_indexing import generate_n_keys_between
from sqlalchemy.orm import selectinload

from agency.kernel import timeline
from agency.kernel.db import db
from agency.kernel.forms import parse_hours
from agency.kernel.timeline import Actor
from agency.people import queries as people
from agency.people.models import Member, Role
from agency.tasks import ordering
from agency.tasks.hours import TaskPlan
from agency.tasks.models import Task
from agency.tasks.pieces import MOST, CheckItem, Subtask
from agency.tasks.projects import BoardColumn, ColumnKind, Project

MOST_TASKS, MOST_DAYS = 300, 3650
LONGEST, LONGEST_SECTION = 300, 120
SET_PUT = "tasks.set_put"
# A button pressed twice.
AGAIN = timedelta(minutes=1)


class BadLine(Exception):
    """A line that cannot be read: its number, counted from one, and what is wrong with it."""

    def __init__(self, number: int, why: str) -> None:
        self.number, self.why = number, why
        super().__init__(number, why)


@dataclass
class SetTask:
    """One task of a set; `days` from the start of the work until it is due."""

    title: str
    section: str = ""
    details: str = ""
    role_id: int | None = None
    minutes: int = 0
    days: int | None = None
    subtasks: list[str] = field(default_factory=list)
    checklist: list[str] = field(default_factory=list)


def told(tasks: Iterable[SetTask]) -> list[dict[str, Any]]:
    """As a template keeps them."""
    return [asdict(each) for each in tasks]


def kept(raw: Iterable[Mapping[str, Any]]) -> list[SetTask]:
    """As a template has kept them."""
    return [SetTask(**each) for each in raw]


def as_lines(tasks: Iterable[SetTask], roles: Mapping[int, str]) -> str:
    """The set as it is written; `roles` are their names by id."""
    return "\n".join(_lines(tasks, roles))


def _lines(tasks: Iterable[SetTask], roles: Mapping[int, str]) -> Iterator[str]:
    section = ""
    for each in tasks:
        if each.section != section:
            section = each.section
            yield f"# {section}".rstrip()
        hours = f"{each.minutes / 60:g}" if each.minutes else ""
        day = str(each.days) if each.days is not None else ""
        role = roles.get(each.role_id or 0, "")
        yield " | ".join((each.title, role, hours, day)).rstrip(" |")
        yield from (f"> {line}".rstrip() for line in each.details.split("\n") if each.details)
        yield from (f"- {one}" for one in each.subtasks)
        yield from (f"[] {one}" for one in each.checklist)


def of_lines(text: str, roles: Mapping[str, int], *, strictly: bool = True) -> list[SetTask]:
    """The tasks in these lines; `roles` are ids by any of their names, folded. Raises BadLine."""
    tasks: list[SetTask] = []
    section = ""
    for number, raw in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        line = raw.strip()
        if line.startswith("#"):
            section = line[1:].strip()[:LONGEST_SECTION]
        elif line.startswith((">", "- ", "[]", "[ ]")):
            if not tasks:
                raise BadLine(number, "no_task")
            _hang(tasks[-1], line, number)
        elif line:
            if len(tasks) >= MOST_TASKS:
                raise BadLine(number, "too_many")
            tasks.append(_task(line, number, section, roles, strictly))
    return tasks


def _hang(task: SetTask, line: str, number: int) -> None:
    if line.startswith(">"):
        more = line[1:].removeprefix(" ")
        task.details = f"{task.details}\n{more}" if task.details else more
        return
    where = task.subtasks if line.startswith("- ") else task.checklist
    words = line.removeprefix("- ").removeprefix("[ ]").removeprefix("[]").strip()
    if len(where) >= MOST:
        raise BadLine(number, "too_many")
    if words:
        where.append(words[:LONGEST])


def _task(
    line: str, number: int, section: str, roles: Mapping[str, int], strictly: bool
) -> SetTask:
    title, role, hours, day = [*(cell.strip() for cell in line.split("|")), "", "", ""][:4]
    if not title or line.count("|") > 3:
        raise BadLine(number, "cells")
    role_id = roles.get(role.casefold()) if role else None
    if role and role_id is None and strictly:
        raise BadLine(number, "role")
    if role and role_id is None:
        role_id = _nearest(role.casefold(), roles)
    minutes = parse_hours(hours) if hours else 0
    if minutes is None or minutes < 0:
        raise BadLine(number, "hours")
    if day and not (day.isdecimal() and len(day) < 6 and int(day) <= MOST_DAYS):
        raise BadLine(number, "day")
    days = int(day) if day else None
    return SetTask(title[:LONGEST], section, "", role_id, minutes, days)


def _nearest(role: str, roles: Mapping[str, int]) -> int | None:
    """A "developer" is whoever does some kind of that; None where the house has nobody like it."""
    trade = role.split()[-1]
    return next((id for name, id in roles.items() if trade in name), None)


def role_names(language: str) -> dict[int, str]:
    """What each role is called."""
    return {each.id: each.name.get(language) or _any(each) for each in people.roles()}


def roles_by_name() -> dict[str, int]:
    """Their ids by every name that they have."""
    return {name.casefold(): each.id for each in people.roles() for name in each.name.values()}


def from_board(project: Project, zone: str) -> list[SetTask]:
    """What stands on a board, as a set: who does it by their trade, days counted from when its work began."""
    began = project.started_at.astimezone(ZoneInfo(zone)).date()
    found = db.session.scalars(
        sa.select(Task)
        .join(BoardColumn, BoardColumn.id == Task.column_id)
        .where(Task.project_id == project.id, Task.binned_at.is_(None))
        .options(*(selectinload(one) for one in (Task.plans, Task.subtasks, Task.checklist)))
        .order_by(Task.due_on.is_(None), Task.due_on, Task.id)
        .limit(MOST_TASKS)
    )
    trades = {each.id: each.role_id for each in people.members()}
    by_section: dict[str, list[SetTask]] = {}
    for each in found:
        by_section.setdefault(each.section, []).append(_kept(each, began, trades))
    return [each for section in by_section.values() for each in section]


def _kept(task: Task, began: date, trades: Mapping[int, int | None]) -> SetTask:
    days = max((task.due_on - began).days, 0) if task.due_on is not None else None
    return SetTask(
        title=_plain(task.title),
        section=_plain(task.section),
        details=task.details,
        role_id=trades.get(task.owner_id or 0),
        minutes=task.planned_minutes,
        days=min(days, MOST_DAYS) if days is not None else None,
        subtasks=[one.title for one in task.subtasks],
        checklist=[one.words for one in task.checklist],
    )


def put(
    tasks: Sequence[SetTask], project: Project, *, starts_on: date, by: Actor, at: datetime
) -> list[Task]:
    """All of them at the end of the first column, in one go, each with somebody of its trade.

    None of them where the same were put there a moment ago: a button was pressed twice.
    """
    column = ordering.hold(project.column(ColumnKind.next).id)
    assert column is not None, "every board has a first column"
    stream, what = project.lead.stream, _known_by(tasks, project)
    if timeline.told_lately(stream, SET_PUT, after=at - AGAIN, **what):
        return []
    last = sa.select(sa.func.max(Task.order_key)).where(Task.column_id == column.id)
    keys = generate_n_keys_between(db.session.scalar(last), None, len(tasks))
    hands = _hands(project)
    made = [
        _made(each, column, key, hands.get(each.role_id or 0), starts_on, at)
        for each, key in zip(tasks, keys, strict=True)
    ]
    db.session.add_all(made)
    db.session.flush()
    for task in made:
        timeline.record(("task", task.id), "tasks.put_from_set", at=at, by=by, task=task.id)
    if made:
        timeline.record(stream, SET_PUT, at=at, by=by, **what)
    return made


def _known_by(tasks: Sequence[SetTask], project: Project) -> dict[str, Any]:
    first = tasks[0].title if tasks else ""
    return {"project": project.id, "count": len(tasks), "first": first}


def _made(
    each: SetTask,
    column: BoardColumn,
    key: str,
    member: Member | None,
    starts_on: date,
    at: datetime,
) -> Task:
    whose = member.id if member is not None else None
    return Task(
        project_id=column.project_id,
        column_id=column.id,
        title=each.title,
        section=each.section,
        details=each.details,
        owner_id=whose,
        plans=[TaskPlan(member_id=whose, minutes=each.minutes)] if whose else [],
        due_on=starts_on + timedelta(days=each.days) if each.days is not None else None,
        order_key=key,
        moved_at=at,
        subtasks=[Subtask(title=one, position=n) for n, one in enumerate(each.subtasks)],
        checklist=[CheckItem(words=one, position=n) for n, one in enumerate(each.checklist)],
    )


def _hands(project: Project) -> dict[int, Member]:
    """Who does the work of each trade: whoever is on this project already, else whoever has the least to do."""
    here = Counter(
        db.session.scalars(
            sa.select(TaskPlan.member_id)
            .join(Task, Task.id == TaskPlan.task_id)
            .where(Task.project_id == project.id)
        )
    )
    busy = dict(
        db.session.execute(
            sa.select(Task.owner_id, sa.func.count())
            .join(BoardColumn, BoardColumn.id == Task.column_id)
            .where(BoardColumn.kind != ColumnKind.done, Task.owner_id.is_not(None))
            .where(Task.archived_at.is_(None), Task.binned_at.is_(None))
            .group_by(Task.owner_id)
        )
        .tuples()
        .all()
    )
    found: dict[int, Member] = {}
    for each in sorted(
        people.members(), key=lambda one: (-here[one.id], busy.get(one.id, 0), one.id)
    ):
        if each.role_id is not None:
            found.setdefault(each.role_id, each)
    return found


def _any(role: Role) -> str:
    return next(iter(role.name.values()), "")


def _plain(words: str) -> str:
    """Without the signs that mean something in a line."""
    return words.replace("|", "/").replace("\n", " ").strip().lstrip("#>-[ ") or "–"
