"""One card, from two statements: what a move answers, and it answers many a minute.

It shows what `dealing.py` deals, which asks about all cards of a page at once.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from agency.kernel.db import db
from agency.kernel.files import StoredFile
from agency.people.models import Member
from agency.tasks import dealing
from agency.tasks.cards import Card
from agency.tasks.hours import TaskPlan, TimeEntry
from agency.tasks.labels import BLOCKED_BY, LABELS_OF, Label
from agency.tasks.models import Task
from agency.tasks.pieces import CheckItem, Subtask
from agency.tasks.projects import BoardColumn, ColumnKind, Project

_WHICH: Any = sa.bindparam("which")
TASK: Any = Task.__table__
_COLUMN: Any = BoardColumn.__table__
_PROJECT: Any = Project.__table__
_MEMBER: Any = Member.__table__
_FILE: Any = StoredFile.__table__
_NOTHING = sa.cast(sa.null(), sa.String)


def _by_member(kind: str, model: Any) -> Any:
    """The minutes of each member, with name and picture."""
    t = model.__table__.c
    who = (t.member_id, _MEMBER.c.name, _FILE.c.sha256)
    found = sa.select(sa.literal(kind), t.member_id, sa.func.sum(t.minutes), *who[1:])
    tables = sa.join(model.__table__, _MEMBER, _MEMBER.c.id == t.member_id)
    tables = tables.outerjoin(_FILE, _FILE.c.id == _MEMBER.c.photo_id)
    return found.select_from(tables).where(t.task_id == _WHICH).group_by(*who)


def _steps() -> Any:
    pieces = sa.union_all(
        *(
            sa.select(piece.__table__.c.done_at).where(piece.__table__.c.task_id == _WHICH)
            for piece in (Subtask, CheckItem)
        )
    ).subquery()
    counted = sa.func.count(), sa.func.count(pieces.c.done_at)
    return sa.select(sa.literal("steps"), *counted, _NOTHING, _NOTHING).select_from(pieces)


def _labels() -> Any:
    label: Any = Label.__table__
    order = sa.func.row_number().over(order_by=label.c.name)
    shown = sa.literal("label"), order, label.c.category, label.c.name, _NOTHING
    tables = sa.join(LABELS_OF, label, label.c.id == LABELS_OF.c.label_id)
    return sa.select(*shown).select_from(tables).where(LABELS_OF.c.task_id == _WHICH)


def _waits() -> Any:
    other, column = TASK.alias("other"), _COLUMN
    is_open = sa.or_(column.c.kind != ColumnKind.done, column.c.id.is_(None))
    tables = sa.join(BLOCKED_BY, other, other.c.id == BLOCKED_BY.c.blocker_id).outerjoin(
        column, column.c.id == other.c.column_id
    )
    shown = sa.literal("waits"), other.c.id, sa.literal(0), other.c.title, _NOTHING
    return (
        sa.select(*shown)
        .select_from(tables)
        .where(BLOCKED_BY.c.task_id == _WHICH, is_open)
        .where(other.c.done_at.is_(None), other.c.binned_at.is_(None))
    )


# Built once. Rows of a kind, with two numbers and two words: whose hours, what is ticked off, labels, what comes first.
_WORN = sa.union_all(
    _by_member("planned", TaskPlan), _by_member("spent", TimeEntry), _steps(), _labels(), _waits()
)
# What a card shows of its task besides; of one that is on a board.
_OF_TASK = (
    *("id", "version", "revision", "project_id", "column_id", "lead_id", "owner_id", "order_key"),
    *("is_out_of_scope", "waiting_since", "title", "section", "category", "sold_minor", "due_on"),
    *("priority", "moved_at", "done_at"),
)
SHOWN: Sequence[Any] = (
    *(TASK.c[name] for name in _OF_TASK),
    _COLUMN.c.kind,
    _PROJECT.c.currency,
    _MEMBER.c.name.label("owner_name"),
    _FILE.c.sha256.label("owner_sha256"),
)
AROUND = (
    sa.join(TASK, _PROJECT, _PROJECT.c.id == TASK.c.project_id)
    .join(_COLUMN, _COLUMN.c.id == TASK.c.column_id)
    .outerjoin(_MEMBER, _MEMBER.c.id == TASK.c.owner_id)
    .outerjoin(_FILE, _FILE.c.id == _MEMBER.c.photo_id)
)


def worn_by(task_id: int) -> Sequence[Any]:
    """What hangs on a task, as `card` wants it."""
    return db.session.execute(_WORN, {"which": task_id}).all()


def card(task: Any, found: Sequence[Any], *, zone: str) -> Card:
    """The card of a task that has what is SHOWN."""
    of: dict[str, list[Any]] = {}
    for row in sorted(found, key=lambda row: (row[0], row[1])):
        of.setdefault(row[0], []).append(row)
    people = [*of.get("planned", ()), *of.get("spent", ())]
    faces = {id: dealing.face(id, name, sha256) for _, id, _, name, sha256 in people}
    if task.owner_id is not None:
        faces[task.owner_id] = dealing.face(task.owner_id, task.owner_name, task.owner_sha256)
    return dealing.card_of(
        task,
        zone=zone,
        planned_by={id: int(minutes) for _, id, minutes, *_ in of.get("planned", ())},
        spent_by={id: int(minutes) for _, id, minutes, *_ in of.get("spent", ())},
        faces=faces,
        steps=(of["steps"][0][1], of["steps"][0][2]),
        labels=tuple((name, category) for _, _, category, name, _ in of.get("label", ())),
        waits_for=tuple(title for _, _, _, title, _ in of.get("waits", ())),
    )
