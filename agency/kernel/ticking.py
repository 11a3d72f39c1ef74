"""The clock's process: claims what is due and hands it to the workers. Any number of clocks may tick at once.

When Redis is away, or nobody takes what it holds, the clock does the work itself: what is urgent first, so that
holding letters leave in time whatever is broken.
"""

import threading
import time
from collections.abc import Sequence
from datetime import datetime, timedelta

import structlog
from flask import Flask
from redis.exceptions import RedisError

from agency.kernel import clock, due, duties, handing
from agency.kernel.db import db, reading
from agency.kernel.due import Claimed
from agency.kernel.handing import Watch
from agency.kernel.lifeline import Pulse
from agency.kernel.queue import WAKE, give_back, perform_in_turn

IDLE = timedelta(seconds=1)
BLINK = 0.01  # seconds; Redis takes a pause of nothing for one without end
BREATH = 0.25  # seconds that the workers get when enough waits for them
FEW = 20  # what the clock takes upon itself at once, so that it soon looks for what is urgent again

log = structlog.get_logger()


def run_clock(app: Flask, stop: threading.Event, pulse: Pulse | None = None) -> None:
    """Claim what is due and hand it to the workers, until told to stop. Never sleeps over a second."""
    watch = Watch()
    while not stop.is_set():
        with app.app_context():
            if not tick(watch, pulse):
                _wait(stop, BREATH if watch.line_is_full else _until_the_next())


def tick(watch: Watch | None = None, pulse: Pulse | None = None) -> bool:
    """One look of the clock's process: nothing while a demo's clock is moved. True when there may be more at once."""
    try:
        with clock.standing() as still:
            # Whoever moves a demo's clock does what falls due on the way.
            if still and pulse is not None:
                pulse.before_a_pass(clock.now())
            more = still and clock_pass(clock.now(), watch or Watch())
            if pulse is not None:
                pulse.after_a_pass(did_something=more)
            return more
    except Exception as error:  # a database that is away comes back
        log.error("clock.pass_failed", error=str(error))
        if pulse is not None:
            pulse.lost_sight()
        db.session.rollback()
        return False


def clock_pass(now: datetime, watch: Watch) -> bool:
    """One pass: claim, commit, hand over. True when there may be more at once."""
    line = handing.look()
    helped = False
    if line is not None and watch.sees_nobody(line, time.monotonic()):
        helped = perform_in_turn(handing.take_back(FEW))
    if line is None:
        return _has_ready(now) and _do_here(_urgent_first(now), now)
    if not _has_ready(now, urgent=line.is_full):
        return helped
    claims = due.claim(now, handing.AT_ONCE, urgent=line.is_full)
    db.session.commit()
    if claims and not handing.hand_over(claims):
        return _do_here(claims, now)
    return bool(claims) or helped


def _has_ready(now: datetime, *, urgent: bool = False) -> bool:
    with reading():
        found = due.has_ready(now, urgent=urgent)
        db.session.rollback()
    return found


def _urgent_first(now: datetime) -> list[Claimed]:
    return due.claim(now, FEW, urgent=True) or due.claim(now, FEW)


def _do_here(claims: Sequence[Claimed], now: datetime) -> bool:
    """Redis is away: a bit of what is due is done here, urgent things first and heavy ones last, rather than late."""
    db.session.commit()
    order = sorted(
        claims, key=lambda each: (not duties.is_urgent(each.kind), duties.is_heavy(each.kind))
    )
    give_back(order[FEW:])
    perform_in_turn(order[:FEW])
    return bool(claims)


def _wait(stop: threading.Event, pause: float) -> None:
    """Until somebody nudges us, or this long."""
    try:
        handing.connection().blpop([WAKE], timeout=pause)
    except (RedisError, OSError) as error:
        handing.note_away(error)
        stop.wait(pause)


def _until_the_next() -> float:
    """The seconds until something is due, a second at most."""
    now = clock.now()
    try:
        with reading():
            at = due.next_at(now + IDLE)
            db.session.rollback()
    except Exception:  # a database that is away: the next pass says so
        db.session.rollback()
        at = None
    return IDLE.total_seconds() if at is None else max((at - now).total_seconds(), BLINK)
