"""What cards wear besides figures: labels, and what they wait for; one statement each, however many cards."""

from collections import defaultdict
from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from agency.kernel.db import db
from agency.tasks.labels import BLOCKED_BY, LABELS_OF, Label
from agency.tasks.models import Task
from agency.tasks.projects import BoardColumn, ColumnKind

Where = sa.ColumnElement[bool]
# Made once: another name for all columns of a task costs more than asking for them.
_OTHER = aliased(Task)
# A label as a card shows it: its word and its colour.
Worn = tuple[str, int]


def labels_of(where: Where) -> Mapping[int, list[Worn]]:
    """The labels of these tasks, by name."""
    rows = db.session.execute(
        sa.select(LABELS_OF.c.task_id, Label.name, Label.category)
        .join(Label, Label.id == LABELS_OF.c.label_id)
        .join(Task, Task.id == LABELS_OF.c.task_id)
        .where(where)
        .order_by(Label.name)
    )
    found: dict[int, list[Worn]] = defaultdict(list)
    for task, name, category in rows:
        found[task].append((name, category))
    return found


def waits_of(where: Where) -> Mapping[int, list[str]]:
    """The titles of what these tasks wait for, as long as that is not done and not thrown away."""
    other = _OTHER
    is_open = sa.or_(BoardColumn.kind != ColumnKind.done, BoardColumn.id.is_(None))
    rows = db.session.execute(
        sa.select(BLOCKED_BY.c.task_id, other.title)
        .join(Task, Task.id == BLOCKED_BY.c.task_id)
        .join(other, other.id == BLOCKED_BY.c.blocker_id)
        .outerjoin(BoardColumn, BoardColumn.id == other.column_id)
        .where(where, is_open, other.done_at.is_(None), other.binned_at.is_(None))
        .order_by(other.id)
    )
    found: dict[int, list[str]] = defaultdict(list)
    for task, title in rows:
        found[task].append(title)
    return found
