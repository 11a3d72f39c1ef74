"""How plans reach the table of what is due: at once, or, in a batch, all of them together.

What a batch plans is held with the savepoint in which it was planned, and written before the commit, or before
anybody asks; it goes with its savepoint when that is rolled back.
"""

from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import ORMExecuteState, Session, SessionTransaction

from agency.kernel import batches
from agency.kernel.db import Model, db

TABLE = "due"
_HELD, _WRITTEN = "due.held", "due.written"


def plan(row: dict[str, Any]) -> None:
    """Write this row over the one of its kind and subject, now or with the rest of the batch."""
    held: list[tuple[SessionTransaction | None, dict[str, Any]]]
    held = db.session.info.setdefault(_HELD, [])
    held.append((db.session().get_nested_transaction(), row))
    if not batches.is_at_hand():
        _write_held(db.session())


def _write_held(session: Session) -> None:
    held = session.info.pop(_HELD, None)
    if held:
        savepoint = session.get_nested_transaction()
        if savepoint is not None:
            # What others had planned before it is not to go with it, should it be rolled back.
            session.info.setdefault(_WRITTEN, []).append((savepoint, held))
        # Everybody writes in the same order, so that two who plan the same wait for one another and never cross.
        rows = sorted((each for _, each in held), key=lambda each: (each["kind"], each["subject"]))
        fresh = tuple(name for name in rows[0] if name not in ("kind", "subject", "attempt"))
        is_postgresql = session.get_bind().dialect.name == "postgresql"
        session.execute(_planning(is_postgresql, fresh), rows)


@event.listens_for(Session, "before_commit")
def _write_before_commit(session: Session) -> None:
    if not session.in_nested_transaction():
        _write_held(session)
        session.info.pop(_WRITTEN, None)


@event.listens_for(Session, "do_orm_execute")
def _write_before_asking(state: ORMExecuteState) -> None:
    asked = state.bind_mapper
    if _HELD in state.session.info and asked is not None and asked.local_table is _table():
        _write_held(state.session)


@event.listens_for(Session, "after_soft_rollback")
def _forget_after_rollback(session: Session, previous: Any) -> None:
    held, written = session.info.pop(_HELD, []), session.info.pop(_WRITTEN, [])
    if not previous.nested:
        return
    gone = [each for within, rows in written if _was_in(within, previous) for each in rows]
    held = [each for each in (*gone, *held) if not _was_in(each[0], previous)]
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
