"""Later work: a due row in the same transaction, and a nudge to the clock after the commit.

The queue itself (RQ on Redis) carries the id of a due row and the attempt, nothing else. Losing a nudge, a job,
a worker or all of Redis therefore loses nothing: the row is still due, and the clock finds it.
"""

import threading
from datetime import datetime, timedelta

import structlog
from flask import Flask, current_app
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue

from agency.kernel import clock, due
from agency.kernel.db import after_commit, begin_reading, begin_writing, db
from agency.kernel.due import Claimed

QUEUE = "agency"
WAKE = "agency:wake"
JOB = "agency.kernel.jobs.perform_claimed"
JOB_TIMEOUT = int(due.LEASE.total_seconds()) - 30
IDLE = 1.0
LIGHT = "light"  # marks a job that a worker does itself, without a process of its own

job = due.handles
log = structlog.get_logger()


def later(name: str, subject: int, *, now: datetime) -> None:
    """Do `name` for `subject` as soon as this transaction is committed."""
    due.plan(name, subject, now)
    after_commit(wake)


def connection() -> Redis:
    """The Redis of this application; it connects when first used."""
    found: Redis = current_app.extensions["redis"]()
    return found


def wake() -> None:
    """Nudge the clock. Without Redis it finds the row by itself within a second."""
    try:
        redis = connection()
        redis.lpush(WAKE, 1)
        redis.ltrim(WAKE, 0, 0)
    except (RedisError, OSError) as error:
        log.debug("queue.nudge_lost", error=str(error))


def run_clock(app: Flask, stop: threading.Event) -> None:
    """Claim what is due and hand it to the workers, until told to stop. Never sleeps over a second."""
    while not stop.is_set():
        with app.app_context():
            if not tick():
                _wait(stop)


def tick() -> bool:
    """One look of the clock's process: nothing while a demo's clock is moved. True when there may be more at once."""
    try:
        with clock.standing() as still:
            # Whoever moves a demo's clock does what falls due on the way.
            return still and clock_pass(clock.now())
    except Exception as error:  # a database that is away comes back
        log.error("clock.pass_failed", error=str(error))
        db.session.rollback()
        return False


def clock_pass(now: datetime) -> bool:
    """One pass: claim, commit, hand over. True when there may be more at once."""
    begin_reading()
    ready = due.has_ready(now)
    db.session.rollback()
    begin_writing()
    if not ready:
        return False
    claims = due.claim(now)
    db.session.commit()
    for position, claimed in enumerate(claims):
        if not _hand_over(claimed):
            # Redis is away: what is due is done here rather than late.
            for left in claims[position:]:
                perform(left, now)
            break
    return bool(claims)


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
    if not due.holds(claimed):
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


def _commit_or_undo(settled: bool) -> None:
    # What was planned anew while we worked keeps its new plan, and our work must not stand beside it.
    if settled:
        db.session.commit()
    else:
        db.session.rollback()


def _hand_over(claimed: Claimed) -> bool:
    try:
        Queue(QUEUE, connection=connection()).enqueue(
            JOB,
            args=(claimed.id, claimed.kind, claimed.subject, claimed.attempt),
            job_timeout=JOB_TIMEOUT,
            meta={LIGHT: not due.is_heavy(claimed.kind)},
            result_ttl=0,
            failure_ttl=int(timedelta(days=1).total_seconds()),
        )
        return True
    except (RedisError, OSError) as error:
        log.warning("queue.away", error=str(error))
        return False


def _wait(stop: threading.Event) -> None:
    try:
        connection().blpop([WAKE], timeout=IDLE)
    except (RedisError, OSError):
        stop.wait(IDLE)
