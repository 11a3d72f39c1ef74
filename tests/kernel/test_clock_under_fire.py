"""The clock when much waits, when nobody takes what it hands over, and when Redis is away."""

import re
import signal
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import pytest
import sqlalchemy as sa
from flask import Flask
from redis import Redis
from rq import Queue
from sqlalchemy import event

from agency.kernel import clock, due, duties, handing, queue, ticking
from agency.kernel.db import db
from agency.kernel.due import LEASE, Due, DueState
from agency.kernel.handing import Line, Watch
from agency.kernel.house.worker import HouseWorker
from tests.servers import redis_by_url
from tests.support import NOW, everything

LIGHT, HEAVY, URGENT = "tests.light", "tests.heavy", "tests.urgent"
WAITING = 20_000
MANY = {
    "sqlite": "INSERT INTO due (kind, subject, due_at, state, attempt, failures)"
    " WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :many)"
    " SELECT 'tests.light', i, datetime('2030-01-01', i || ' minutes'), 'scheduled', 0, 0 FROM n",
    "postgresql": "INSERT INTO due (kind, subject, due_at, state, attempt, failures)"
    " SELECT 'tests.light', i, timestamptz '2030-01-01' + i * interval '1 minute', 'scheduled', 0, 0"
    " FROM generate_series(1, :many) i",
}

Done = list[tuple[str, int]]
T = TypeVar("T")


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> Done:
    """What was performed, in its order: light work, heavy work, and a kind that is urgent."""
    found: Done = []
    monkeypatch.setattr(duties, "_heavy", {*duties._heavy, HEAVY})
    monkeypatch.setattr(duties, "_urgent", {*duties._urgent, URGENT})
    for kind in (LIGHT, HEAVY, URGENT):
        monkeypatch.setitem(duties._handlers, kind, partial(_note, found, kind))
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return found


def _note(found: Done, kind: str, subject: int, now: object) -> None:
    found.append((kind, subject))


@pytest.fixture
def redis(app: Flask, tmp_path: Path) -> Iterator[Redis]:
    """A real Redis, which the application uses."""
    with redis_by_url(tmp_path) as url:
        app.extensions["redis"] = partial(Redis.from_url, url)
        yield Redis.from_url(url)


def plan(kind: str, *subjects: int) -> None:
    for subject in subjects:
        due.plan(kind, subject, NOW - timedelta(minutes=1))
    db.session.commit()


def work(redis: Redis) -> None:
    """A worker comes, does what waits, and leaves."""
    before = [(number, signal.getsignal(number)) for number in (signal.SIGINT, signal.SIGTERM)]
    HouseWorker([queue.QUEUE], connection=redis).work(burst=True, logging_level="WARNING")
    for number, handler in before:
        signal.signal(number, handler)


@pytest.fixture
def plans(app: Flask) -> Iterator[Callable[[Callable[[], object]], str]]:
    """How the database goes about what it is asked in this call, whatever the values are."""
    seen: list[tuple[str, Any]] = []

    def note(conn: Any, cursor: Any, statement: str, values: Any, *rest: Any) -> None:
        seen.append((statement, values))

    def ask(call: Callable[[], object]) -> str:
        seen.clear()
        call()
        db.session.rollback()
        ((statement, values),) = [each for each in seen if "due" in each[0]]
        with db.engine.connect() as line:
            if line.dialect.name == "sqlite":
                rows = line.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
                return "\n".join(row[3] for row in rows)
            names = re.findall(r"%\((\w+)\)s", statement)
            for number, name in enumerate(dict.fromkeys(names), 1):
                statement = statement.replace(f"%({name})s", f"${number}")
            rows = line.exec_driver_sql(f"EXPLAIN (GENERIC_PLAN) {statement}")
            return "\n".join(row[0] for row in rows)

    event.listen(db.engine, "before_cursor_execute", note)
    yield ask
    event.remove(db.engine, "before_cursor_execute", note)


def test_only_what_is_due_is_looked_at_however_much_waits(
    app: Flask, done: Done, plans: Callable[[Callable[[], object]], str]
) -> None:
    dialect = db.engine.dialect.name
    db.session.execute(sa.text(MANY[dialect]), {"many": WAITING})
    db.session.commit()
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as line:
        line.exec_driver_sql("ANALYZE due")
    for call in (
        lambda: due.claim(NOW, 100),
        lambda: due.claim(NOW, 100, urgent=True),
        lambda: due.has_ready(NOW),
        lambda: due.has_ready(NOW, urgent=True),
        lambda: due.is_in_hand(NOW),
        lambda: due.next_at(NOW, besides=["tests.heavy"]),
    ):
        found = plans(call)
        bounded = r"ix_due_open \(due_at<\?\)" if dialect == "sqlite" else r"Index.* ix_due_open"
        assert re.search(bounded, found), found
        assert not re.search(r"Seq Scan|SCAN due", found), found


