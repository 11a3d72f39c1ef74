"""Which rows point at a row, of whatever package: so that two rows can be made one, and two again."""

from collections.abc import Collection
from typing import Any

import sqlalchemy as sa

from agency.kernel.db import Model, db

# By "table.column", the ids of the rows that pointed there.
Pointers = dict[str, list[int]]


def move(model: type[Model], gone: int, kept: int, *, but: Collection[str] = ()) -> Pointers:
    """Let whatever points at the one row point at the other; which rows those were. `but` are names of tables."""
    moved = {}
    for column in _pointing_at(model, but):
        rows = db.session.scalars(sa.select(column.table.c.id).where(column == gone))
        if ids := list(rows):
            _point(column, ids, kept)
            moved[_name(column)] = ids
    db.session.expire_all()
    return moved


def move_back(model: type[Model], moved: Pointers, gone: int, kept: int) -> int:
    """Let these rows point at the first again, as far as they still point at the other; how many those were."""
    count = 0
    for column in _pointing_at(model):
        if wanted := moved.get(_name(column)):
            table = column.table
            here = sa.select(table.c.id).where(table.c.id.in_(wanted), column == kept)
            ids = list(db.session.scalars(here))
            _point(column, ids, gone)
            count += len(ids)
    db.session.expire_all()
    return count


def count(model: type[Model], id: int, *, of: Collection[str]) -> dict[str, int]:
    """How many rows of each of these tables point at this one, asked at once."""
    counted = [
        sa.select(sa.literal(column.table.name), sa.func.count()).where(column == id)
        for column in _pointing_at(model)
        if column.table.name in of
    ]
    found: dict[str, int] = {}
    for name, number in db.session.execute(sa.union_all(*counted)):
        found[name] = found.get(name, 0) + number
    return found


def _point(column: sa.Column[Any], ids: list[int], at: int) -> None:
    if ids:
        table = column.table
        db.session.execute(sa.update(table).where(table.c.id.in_(ids)).values({column.name: at}))


def _pointing_at(model: type[Model], but: Collection[str] = ()) -> list[sa.Column[Any]]:
    target = f"{model.__tablename__}.id"
    return [
        column
        for table in Model.metadata.sorted_tables
        if table.name not in but
        for column in table.columns
        if any(key.target_fullname == target for key in column.foreign_keys)
    ]


def _name(column: sa.Column[Any]) -> str:
    return f"{column.table.name}.{column.name}"
