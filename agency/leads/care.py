"""Care: what comes in is sorted, or put aside with the reason; it is never lost, and never in the way of others."""

import sqlite3
import traceback
from collections.abc import Callable, Sequence
from typing import TypeVar

import structlog
from sqlalchemy import exc

from agency.kernel.db import db
from agency.leads.arrivals import Arrival
from agency.leads.incoming import parse
from agency.leads.outcomes import Outcome, Reason, Verdict
from agency.leads.sorting.identity import digest_of
from agency.leads.sorting.judging import first_copy

Taken = TypeVar("Taken")

TRIES = 2
# What the databases say of themselves, not of what they were given: away, busy, full, in each other's way.
PASSING = (exc.OperationalError, exc.InterfaceError, exc.InternalError)
STATES = ("08", "25", "40", "53", "55", "57", "58", "XX")
WORDS = ("lock", "busy", "disk", "full", "open", "readonly", "i/o", "interrupted", "memory")

log = structlog.get_logger()


def carefully(arrival: Arrival, sort: Callable[[Arrival], None]) -> None:
    """Sort it all or not at all. Raises only what passes; whatever else goes wrong puts the message aside.

    Two copies may be sorted at once: whoever comes second is refused by the database and then finds the first.
    """
    trouble = _attempt(arrival, sort)
    for _ in range(TRIES - 1):
        if isinstance(trouble, exc.IntegrityError):
            trouble = _attempt(arrival, sort)
    if trouble is not None:
        log.error(
            "arrival.not_read", arrival=arrival.id, error=type(trouble).__name__, at=_place(trouble)
        )
        _put_aside(arrival)


def all_carefully(arrivals: Sequence[Arrival], sort: Callable[[Arrival], None]) -> None:
    """Sort all of these at one go; where one of them is in the way, nothing of it holds, and each goes by itself."""
    if len(arrivals) > 1 and _attempt(arrivals, lambda some: _each(some, sort)) is None:
        return
    for arrival in arrivals:
        carefully(arrival, sort)


def passes(trouble: Exception) -> bool:
    """Whether the same will work later: the database was away or busy, and took no exception to what it was given."""
    if not isinstance(trouble, PASSING):
        return False
    said = trouble.orig
    if isinstance(said, sqlite3.Error):
        return any(word in str(said).lower() for word in WORDS)
    # Of a line that broke there is no state.
    state = getattr(said, "sqlstate", None)
    return state is None or state.startswith(STATES)


def _each(arrivals: Sequence[Arrival], sort: Callable[[Arrival], None]) -> None:
    for arrival in arrivals:
        sort(arrival)


def _attempt(what: Taken, sort: Callable[[Taken], None]) -> Exception | None:
    try:
        with db.session.begin_nested():
            sort(what)
    except Exception as trouble:
        if passes(trouble):
            raise
        return trouble
    return None


def _put_aside(arrival: Arrival) -> None:
    raw = arrival.raw.read() if arrival.raw.path.exists() else b""
    identity = digest_of(raw)
    first = first_copy(identity)
    verdict = Verdict(Outcome.quarantine, Reason.not_read)
    if first is not None and first is not arrival:
        verdict = Verdict(Outcome.duplicate, Reason.same_letter, lead=first.lead)
    try:
        with db.session.begin_nested(), db.session.no_autoflush:
            _describe(arrival, raw)
            arrival.settle(verdict, identity=identity)
            db.session.flush()
    except Exception as trouble:
        if passes(trouble):
            raise
        # Not even what is said of it can be written down: its bytes are kept all the same.
        arrival.arrived_at = arrival.arrived_at or arrival.seen_at
        arrival.settle(verdict, identity=identity)
        db.session.flush()


def _describe(arrival: Arrival, raw: bytes) -> None:
    try:
        arrival.describe(parse(raw))
    except Exception as trouble:  # it is this very letter that cannot be read
        log.error("arrival.not_described", arrival=arrival.id, error=type(trouble).__name__)
        arrival.arrived_at = arrival.arrived_at or arrival.seen_at


def _place(trouble: Exception) -> str:
    # Where in our code, and not what the letter said: an exception's own words may quote it.
    frames = traceback.extract_tb(trouble.__traceback__)
    return f"{frames[-1].name}:{frames[-1].lineno}" if frames else ""