def test_a_long_backlog_travels_in_parcels_and_each_is_done_once(
    app: Flask, done: Done, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handing, "MOST_JOBS", handing.PARCELS)
    plan(LIGHT, *range(400))
    plan(HEAVY, 1)
    plan(URGENT, 1)
    assert ticking.tick()
    line = Queue(queue.QUEUE, connection=redis)
    assert line.count == handing.PARCELS + 2
    assert line.jobs[0].args == ([(_id(URGENT), URGENT, 1, 1)],), "what is urgent comes first"
    assert not ticking.tick()
    plan(LIGHT, 999)
    plan(URGENT, 2)
    assert ticking.tick()
    assert _state(LIGHT, 999) is DueState.scheduled, "the line is full"
    assert _state(URGENT, 2) is DueState.claimed, "which does not hold up what is urgent"
    work(redis)
    assert ticking.tick()
    work(redis)
    assert done[:2] == [(URGENT, 2), (URGENT, 1)]
    assert sorted(done) == sorted(
        [*((LIGHT, each) for each in (*range(400), 999)), (URGENT, 1), (URGENT, 2)]
    ), "heavy work is done elsewhere"
    assert {each.state for each in everything(Due)} == {DueState.done}
    db.session.rollback()


def test_flushing_redis_only_delays(app: Flask, done: Done, redis: Redis) -> None:
    plan(LIGHT, *range(30))
    assert ticking.tick()
    redis.flushall()
    assert not ticking.tick()
    assert ticking.clock_pass(NOW + LEASE, Watch())
    work(redis)
    assert sorted(done) == [(LIGHT, each) for each in range(30)]


def test_what_nobody_takes_the_clock_does_itself_and_what_is_urgent_first(
    app: Flask, done: Done, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(handing, "PATIENCE", 0.0)
    watch = Watch()
    plan(LIGHT, 1)
    plan(HEAVY, 1)
    assert ticking.tick(watch)
    plan(URGENT, 1)
    assert ticking.tick(watch)
    assert done == []
    assert ticking.tick(watch)
    assert done == [(URGENT, 1), (LIGHT, 1)]
    assert _state(HEAVY, 1) is DueState.claimed, "which waits for a worker"
    plan(URGENT, 2)
    assert ticking.tick(watch)
    assert ticking.tick(watch)
    assert done[2:] == [(URGENT, 2)], "from now on at once"
    work(redis)
    assert _state(HEAVY, 1) is DueState.done
    plan(LIGHT, 2)
    assert ticking.tick(watch)
    assert not ticking.tick(watch)
    assert len(done) == 3, "workers are there again"


def test_nobody_is_there_only_when_something_waits_for_long() -> None:
    watch, patience = Watch(), handing.PATIENCE
    assert not watch.sees_nobody(Line(0, 0), 0.0)
    assert not watch.sees_nobody(Line(0, 0), 100.0)
    assert not watch.sees_nobody(Line(1, 0), 101.0)
    assert not watch.sees_nobody(Line(5, 0), 100.0 + patience)
    assert not watch.sees_nobody(Line(5, 1), 101.0 + patience), "somebody took one"
    assert not watch.sees_nobody(Line(5, 1), 102.0 + patience)
    assert watch.sees_nobody(Line(5, 1), 102.0 + 2 * patience)
    assert watch.sees_nobody(Line(0, 1), 103.0 + 2 * patience)
    assert not watch.sees_nobody(Line(0, 2), 104.0 + 2 * patience)


def test_without_redis_the_clock_does_everything_and_what_is_urgent_first(
    app: Flask, done: Done
) -> None:
    plan(HEAVY, 1)
    plan(LIGHT, 1)
    plan(URGENT, 1)
    while ticking.tick():
        pass
    assert done == [(URGENT, 1), (LIGHT, 1), (HEAVY, 1)]


def test_a_redis_that_goes_between_claim_and_hand_over_loses_nothing(
    app: Flask, done: Done, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan(LIGHT, *range(ticking.FEW + 5))
    found = handing.look
    monkeypatch.setattr(handing, "look", lambda: (found(), redis.shutdown(nosave=True))[0])
    assert ticking.tick()
    assert len(done) == ticking.FEW, "the rest is due again at once"
    monkeypatch.setattr(handing, "look", found)
    assert ticking.tick()
    assert sorted(done) == [(LIGHT, each) for each in range(ticking.FEW + 5)]


def test_a_claim_that_waited_long_gets_its_lease_anew_when_it_is_begun(
    app: Flask, done: Done
) -> None:
    plan(LIGHT, 1)
    (claimed,) = due.claim(NOW)
    db.session.commit()
    late = NOW + LEASE - timedelta(seconds=1)
    seen: list[bool] = []
    duties._handlers[LIGHT] = lambda subject, now: seen.append(
        bool(due.claim(NOW + LEASE + timedelta(seconds=60)))
    )
    assert queue.perform(claimed, late)
    assert seen == [False], "nobody takes it out of a worker's hands"


def test_work_that_takes_long_leaves_the_rest_of_its_parcel_to_whoever_is_free(
    app: Flask, done: Done, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queue, "A_TURN", -1.0)
    plan(LIGHT, 1, 2, 3)
    parcel = due.claim(NOW)
    db.session.commit()
    assert queue.perform_in_turn(parcel)
    assert done == [(LIGHT, 1)]
    assert [each.subject for each in due.claim(NOW)] == [2, 3], (
        "at once, without a lease to wait for"
    )
    db.session.commit()
    assert queue.perform_in_turn(parcel)
    assert done == [(LIGHT, 1)], "and an old parcel does nothing any more"


def _state(kind: str, subject: int) -> DueState:
    db.session.expire_all()
    asked = sa.select(Due.state).where(Due.kind == kind, Due.subject == subject)
    return _asked(asked)


def _id(kind: str) -> int:
    return _asked(sa.select(Due.id).where(Due.kind == kind))


def _asked(question: sa.Select[T]) -> T:
    found = db.session.scalars(question).one()
    db.session.rollback()  # a worker wants to write
    return found
