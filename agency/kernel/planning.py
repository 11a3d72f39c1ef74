"""How plans, facts and notices reach their tables: at once, or, in a batch, all of them together.

What a batch plans or records is held with the savepoint in which that was done, and written before the commit, or
before anybody asks; it goes with its savepoint when that is rolled back.
"""

from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction

from agency.kernel import batches
from agency.kernel.db import Model, db

TABLE = "due"
_HELD, _WRITTEN = "planning.held", "planning.written"


class _Held(NamedTuple):
    """A row on its way into its table, and the savepoint with which it goes."""

    within: SessionTransaction | None
    table: sa.Table
    row: dict[str, Any]


def plan(row: dict[str, Any]) -> None:
    """Write this row over the one of its kind and subject, now or with the rest of the batch."""
    hold(_table(), row)
    if not batches.is_at_hand():
        _write_held(db.session())


def plan_all(line: Connection, rows: list[dict[str, Any]]) -> None:
    """Write these rows over those of their kinds and subjects, in a transaction apart from the session's."""
    _write_plans(line, rows)


def hold(table: sa.Table, row: dict[str, Any]) -> None:
    """Let this row come into its table with the rest of the batch; nobody needs its id."""
    held: list[_Held] = db.session.info.setdefault(_HELD, [])
    held.append(_Held(db.session().get_nested_transaction(), table, row))


def _write_held(session: Session) -> None:
    held: list[_Held] = session.info.pop(_HELD, [])
    if not held:
        return
    savepoint = session.get_nested_transaction()
    if savepoint is not None:
        # What others had planned before it is not to go with it, should it be rolled back.
        session.info.setdefault(_WRITTEN, []).append((savepoint, held))
    by_table: dict[sa.Table, list[dict[str, Any]]] = {}
    for each in held:
        by_table.setdefault(each.table, []).append(each.row)
    # Everybody writes in the same order, so that two who plan the same wait for one another and never cross.
    for table in sorted(by_table, key=lambda each: each.name):
        _write(session, table, by_table[table])


def _write(session: Session, table: sa.Table, rows: list[dict[str, Any]]) -> None:
    if table is not _table():
        session.execute(sa.insert(table), rows)
        return
    _write_plans(session, rows)


def _write_plans(line: Session | Connection, rows: list[dict[str, Any]]) -> None:
    rows = sorted(rows, key=lambda each: (each["kind"], each["subject"]))
    fresh = tuple(name for name in rows[0] if name not in ("kind", "subject", "attempt"))
    bind = line if isinstance(line, Connection) else line.get_bind()
    line.execute(_planning(bind.dialect.name == "postgresql", fresh), rows)


@event.listens_for(Session, "before_commit")
def _write_before_commit(session: Session) -> None:
    if not session.in_nested_transaction():
        _write_held(session)
        session.info.pop(_WRITTEN, None)


@event.listens_for(Session, "do_orm_execute")
def _write_before_asking(state: ORMExecuteState) -> None:
    asked = state.bind_mapper
    held: list[_Held] = state.session.info.get(_HELD, [])
    if held and asked is not None and any(each.table is asked.local_table for each in held):
        _write_held(state.session)


@event.listens_for(Session, "after_soft_rollback")
def _forget_after_rollback(session: Session, previous: Any) -> None:
    held, written = session.info.pop(_HELD, []), session.info.pop(_WRITTEN, [])
    if not previous.nested:
        return
    gone = [each for within, rows in written if _was_in(within, previous) for each in rows]
    held = [each for each in (*gone, *held) if not _was_in(each.within, previous)]
    if held:
        session.info[_HELD] = held
    session.info[_WRITTEN] = [each for each in written if not _was_in(each[0], previous)]


def _was_in(savepoint: SessionTransaction | None, previous: SessionTransaction) -> bool:
    while savepoint is not None and savepoint is not previous:
        savepoint = savepoint.parent
    return savepoint is previous


@cache
def _planning(is_postgresql: bool, fresh: tuple[str, ...]) -> Any:
    # Built once: every message that comes in plans several things.
    insert: Any = (postgresql if is_postgresql else sqlite).insert(_table())
    set_ = {name: insert.excluded[name] for name in fresh}
    return insert.on_conflict_do_update(index_elements=["kind", "subject"], set_=set_)


def _table() -> sa.Table:
    return Model.metadata.tables[TABLE]
