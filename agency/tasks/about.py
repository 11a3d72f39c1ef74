"""Questions about some tasks: their rows, hours, pieces, labels, and what they wait for; one statement each.

Put together once for a condition that comes again (`sa.bindparam` holds the place of its values), since putting a
statement together takes longer than asking a database of usual size.
"""

from collections import defaultdict, namedtuple
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from agency.kernel.db import db
from agency.tasks.hours import TaskPlan, TimeEntry
from agency.tasks.labels import BLOCKED_BY, LABELS_OF, Label
from agency.tasks.models import Task
from agency.tasks.pieces import CheckItem, Subtask
from agency.tasks.projects import BoardColumn, ColumnKind, Project

Minutes = dict[int, dict[int, int]]
Where = sa.ColumnElement[bool]
# A label as a card shows it: its word and its colour.
Worn = tuple[str, int]
# Made once: another name for all columns of a task costs more than asking for them.
_OTHER = aliased(Task)
_CARD_COLUMNS = (
    *(Task.id, Task.version, Task.revision, Task.project_id, Task.column_id, Task.lead_id),
    *(Task.owner_id, Task.order_key, Task.is_out_of_scope, Task.waiting_since, BoardColumn.kind),
    *(Task.title, Task.section, Task.category, Task.sold_minor, Project.currency, Task.due_on),
    *(Task.priority, Task.moved_at, Task.done_at),
)
# Of a row of SQLAlchemy, each value by its name costs twenty times as much.
_Row: Any = namedtuple("_Row", [column.key for column in _CARD_COLUMNS])  # type: ignore[misc]


class Known(NamedTuple):
    """What was asked about tasks already, by their ids."""

    planned: Minutes
    spent: Minutes
    steps: dict[int, tuple[int, int]]


class About:
    """Tasks under a condition; its values, where it leaves places for them, come with each question."""

    def __init__(self, where: Where) -> None:
        self._where = where

    def known(self, **values: Any) -> Known:
        """Planned and worked minutes by member, and how many things can be ticked off and are."""
        steps: dict[int, tuple[int, int]] = defaultdict(lambda: (0, 0))
        for task, count, done in db.session.execute(self._pieces, values):
            steps[task] = count, done
        return Known(_by_member(self._planned, values), _by_member(self._spent, values), steps)

    def rows(self, **values: Any) -> Sequence[Any]:
        """What a card shows of the task itself, in the order of their columns."""
        return [_Row._make(row) for row in db.session.execute(self._rows, values)]

    def labels(self, **values: Any) -> Mapping[int, list[Worn]]:
        """The labels, by name."""
        found: dict[int, list[Worn]] = defaultdict(list)
        for task, name, category in db.session.execute(self._labels, values):
            found[task].append((name, category))
        return found

    def waits(self, **values: Any) -> Mapping[int, list[str]]:
        """The titles of what they wait for, as long as that is not done and not thrown away."""
        found: dict[int, list[str]] = defaultdict(list)
        for task, title in db.session.execute(self._waits, values):
            found[task].append(title)
        return found

    @cached_property
    def _planned(self) -> Any:
        # A member is planned on a task once.
        chosen = sa.select(TaskPlan.task_id, TaskPlan.member_id, TaskPlan.minutes)
        return chosen.join(Task, Task.id == TaskPlan.task_id).where(self._where)

    @cached_property
    def _spent(self) -> Any:
        place = TimeEntry.task_id, TimeEntry.member_id
        summed = sa.select(*place, sa.func.sum(TimeEntry.minutes)).group_by(*place)
        return summed.join(Task, Task.id == TimeEntry.task_id).where(self._where)

    @cached_property
    def _pieces(self) -> Any:
        pieces = sa.union_all(
            *(
                sa.select(piece.task_id, piece.done_at)
                .join(Task, Task.id == piece.task_id)
                .where(self._where)
                for piece in (Subtask, CheckItem)
            )
        ).subquery()
        task, done_at = pieces.c.task_id, pieces.c.done_at
        return sa.select(task, sa.func.count(), sa.func.count(done_at)).group_by(task)

    @cached_property
    def _rows(self) -> Any:
        return (
            sa.select(*_CARD_COLUMNS)
            .select_from(Task)
            .outerjoin(BoardColumn, BoardColumn.id == Task.column_id)
            .outerjoin(Project, Project.id == Task.project_id)
            .where(self._where)
            .order_by(Task.column_id, Task.order_key, Task.id)
        )

    @cached_property
    def _labels(self) -> Any:
        return (
            sa.select(LABELS_OF.c.task_id, Label.name, Label.category)
            .join(Label, Label.id == LABELS_OF.c.label_id)
            .join(Task, Task.id == LABELS_OF.c.task_id)
            .where(self._where)
            .order_by(Label.name)
        )

    @cached_property
    def _waits(self) -> Any:
        is_open = sa.or_(BoardColumn.kind != ColumnKind.done, BoardColumn.id.is_(None))
        return (
            sa.select(BLOCKED_BY.c.task_id, _OTHER.title)
            .join(Task, Task.id == BLOCKED_BY.c.task_id)
            .join(_OTHER, _OTHER.id == BLOCKED_BY.c.blocker_id)
            .outerjoin(BoardColumn, BoardColumn.id == _OTHER.column_id)
            .where(self._where, is_open, _OTHER.done_at.is_(None), _OTHER.binned_at.is_(None))
            .order_by(_OTHER.id)
        )


def is_blocked() -> Where:
    """The condition under which a task waits for another one that is not done and not thrown away."""
    is_open = sa.or_(BoardColumn.kind != ColumnKind.done, BoardColumn.id.is_(None))
    return Task.id.in_(
        sa.select(BLOCKED_BY.c.task_id)
        .join(_OTHER, _OTHER.id == BLOCKED_BY.c.blocker_id)
        .outerjoin(BoardColumn, BoardColumn.id == _OTHER.column_id)
        .where(is_open, _OTHER.done_at.is_(None), _OTHER.binned_at.is_(None))
    )


def _by_member(asked: Any, values: Mapping[str, Any]) -> Minutes:
    found: Minutes = defaultdict(dict)
    for task, member, minutes in db.session.execute(asked, values):
        found[task][member] = int(minutes)
    return found
