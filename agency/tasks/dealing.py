"""Dealing the cards: from the tables to what a board shows, in a few statements whatever their number."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import url_for

from agency.kernel.db import db
from agency.kernel.files import StoredFile
from agency.kernel.money import Money
from agency.people import queries as people
from agency.people.models import Member
from agency.tasks import worn
from agency.tasks.cards import Card, Column, Face
from agency.tasks.hours import TaskPlan, TimeEntry
from agency.tasks.models import Task
from agency.tasks.pieces import CheckItem, Subtask
from agency.tasks.projects import BoardColumn, ColumnKind, Project

Minutes = dict[int, dict[int, int]]
Where = sa.ColumnElement[bool]


class Known(NamedTuple):
    """What was asked about tasks already, by their ids."""

    planned: Minutes
    spent: Minutes
    steps: dict[int, tuple[int, int]]


def card(task_id: int) -> Card:
    """One card, fresh."""
    return cards_where(Task.id == task_id, faces_by_id())[0]


def cards_where(where: Where, faces: dict[int, Face], known: "Known | None" = None) -> list[Card]:
    """The cards of these tasks in their order, with who is to do them and who did; `known` spares three statements."""
    planned, spent, steps = known or known_of(where)
    rows = db.session.execute(
        sa.select(*_CARD_COLUMNS)
        .select_from(Task)
        .outerjoin(BoardColumn, BoardColumn.id == Task.column_id)
        .outerjoin(Project, Project.id == Task.project_id)
        .where(where)
        .order_by(Task.column_id, Task.order_key, Task.id)
    ).all()
    labels, waits = worn.labels_of(where), worn.waits_of(where)
    zone = people.agency().zone
    return [
        card_of(
            row,
            zone=zone,
            planned_by=planned.get(row.id, {}),
            spent_by=spent.get(row.id, {}),
            faces=faces,
            steps=steps.get(row.id, (0, 0)),
            labels=tuple(labels.get(row.id, ())),
            waits_for=tuple(waits.get(row.id, ())),
        )
        for row in rows
    ]


def known_of(where: Where) -> "Known":
    """Planned and worked minutes of these tasks by member, and what is ticked off in them."""
    return Known(
        _minutes(TaskPlan.task_id, TaskPlan.member_id, TaskPlan.minutes, where),
        _minutes(TimeEntry.task_id, TimeEntry.member_id, TimeEntry.minutes, where),
        steps_of(where),
    )


def steps_of(where: Where) -> dict[int, tuple[int, int]]:
    """How many subtasks and things to tick these tasks have, and how many of them are done; one statement."""
    pieces = sa.union_all(
        *(
            sa.select(piece.task_id, piece.done_at)
            .join(Task, Task.id == piece.task_id)
            .where(where)
            for piece in (Subtask, CheckItem)
        )
    ).subquery()
    rows = db.session.execute(
        sa.select(pieces.c.task_id, sa.func.count(), sa.func.count(pieces.c.done_at)).group_by(
            pieces.c.task_id
        )
    )
    found: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
    found.update({task: (count, done) for task, count, done in rows})
    return found


def columns_of(column_ids: Sequence[int]) -> list[Column]:
    """These columns with their figures, without their cards."""
    figures = _by_column(column_ids)
    columns = db.session.scalars(
        sa.select(BoardColumn).where(BoardColumn.id.in_(column_ids)).order_by(BoardColumn.position)
    )
    return [column(one, **figures.get(one.id, {})) for one in columns]


def faces_by_id() -> dict[int, Face]:
    """Everybody's face; a house has tens of people, so all of them are one statement."""
    rows = db.session.execute(
        sa.select(Member.id, Member.name, StoredFile.sha256)
        .outerjoin(StoredFile, StoredFile.id == Member.photo_id)
        .order_by(Member.name)
    )
    return {id: face(id, name, sha256) for id, name, sha256 in rows}


def face(id: int, name: str, sha256: str | None) -> Face:
    """A member with their picture, if they have one."""
    return Face(id, name, _picture(sha256))


def column(one: BoardColumn, **figures: Any) -> Column:
    """A column with these figures."""
    return Column(id=one.id, kind=one.kind, name=one.name, soft_limit=one.soft_limit, **figures)


