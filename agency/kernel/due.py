"""What is due: one table, one claim loop.

A row says that `kind` is due for `subject` at `due_at`. It serves follow-ups, holding letters, renders and
letters alike; there is one row for each kind and subject, so planning again moves it. A worker claims rows by
one conditional update, performs them, and settles them by their attempt: a claim that was lost (killed, or
overtaken after its lease) settles nothing. Leases are counted on the machine's own clock: a demo whose clock jumps
takes nothing out of a worker's hands.
"""

import enum
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, ORMExecuteState, Session, SessionTransaction, mapped_column

from agency.kernel import batches, clock
from agency.kernel.db import Model, db

# Given the subject and the instant; says when it is due again, or None when it is done.
Handler = Callable[[int, datetime], datetime | None]

LEASE = timedelta(seconds=90)
_HELD, _WRITTEN = "due.held", "due.written"
RETRIES = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(hours=1),
    timedelta(hours=6),
)


class DueState(enum.Enum):
    """Where a due row stands. `failed` is out of tries and waits for a person."""

    scheduled = "scheduled"
    claimed = "claimed"
    done = "done"
    cancelled = "cancelled"
    failed = "failed"


class Due(Model):
    """One thing that is due, or was."""

    __tablename__ = "due"
    __table_args__ = (
        sa.UniqueConstraint("kind", "subject"),
        # Literals, not bound states: PostgreSQL's generic plans use the partial index only so.
        sa.Index(
            "ix_due_open",
            "due_at",
            sqlite_where=sa.text("state IN ('scheduled', 'claimed')"),
            postgresql_where=sa.text("state IN ('scheduled', 'claimed')"),
        ),
    )

    kind: Mapped[str] = mapped_column(sa.String(60))
    subject: Mapped[int]
    due_at: Mapped[datetime]
    state: Mapped[DueState] = mapped_column(default=DueState.scheduled)
    lease_until: Mapped[datetime | None]
    attempt: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None] = mapped_column(sa.Text)


@dataclass(frozen=True)
class Claimed:
    """A claim on a due row: good for this attempt only."""

    id: int
    kind: str
    subject: int
    attempt: int


_handlers: dict[str, Handler] = {}
_heavy: set[str] = set()


def handles(kind: str, *, heavy: bool = False) -> Callable[[Handler], Handler]:
    """Register the function that performs what is due under this name.

    `heavy` work (drawing a document) gets a process of its own; all else is done by the worker itself.
    """

    def register(handler: Handler) -> Handler:
        if kind in _handlers and _handlers[kind] is not handler:
            raise ValueError(f"Two handlers for {kind!r}")
        _handlers[kind] = handler
        if heavy:
            _heavy.add(kind)
        return handler

    return register


def registered() -> frozenset[str]:
    """The names that may be planned."""
    return frozenset(_handlers)


def is_heavy(kind: str) -> bool:
    """Whether this work wants a process of its own."""
    return kind in _heavy


def plan(kind: str, subject: int, at: datetime) -> None:
    """Make `kind` due for `subject` at this instant; planning again moves it and starts afresh."""
    if kind not in _handlers:
        raise ValueError(f"Nobody performs {kind!r}: register it in its package's jobs.py")
    fresh = {
        "due_at": at,
        "state": DueState.scheduled,
        "lease_until": None,
        "failures": 0,
        "error": None,
    }
    planned = {"kind": kind, "subject": subject, "attempt": 0, **fresh}
    _held().append((db.session().get_nested_transaction(), planned))
    if not batches.is_at_hand():
        _write_held(db.session())


def _held() -> list[tuple[SessionTransaction | None, dict[str, Any]]]:
    """What a batch plans, with the savepoint in which it does; written before the commit, or before anybody asks."""
    held: list[tuple[SessionTransaction | None, dict[str, Any]]]
    held = db.session.info.setdefault(_HELD, [])
    return held


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
    if _HELD in state.session.info and state.bind_mapper is Due.__mapper__:
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
    insert: Any = (postgresql if is_postgresql else sqlite).insert(Due.__table__)
    set_ = {name: insert.excluded[name] for name in fresh}
    return insert.on_conflict_do_update(index_elements=["kind", "subject"], set_=set_)


def cancel(kind: str, subject: int) -> None:
    """Take back what is not done yet."""
    db.session.execute(
        sa.update(Due)
        .where(
            Due.kind == kind,
            Due.subject == subject,
            sa.text("state IN ('scheduled', 'claimed')"),
        )
        .values(state=DueState.cancelled, lease_until=None)
    )


def planned_for(kind: str, subject: int) -> datetime | None:
    """When this is due, or None when nothing is waiting."""
    return db.session.scalar(
        sa.select(Due.due_at).where(
            Due.kind == kind,
            Due.subject == subject,
            sa.text("state IN ('scheduled', 'claimed')"),
        )
    )


