"""Living through a demo's days: whatever falls due on the way happens at its own hour."""

import threading
from collections.abc import Iterator
from contextvars import Context
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic

import sqlalchemy as sa
from flask import Flask

from agency.kernel import clock, due, queue, timeline
from agency.kernel.db import db
from agency.kernel.due import Due, DueState
from agency.kernel.mail import outbox
from agency.kernel.mail.models import Letter, LetterState
from agency.kernel.timeline import Actor

# What one request does at most, before it shows what it did and asks whether to go on.
MOST_THINGS, MOST_SECONDS = 200, 15.0
AT_ONCE = 5
# How long what the workers have in hand may take to come to its end.
PATIENCE, BREATH = 5.0, 0.05

STREAM, MOVED = ("demo", 1), "demo.clock_moved"
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Move:
    """One move of the clock: from when on, and where to."""

    since: datetime
    until: datetime

    def has_arrived(self, now: datetime) -> bool:
        return self.until <= now


@dataclass(frozen=True)
class Lived:
    """How many things were done, and whether there is more before the time that was asked for."""

    done: int
    more: bool


def instants(until: datetime, *, since: datetime = LONG_AGO) -> Iterator[datetime]:
    """Each instant up to then at which something is due, in order, with what is planned on the way.

    What should have been done before `since` is done then. Nothing may be waiting in the session to be committed.
    """
    while (at := due.next_at(until)) is not None:
        db.session.rollback()
        since = max(at, since)
        yield since
    db.session.rollback()


def begin(until: datetime, *, now: datetime, by: Actor) -> Move:
    """Write down that the clock is to be moved; a move that is cut off can be gone on with."""
    timeline.record(STREAM, MOVED, at=now, by=by, until=until.isoformat())
    return Move(now, until)


def last_move() -> Move | None:
    """The move that was begun last."""
    found = timeline.entries(STREAM, limit=1)
    return Move(found[0].at, datetime.fromisoformat(found[0].data["until"])) if found else None


def live(app: Flask, until: datetime, *, now: datetime) -> Lived:
    """Move the clock there, from one due instant to the next, and do at each what is due: a bounded number of things.

    Asked for inside `clock.moving()`. What fails does not stop it: it is tried again on the way, like anything else.
    """
    ends, done = monotonic() + MOST_SECONDS, 0
    _let_the_workers_finish(now)
    for at in instants(until, since=now):
        if done >= MOST_THINGS or monotonic() > ends:
            return Lived(done, more=True)
        clock.move_on(at)
        # As the clock's own process does it: nobody is logged in, nobody's language is spoken.
        done += Context().run(queue.run_once, app, at, passes=1, limit=AT_ONCE)
        _ask_the_server_no_more(until)
    clock.move_on(until)
    return Lived(done, more=False)


def _ask_the_server_no_more(until: datetime) -> None:
    """A mail server lives by its own clock: one that takes no letters now takes none at the hours that we skip."""
    waiting = (
        sa.select(Letter.id)
        .join(Due, sa.and_(Due.kind == outbox.DELIVER, Due.subject == Letter.id))
        .where(Letter.state == LetterState.queued, Letter.hitch.is_not(None))
        .where(Due.state == DueState.scheduled, Due.due_at < until)
    )
    for letter_id in db.session.scalars(waiting).all():
        outbox.look(letter_id, until)
    db.session.commit()


def _let_the_workers_finish(now: datetime) -> None:
    """They ask the clock what time it is, so what they began should end before it jumps."""
    pause, left = threading.Event(), PATIENCE
    while due.is_in_hand(now) and left > 0:
        db.session.rollback()
        pause.wait(BREATH)
        left -= BREATH
    db.session.rollback()