_CARD_COLUMNS = (
    Task.id,
    Task.version,
    Task.revision,
    Task.project_id,
    Task.column_id,
    Task.lead_id,
    Task.owner_id,
    Task.order_key,
    Task.is_out_of_scope,
    Task.waiting_since,
    BoardColumn.kind,
    Task.title,
    Task.section,
    Task.category,
    Task.sold_minor,
    Project.currency,
    Task.due_on,
    Task.priority,
    Task.moved_at,
    Task.done_at,
)


def card_of(
    row: Any,
    *,
    zone: str,
    planned_by: dict[int, int],
    spent_by: dict[int, int],
    faces: dict[int, Face],
    steps: tuple[int, int],
    labels: tuple[worn.Worn, ...],
    waits_for: tuple[str, ...],
) -> Card:
    """The card of a task that was read, with what hangs on it."""
    here = ZoneInfo(zone)
    who = dict.fromkeys(
        (row.owner_id, *planned_by, *spent_by) if row.owner_id else (*planned_by, *spent_by)
    )
    return Card(
        id=row.id,
        version=row.version,
        revision=row.revision,
        project_id=row.project_id,
        column_id=row.column_id,
        lead_id=row.lead_id,
        kind=row.kind or (ColumnKind.done if row.done_at else ColumnKind.next),
        title=row.title,
        section=row.section,
        category=row.category,
        sold=None if row.sold_minor is None else Money(row.sold_minor, row.currency),
        due_on=row.due_on,
        priority=row.priority,
        moved_on=row.moved_at.astimezone(here).date(),
        planned_by=planned_by,
        spent_by=spent_by,
        faces=tuple(faces[id] for id in who),
        steps=steps[0],
        steps_done=steps[1],
        labels=labels,
        waits_for=waits_for,
        owner_id=row.owner_id,
        order_key=row.order_key,
        waits_since=row.waiting_since and row.waiting_since.astimezone(here).date(),
        is_extra=row.is_out_of_scope,
    )


def _minutes(task_id: Any, member_id: Any, minutes: Any, where: Where) -> Minutes:
    rows = db.session.execute(
        sa.select(task_id, member_id, sa.func.sum(minutes))
        .join(Task, Task.id == task_id)
        .where(where)
        .group_by(task_id, member_id)
    )
    found: Minutes = defaultdict(dict)
    for task, member, total in rows:
        found[task][member] = int(total)
    return found


def _by_column(column_ids: Sequence[int]) -> dict[int, dict[str, int]]:
    """How many cards, their hours and their price by column, in one statement: the answer to every move."""
    inside = sa.and_(Task.column_id.in_(column_ids), Task.binned_at.is_(None))
    planned, spent = (_by_task(model, inside) for model in (TaskPlan, TimeEntry))
    hours, worked = planned.c.minutes, sa.func.coalesce(spent.c.minutes, 0)
    is_done = BoardColumn.kind == ColumnKind.done
    used = sa.case(
        (hours > 0, 1.0 * Task.sold_minor * worked / hours), (is_done, Task.sold_minor), else_=0
    )
    sums = {
        "count": sa.func.sum(sa.case((Task.archived_at.is_(None), 1), else_=0)),
        "planned": sa.func.sum(hours),
        "spent": sa.func.sum(worked),
        "sold_minor": sa.func.sum(Task.sold_minor),
        "used_minor": sa.func.sum(used),
    }
    rows = db.session.execute(
        sa.select(Task.column_id, *sums.values())
        .join(BoardColumn, BoardColumn.id == Task.column_id)
        .outerjoin(planned, planned.c.task_id == Task.id)
        .outerjoin(spent, spent.c.task_id == Task.id)
        .where(inside)
        .group_by(Task.column_id)
    )
    return {
        id: {name: round(figure or 0) for name, figure in zip(sums, figures, strict=True)}
        for id, *figures in rows
    }


def _by_task(model: Any, where: Where) -> Any:
    """The minutes of each task, to be joined."""
    return (
        sa.select(model.task_id, sa.func.sum(model.minutes).label("minutes"))
        .join(Task, Task.id == model.task_id)
        .where(where)
        .group_by(model.task_id)
        .subquery()
    )


def _picture(sha256: str | None) -> str | None:
    return url_for("portal.picture", sha256=sha256) if sha256 else None