def is_scheduled(kind: str, subject: int) -> bool:
    """Whether this is still to be begun: what is begun may be past what somebody wants of it."""
    waits = sa.and_(Due.kind == kind, Due.subject == subject, sa.text("state = 'scheduled'"))
    return db.session.scalar(sa.select(sa.exists().where(waits))) is True


def failed() -> list[Due]:
    """What ran out of tries and needs a person."""
    return list(db.session.scalars(sa.select(Due).where(Due.state == DueState.failed)))


def claim(now: datetime, limit: int = 100) -> list[Claimed]:
    """Take up to `limit` rows that are due, or whose lease has run out. The caller commits."""
    ready = (
        sa.select(Due.id)
        .where(
            sa.or_(
                sa.and_(sa.text("state = 'scheduled'"), Due.due_at <= now),
                sa.and_(sa.text("state = 'claimed'"), Due.lease_until <= _by_the_machine(now)),
            )
        )
        .order_by(Due.due_at, Due.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    rows = db.session.execute(
        sa.update(Due)
        .where(Due.id.in_(ready))
        .values(
            state=DueState.claimed,
            lease_until=_by_the_machine(now) + LEASE,
            attempt=Due.attempt + 1,
        )
        .returning(Due.due_at, Due.id, Due.kind, Due.subject, Due.attempt)
        .execution_options(synchronize_session=False)
    )
    # RETURNING promises no order.
    return [Claimed(*row[1:]) for row in sorted(rows)]


def has_ready(now: datetime) -> bool:
    """Whether `claim` would find anything; reads only, so that an idle clock never takes the write lock."""
    ready = sa.or_(
        sa.and_(sa.text("state = 'scheduled'"), Due.due_at <= now),
        sa.and_(sa.text("state = 'claimed'"), Due.lease_until <= _by_the_machine(now)),
    )
    return db.session.scalar(sa.select(sa.exists().where(ready))) is True


def is_in_hand(now: datetime) -> bool:
    """Whether somebody works on a claim at this moment."""
    working = sa.and_(sa.text("state = 'claimed'"), Due.lease_until > _by_the_machine(now))
    return db.session.scalar(sa.select(sa.exists().where(working))) is True


def next_at(until: datetime, *, besides: Collection[str] = ()) -> datetime | None:
    """The earliest instant up to then at which something is due, these kinds left out, or None."""
    return db.session.scalar(
        sa.select(sa.func.min(Due.due_at, type_=Due.due_at.type)).where(
            sa.text("state = 'scheduled'"), Due.due_at <= until, Due.kind.not_in(besides)
        )
    )


def holds(claimed: Claimed) -> bool:
    """Whether this claim is still the one that counts."""
    return bool(
        db.session.scalar(
            sa.select(
                sa.exists().where(
                    Due.id == claimed.id,
                    Due.attempt == claimed.attempt,
                    Due.state == DueState.claimed,
                )
            )
        )
    )


def perform(claimed: Claimed, now: datetime) -> datetime | None:
    """Call the handler; when it is due again, or None. Raises what the handler raises."""
    return _handlers[claimed.kind](claimed.subject, now)


def settle(claimed: Claimed, again: datetime | None = None) -> bool:
    """Mark the claim as done, or as due again; False when it was overtaken or planned anew meanwhile."""
    if again is not None:
        return _settle(
            claimed, state=DueState.scheduled, due_at=again, lease_until=None, error=None
        )
    return _settle(claimed, state=DueState.done, lease_until=None, error=None)


def release(claimed: Claimed) -> bool:
    """Give the claim back untouched: it is due again at once."""
    return _settle(claimed, state=DueState.scheduled, lease_until=None)


def record_failure(claimed: Claimed, now: datetime, error: str) -> bool:
    """Try again later, with growing pauses; after the last one the row waits for a person."""
    failures = db.session.scalar(sa.select(Due.failures).where(Due.id == claimed.id)) or 0
    if failures >= len(RETRIES):
        return _settle(claimed, state=DueState.failed, lease_until=None, error=error)
    return _settle(
        claimed,
        state=DueState.scheduled,
        due_at=now + RETRIES[failures],
        failures=failures + 1,
        lease_until=None,
        error=error,
    )


def _settle(claimed: Claimed, **values: Any) -> bool:
    found = db.session.execute(
        sa.update(Due)
        .where(
            Due.id == claimed.id,
            Due.attempt == claimed.attempt,
            Due.state == DueState.claimed,
        )
        .values(**values)
        .returning(Due.id)
        .execution_options(synchronize_session=False)
    )
    return found.first() is not None


def _by_the_machine(now: datetime) -> datetime:
    return now - clock.ahead()


def _is_postgresql() -> bool:
    return db.session.get_bind().dialect.name == "postgresql"
