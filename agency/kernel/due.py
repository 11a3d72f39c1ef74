"""What is due: one table, one claim loop.

A row says that `kind` is due for `subject` at `due_at`. It serves follow-ups, holding letters, renders and
letters alike; there is one row for each kind and subject, so planning again moves it. A worker claims rows by
one conditional update, performs them, and settles them by their attempt: a claim that was lost (killed, or
overtaken after its lease) settles nothing. Leases are counted on the machine's own clock: a demo whose clock jumps
takes nothing out of a worker's hands.
"""

import enum
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, aliased, mapped_column

from agency.kernel import clock, duties, planning
from agency.kernel.db import Model, db

ONE: sa.ColumnClause[int] = sa.literal_column("1")
OPEN = "state IN ('scheduled', 'claimed')"
LEASE = timedelta(seconds=90)
# A worker that begins with less than this left of its lease gets a whole one.
ENOUGH = timedelta(seconds=60)
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
            "ix_due_open", "due_at", sqlite_where=sa.text(OPEN), postgresql_where=sa.text(OPEN)
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


def plan(kind: str, subject: int, at: datetime) -> None:
    """Make `kind` due for `subject` at this instant; planning again moves it and starts afresh."""
    planning.plan(_planned(kind, subject, at))


def plan_all(line: Connection, kind: str, when: Mapping[int, datetime]) -> None:
    """Make `kind` due for each of these subjects at its instant, in a transaction apart from the session's."""
    planning.plan_all(line, [_planned(kind, subject, at) for subject, at in when.items()])


def _planned(kind: str, subject: int, at: datetime) -> dict[str, Any]:
    if not duties.is_registered(kind):
        raise ValueError(f"Nobody performs {kind!r}: register it in its package's jobs.py")
    fresh = {
        "due_at": at,
        "state": DueState.scheduled,
        "lease_until": None,
        "failures": 0,
        "error": None,
    }
    return {"kind": kind, "subject": subject, "attempt": 0, **fresh}


def cancel(kind: str, subject: int) -> None:
    """Take back what is not done yet."""
    db.session.execute(
        sa.update(Due)
        .where(
            Due.kind == kind,
            Due.subject == subject,
            sa.text(OPEN),
        )
        .values(state=DueState.cancelled, lease_until=None)
    )


def planned_for(kind: str, subject: int) -> datetime | None:
    """When this is due, or None when nothing is waiting."""
    return db.session.scalar(
        sa.select(Due.due_at).where(
            Due.kind == kind,
            Due.subject == subject,
            sa.text(OPEN),
        )
    )


def is_scheduled(kind: str, subject: int) -> bool:
    """Whether this is still to be begun: what is begun may be past what somebody wants of it."""
    waits = sa.and_(Due.kind == kind, Due.subject == subject, sa.text("state = 'scheduled'"))
    return db.session.scalar(sa.select(sa.exists().where(waits))) is True


def failed() -> list[Due]:
    """What ran out of tries and needs a person."""
    return list(db.session.scalars(sa.select(Due).where(Due.state == DueState.failed)))


def claim(now: datetime, limit: int = 100, *, urgent: bool = False) -> list[Claimed]:
    """Take up to `limit` rows that are due, or whose lease has run out; only urgent ones if so. The caller commits."""
    # Asked once, so that nobody locks more than is taken.
    ready = _ready(now, limit, urgent).with_for_update(skip_locked=True).cte("ready")
    rows = db.session.execute(
        sa.update(Due)
        .where(_is_among(sa.select(ready.c.id)))
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


def has_ready(now: datetime, *, urgent: bool = False) -> bool:
    """Whether `claim` would find anything; reads only, so that an idle clock never takes the write lock."""
    return db.session.scalar(_ready(now, 1, urgent)) is not None


def _ready(now: datetime, limit: int, urgent: bool) -> sa.Select[int]:
    """What is due and in nobody's hands, in its order: the index's, so that only what is due is looked at."""
    # As it stands in the index, or SQLite leaves that alone. Whatever is claimed was due before it was claimed.
    is_free = sa.or_(sa.text("state = 'scheduled'"), Due.lease_until <= _by_the_machine(now))
    ready = sa.select(Due.id).where(sa.text(OPEN), Due.due_at <= now, is_free)
    if urgent:
        # Not the bare column: by the index of kinds, everything that was ever done would be looked at.
        ready = ready.where(sa.func.coalesce(Due.kind, "").in_(sorted(duties.urgent_kinds())))
    # The limit as a literal too: a generic plan would not know how small it is.
    return ready.order_by(Due.due_at, Due.id).limit(sa.literal_column(str(int(limit))))


def _is_among(ids: sa.Select[Any]) -> sa.ColumnElement[bool]:
    # As an array PostgreSQL looks each up by its id, however many it takes them for.
    if db.session.get_bind().dialect.name == "postgresql":
        return Due.id == sa.func.any(sa.func.array(ids.scalar_subquery()))
    return Due.id.in_(ids)


def is_in_hand(now: datetime) -> bool:
    """Whether somebody works on a claim at this moment."""
    is_safe = sa.and_(sa.text("state = 'claimed'"), Due.lease_until > _by_the_machine(now))
    working = sa.select(Due.id).where(sa.text(OPEN), Due.due_at <= now, is_safe)
    return db.session.scalar(working.order_by(Due.due_at).limit(ONE)) is not None


def ahead_of(kind: str, subject: int, now: datetime) -> int:
    """How many of this kind somebody has in hand that were due before this one."""
    mine, other = aliased(Due), aliased(Due)
    is_before = sa.tuple_(other.due_at, other.id) < sa.tuple_(mine.due_at, mine.id)
    in_hand = sa.and_(
        other.kind == kind,
        other.state == DueState.claimed,
        other.lease_until > _by_the_machine(now),
        other.due_at <= now,
    )
    chosen = sa.select(sa.func.count(other.id)).where(in_hand, is_before)
    return db.session.scalar(chosen.where(mine.kind == kind, mine.subject == subject)) or 0


def next_at(until: datetime, *, besides: Collection[str] = ()) -> datetime | None:
    """The earliest instant up to then at which something is due, these kinds left out, or None."""
    return db.session.scalar(
        sa.select(sa.func.min(Due.due_at, type_=Due.due_at.type)).where(
            sa.text(OPEN),
            sa.text("state = 'scheduled'"),
            Due.due_at <= until,
            Due.kind.not_in(besides),
        )
    )


def lease_left(claimed: Claimed, now: datetime) -> timedelta | None:
    """How long this claim is still safe from others, less than nothing when it is not; None when it was overtaken."""
    lease_until = db.session.scalar(
        sa.select(Due.lease_until).where(
            Due.id == claimed.id, Due.attempt == claimed.attempt, Due.state == DueState.claimed
        )
    )
    return lease_until - _by_the_machine(now) if lease_until is not None else None


def renew(claimed: Claimed, now: datetime) -> bool:
    """Give this claim a whole lease from now on; False when it was overtaken."""
    return _settle(claimed, lease_until=_by_the_machine(now) + LEASE)


def perform(claimed: Claimed, now: datetime) -> datetime | None:
    """Call the handler; when it is due again, or None. Raises what the handler raises."""
    return duties.of(claimed.kind)(claimed.subject, now)


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
