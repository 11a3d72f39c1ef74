"""Dealing the cards: from the tables to what a board shows, in a few statements whatever their number."""

from collections.abc import Iterable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from flask import url_for

from agency.kernel.db import db
from agency.kernel.files import StoredFile
from agency.kernel.money import Money
from agency.people import queries as people
from agency.people.models import Member
from agency.tasks.about import About, Known, Where, Worn
from agency.tasks.cards import Card, Column, Face
from agency.tasks.hours import TaskPlan, TimeEntry
from agency.tasks.models import Task
from agency.tasks.projects import BoardColumn, ColumnKind

# How many of a task's pieces there are, and how many are done.
NO_STEPS = (0, 0)


def card(task_id: int) -> Card:
    """One card, fresh."""
    return cards_where(Task.id == task_id, faces_by_id())[0]


def cards_where(where: Where, faces: dict[int, Face]) -> list[Card]:
    """The cards of these tasks in their order, with who is to do them and who did."""
    return cards(About(where), faces)


def cards(
    about: About, faces: dict[int, Face], known: Known | None = None, **values: Any
) -> list[Card]:
    """The same of what is asked about often; `known` spares three statements."""
    planned, spent, steps = known or about.known(**values)
    rows = about.rows(**values)
    labels, waits = about.labels(**values), about.waits(**values)
    zone = people.agency().zone
    return [
        card_of(
            row,
            zone=zone,
            planned_by=planned.get(row.id, {}),
            spent_by=spent.get(row.id, {}),
            faces=faces,
            steps=steps.get(row.id, NO_STEPS),
            labels=tuple(labels.get(row.id, ())),
            waits_for=tuple(waits.get(row.id, ())),
        )
        for row in rows
    ]


def columns_of(column_ids: Sequence[int]) -> list[Column]:
    """These columns with their figures, without their cards."""
    figures = _by_column(column_ids)
    columns = db.session.scalars(
        sa.select(BoardColumn).where(BoardColumn.id.in_(column_ids)).order_by(BoardColumn.position)
    )
    return [column(one, **figures.get(one.id, {})) for one in columns]


def faces_by_id() -> dict[int, Face]:
    """Everybody's face; a house has tens of people, so all of them are one statement."""
    return {id: face(id, name, sha256) for id, name, sha256 in db.session.execute(_FACES)}


_FACES = (
    sa.select(Member.id, Member.name, StoredFile.sha256)
    .outerjoin(StoredFile, StoredFile.id == Member.photo_id)
    .order_by(Member.name)
)


def face(id: int, name: str, sha256: str | None) -> Face:
    """A member with their picture, if they have one."""
    return Face(id, name, _picture(sha256))


def column(one: BoardColumn, **figures: Any) -> Column:
    """A column with these figures."""
    return Column(id=one.id, kind=one.kind, name=one.name, soft_limit=one.soft_limit, **figures)


def card_of(
    row: Any,
    *,
    zone: str,
    planned_by: dict[int, int],
    spent_by: dict[int, int],
    faces: dict[int, Face],
    steps: tuple[int, int],
    labels: tuple[Worn, ...],
    waits_for: tuple[str, ...],
) -> Card:
    """The card of a task that was read, with what hangs on it."""
    here = ZoneInfo(zone)
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
        faces=tuple(faces[id] for id in _shown(row.owner_id, planned_by, spent_by)),
        steps=steps[0],
        steps_done=steps[1],
        labels=labels,
        waits_for=waits_for,
        owner_id=row.owner_id,
        order_key=row.order_key,
        waits_since=row.waiting_since and row.waiting_since.astimezone(here).date(),
        is_extra=row.is_out_of_scope,
    )


def _shown(owner_id: int | None, *by_member: dict[int, int]) -> Iterable[int]:
    """Whose faces a card wears: its owner's first, then of those who have hours on it."""
    owner = (owner_id,) if owner_id else ()
    return dict.fromkeys((*owner, *(id for hours in by_member for id in sorted(hours))))


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
