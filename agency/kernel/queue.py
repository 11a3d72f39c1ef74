"""Later work: a due row in the same transaction, and a nudge to the clock after the commit.

The queue itself (RQ on Redis) carries the ids of due rows and their attempts, nothing else. Losing a nudge, a job,
a worker or all of Redis therefore loses nothing: the row is still due, and the clock finds it.
"""

import time
from collections.abc import Sequence
from datetime import datetime

import structlog
from flask import Flask
from redis.exceptions import RedisError

from agency.kernel import clock, due, duties, handing
from agency.kernel.db import after_commit, db
from agency.kernel.due import Claimed

QUEUE = handing.QUEUE
WAKE = "agency:wake"
A_TURN = 5.0  # seconds after which the rest of several claims is left to whoever is free

job = duties.handles
connection = handing.connection
log = structlog.get_logger()


def later(name: str, subject: int, *, now: datetime) -> None:
    """Do `name` for `subject` as soon as this transaction is committed."""
    due.plan(name, subject, now)
    after_commit(wake)


def wake() -> None:
    """Nudge the clock. Without Redis it finds the row by itself within a second."""
    try:
        redis = connection()
        redis.lpush(WAKE, 1)
        redis.ltrim(WAKE, 0, 0)
    except (RedisError, OSError) as error:
        handing.note_away(error)


def run_once(app: Flask, at: datetime, *, passes: int = 1000, limit: int = 100) -> int:
    """Do what is due at this instant, here and now, and say how many things that was; by default all of it."""
    done = 0
    with app.app_context():
        for _ in range(passes):
            claims = due.claim(at, limit)
            db.session.commit()
            if not claims:
                break
            for claimed in claims:
                perform(claimed, at)
            done += len(claims)
    return done


def perform(claimed: Claimed, now: datetime) -> bool:
    """Perform a claim in a transaction of its own and settle it; a failure is planned again."""
    bound = structlog.get_logger().bind(kind=claimed.kind, subject=claimed.subject)
    if not _is_ours(claimed, now):
        db.session.rollback()
        return False
    try:
        again = due.perform(claimed, now)
        settled = due.settle(claimed, again)
        _commit_or_undo(settled)
        bound.info("due.done" if settled else "due.overtaken", attempt=claimed.attempt)
        return settled
    except Exception as error:
        db.session.rollback()
        due.record_failure(claimed, now, f"{type(error).__name__}: {error}")
        db.session.commit()
        bound.exception("due.failed", attempt=claimed.attempt)
        return False


def perform_in_turn(claims: Sequence[Claimed]) -> bool:
    """Perform one after the other; when that takes long, the rest is due again for others. True if there were any."""
    until = time.monotonic() + A_TURN
    for position, claimed in enumerate(claims):
        if position and time.monotonic() > until:
            give_back(claims[position:])
            break
        perform(claimed, clock.now())
    return bool(claims)


def give_back(claims: Sequence[Claimed]) -> None:
    """These are due again at once, untouched, for whoever is free."""
    for claimed in claims:
        due.release(claimed)
    db.session.commit()
    if claims:
        wake()


def _is_ours(claimed: Claimed, now: datetime) -> bool:
    """Whether this claim still counts. One that waited long gets its lease anew, which others have to see."""
    left = due.lease_left(claimed, now)
    if left is None or left >= due.ENOUGH:
        return left is not None
    renewed = due.renew(claimed, now)
    db.session.commit()
    return renewed


def _commit_or_undo(settled: bool) -> None:
    # What was planned anew while we worked keeps its new plan, and our work must not stand beside it.
    if settled:
        db.session.commit()
    else:
        db.session.rollback()
