"""Keeping the index right: what a session changed is indexed again before it commits, in its transaction."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session

from agency.kernel.db import db
from agency.kernel.search import writing
from agency.kernel.search.sources import Source, Watch, concerned, register

_NOTED = "search.noted"


def init_search(*sources: Source) -> None:
    """Keep these kinds in the index from now on, whatever session changes them."""
    register(*sources)


def touch(kind: str, ids: Collection[int]) -> None:
    """These were changed past the session, by a statement of one's own: index them again with this transaction."""
    _noted(db.session())[kind, None].update(ids)


def forget(kind: str, ids: Collection[int]) -> None:
    """Take these out of the index at once, and out of its dictionary what only they had."""
    writing.forget(db.session(), kind, ids)


def _noted(session: Session) -> defaultdict[tuple[str, Watch | None], set[int]]:
    found: defaultdict[tuple[str, Watch | None], set[int]] = session.info.setdefault(
        _NOTED, defaultdict(set)
    )
    return found


@event.listens_for(Session, "after_flush")
def _note_changes(session: Session, context: Any) -> None:
    for one in (*session.new, *session.deleted, *session.dirty):
        for source, watch in concerned(type(one)):
            if one not in session.dirty or _has_changed(one, watch):
                ids = {id for id in watch.ids(one) if id is not None}
                _noted(session)[source.kind, watch].update(ids)


@event.listens_for(Session, "do_orm_execute")
def _note_statements(state: ORMExecuteState) -> None:
    """An UPDATE or DELETE of many rows tells of no objects, so what it is about to change is looked up."""
    if not (state.is_update or state.is_delete) or state.bind_mapper is None:
        return
    statement: Any = state.statement
    model = state.bind_mapper.class_
    changed = {
        getattr(column, "key", column) for column in getattr(statement, "_values", None) or ()
    }
    watched = [pair for pair in concerned(model) if state.is_delete or changed & {*pair[1].fields}]
    if not watched:
        return
    chosen = (
        sa.select(model).where(statement.whereclause)
        if statement.whereclause is not None
        else sa.select(model)
    )
    rows = list(state.session.scalars(chosen))
    for source, watch in watched:
        _noted(state.session)[source.kind, watch].update(
            id for one in rows for id in watch.ids(one) if id is not None
        )


@event.listens_for(Session, "before_commit")
def _write_changes(session: Session) -> None:
    if session.in_nested_transaction():  # a savepoint: what is in it is indexed with the rest
        return
    session.flush()
    noted = session.info.pop(_NOTED, None)
    if not noted:
        return
    subjects: defaultdict[str, set[int]] = defaultdict(set)
    for (kind, watch), ids in noted.items():
        subjects[kind] |= _subjects(session, watch, ids)
    writing.write(session, subjects)


@event.listens_for(Session, "after_soft_rollback")
def _forget_changes(session: Session, previous: Any) -> None:
    if not previous.nested:
        session.info.pop(_NOTED, None)


def _subjects(session: Session, watch: Watch | None, ids: Collection[int]) -> set[int]:
    if watch is None or watch.through is None:
        return set(ids)
    return {id for id in session.scalars(watch.through(ids)) if id is not None} if ids else set()


def _has_changed(one: Any, watch: Watch) -> bool:
    attributes = sa.inspect(one).attrs
    return any(attributes[name].history.has_changes() for name in watch.fields)
