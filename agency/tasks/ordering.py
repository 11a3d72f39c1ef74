"""The order of cards in a column: keys between true neighbours, made by the server alone.

The column's row is held while a key is made, so two people who drop cards at the same place get two keys, and
nobody's move is lost. A move writes one row; only where cards were put into the same gap hundreds of times, and the
keys grew long, the whole column gets short keys again.
"""

from typing import Any

import sqlalchemy as sa
from fractional_indexing import generate_key_between, generate_n_keys_between

from agency.kernel.db import db
from agency.tasks import counting
from agency.tasks.models import Task
from agency.tasks.placing import Place
from agency.tasks.projects import BoardColumn

LONGEST_KEY = 120

_TASK: Any = Task.__table__
_OTHERS = sa.and_(_TASK.c.column_id == sa.bindparam("column"), _TASK.c.id != sa.bindparam("moving"))


def _key_of(name: str) -> sa.ScalarSelect[str]:
    return (
        sa.select(_TASK.c.order_key)
        .where(_TASK.c.id == sa.bindparam(name, type_=sa.Integer), _OTHERS)
        .scalar_subquery()
    )


def _end(which: Any, *where: sa.ColumnElement[bool]) -> sa.ScalarSelect[str]:
    return sa.select(which(_TASK.c.order_key)).where(_OTHERS, *where).scalar_subquery()


# Both neighbours that were named, who stands beside each, and the last one: built once, and asked with every move.
_UPPER, _LOWER = _key_of("before"), _key_of("after")
_AROUND = sa.select(
    _end(sa.func.max, _TASK.c.order_key < _UPPER),
    _UPPER,
    _LOWER,
    _end(sa.func.min, _TASK.c.order_key > _LOWER),
    _end(sa.func.max),
)


def hold(column_id: int) -> BoardColumn | None:
    """The column, held until the end of the transaction: nobody else puts a card into it meanwhile."""
    return db.session.scalar(
        sa.select(BoardColumn).where(BoardColumn.id == column_id).with_for_update(key_share=True)
    )


def hold_all(project_id: int) -> None:
    """Every column of a board, for whoever changes a card before it is known where that goes."""
    columns = sa.select(BoardColumn).where(BoardColumn.project_id == project_id)
    db.session.scalars(columns.order_by(BoardColumn.id).with_for_update(key_share=True)).all()


def key_in(
    column: Place,
    *,
    before_id: int | None = None,
    after_id: int | None = None,
    moving: int | None = None,
) -> str:
    """The key of a place beside a neighbour in a held column, among all its tasks but the one that moves.

    Where the neighbour has left the column meanwhile, and where none was given, the place is the end.
    """
    lower, upper = _gap(column, before_id, after_id, moving)
    key: str = generate_key_between(lower, upper)
    if len(key) > LONGEST_KEY:
        _shorten(column)
        key = generate_key_between(*_gap(column, before_id, after_id, moving))
    return key


def first_in(column: BoardColumn) -> int | None:
    """The task that stands on top of a column."""
    return db.session.scalar(
        sa.select(Task.id).where(Task.column_id == column.id).order_by(Task.order_key).limit(1)
    )


def next_in(task: Task) -> int | None:
    """The task that stands right after this one in its column."""
    return db.session.scalar(
        sa.select(Task.id)
        .where(Task.column_id == task.column_id, Task.order_key > task.order_key)
        .order_by(Task.order_key)
        .limit(1)
    )


def _gap(
    column: Place, before_id: int | None, after_id: int | None, moving: int | None
) -> tuple[str | None, str | None]:
    # What the session still holds would be missed.
    db.session.flush()
    asked = {"column": column.id, "moving": moving or 0, "before": before_id, "after": after_id}
    above, upper, lower, below, last = db.session.execute(_AROUND, asked).one()
    if upper is not None:
        return above, upper
    if lower is not None:
        return lower, below
    return last, None


def _shorten(column: Place) -> None:
    db.session.flush()
    ids = db.session.scalars(
        sa.select(Task.id).where(Task.column_id == column.id).order_by(Task.order_key)
    ).all()
    # First out of the way, since no two may have one key even for a moment; "~" is in no real key.
    parked = sa.literal("~") + sa.cast(Task.id, sa.String)
    _write(sa.update(Task).where(Task.column_id == column.id).values(order_key=parked))
    for id, key in zip(ids, generate_n_keys_between(None, None, len(ids)), strict=True):
        _write(sa.update(Task).where(Task.id == id).values(order_key=key))
    counting.note(db.session(), column.project_id, list(ids))
    db.session.expire_all()


def _write(update: sa.Update) -> None:
    db.session.execute(update.execution_options(synchronize_session=False))
