"""The processes of a house: all of them together, or one alone."""

import contextlib
import functools
import gc
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import click
from flask import Flask
from sqlalchemy.exc import SQLAlchemyError

from agency.app import create_app
from agency.cli.data import prepare_house
from agency.cli.group import MIGRATIONS, main, with_settings
from agency.config import Settings
from agency.demo import logins
from agency.flows.letters_held import database_restored
from agency.kernel import clock as kernel_clock
from agency.kernel import edition, lifeline, pdf, queue, ticking
from agency.kernel.house import redis_server
from agency.kernel.house.child import Child, own
from agency.kernel.house.greeting import Greeting
from agency.kernel.house.lock import only_one
from agency.kernel.house.migrations import ensure_current
from agency.kernel.house.supervisor import Supervisor
from agency.kernel.house.web import WebServer, ensure_free
from agency.kernel.house.worker import run_worker
from agency.kernel.lifeline import Pulse
from agency.kernel.logs import get_logger
from agency.kernel.mail import postmen
from agency.leads import from_mailbox

log = get_logger()


@main.command()
@click.option("--prepare", is_flag=True, help="First `db upgrade`, and `demo --if-empty`.")
@with_settings
def up(settings: Settings, prepare: bool) -> None:
    """Web, worker and clock together, with an embedded Redis where REDIS_URL names none."""
    with only_one(settings.data):
        ensure_free(settings.listen, settings.port)
        redis_server.ensure_given(settings)
        if prepare:
            prepare_house(settings)
        ensure_current(settings.database_url, MIGRATIONS)
        with _redis(settings) as first:
            others = [
                Child(name, own(name), work=functools.partial(main, [name]))
                for name in ("web", "worker", "clock")
            ]
            greeting = Greeting(settings.listen, settings.port, _welcome(settings))
            gc.freeze()  # what is loaded by now stays shared with the children
            Supervisor(first, others, greeting).run()


@main.command()
@with_settings
def web(settings: Settings) -> None:
    """The web server alone."""
    WebServer(lambda: create_app(settings), settings.listen, settings.port).run()


@main.command()
@with_settings
def worker(settings: Settings) -> None:
    """One worker alone; start as many as the machines can carry."""
    _warm_up()
    app = create_app(settings)
    # What lay in the queue since before a restore is not to be done before that is known.
    _live_if_possible(app)
    with app.app_context():
        run_worker(queue.QUEUE, lambda: redis_server.connect(settings))


@main.command()
@click.option("--once", is_flag=True, help="One pass: do here and now what is due, then end.")
@click.option("--at", metavar="ISO-TIME", help="As if it were that time; only with a demo.")
@with_settings
def clock(settings: Settings, once: bool, at: str | None) -> None:
    """What looks for things that are due, alone."""
    if at and not once:
        raise click.UsageError("--at needs --once.")
    instant = _instant(settings, at) if at else None
    if once:
        app = create_app(settings)
        instant = instant or _now(app)
        _live(app, instant)
        _read_mailboxes(settings, app, instant)
        click.echo(f"{queue.run_once(app, instant)} done")
        _live(app, instant)
        return
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, frame: stop.set())
    app = create_app(settings)
    with postmen.at_work(settings.imap_url, app, from_mailbox.take_in, stop):
        ticking.run_clock(app, stop, Pulse(database_restored))
    _live_if_possible(app)


@contextmanager
def _redis(settings: Settings) -> Iterator[list[Child]]:
    """The embedded server as a child that comes first; none where there is one by URL."""
    if settings.redis_url:
        yield []
        return
    command = redis_server.command(redis_server.prepare(settings.data))
    folder = settings.data / "redis"
    try:
        yield [Child("redis", command, folder, lambda: redis_server.answers(settings))]
    finally:
        redis_server.tidy(settings.data)


def _warm_up() -> None:
    """Draw a page before any work-horse is forked: what is loaded now need not be loaded then."""
    try:
        pdf.warm_up()
        edition.edition()
    except pdf.PdfError as error:
        log.warning("worker.cold", error=str(error))


def _live(app: Flask, at: datetime) -> None:
    with app.app_context():
        lifeline.guard(at, database_restored)


def _live_if_possible(app: Flask) -> None:
    # A database that is away comes back; the clock looks then.
    with contextlib.suppress(SQLAlchemyError):
        _live(app, _now(app))


def _read_mailboxes(settings: Settings, app: Flask, at: datetime) -> None:
    troubles = postmen.read_once(settings.imap_url, app, from_mailbox.take_in, lambda: at)
    for account, trouble in troubles:
        why = trouble.words or trouble.kind.value
        click.echo(f"Warning: {account.title} was not read: {why}", err=True)


def _now(app: Flask) -> datetime:
    # A demo may live at another time than the machine; only inside of it can that be asked.
    with app.app_context():
        return kernel_clock.now()


def _instant(settings: Settings, value: str) -> datetime:
    if not settings.demo:
        raise click.UsageError(
            f"--at moves time about, so it needs a demo data folder, and {settings.data} is none."
        )
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        raise click.UsageError(
            f"--at is {value!r}; expected a time like 2026-03-06T17:55:00Z."
        ) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _welcome(settings: Settings) -> list[str]:
    lines = [f"  Open {settings.base_url}"]
    if settings.demo:
        lines += ["", "  Log in as"]
        lines += [f"    {who:<16}{email:<28}{password}" for who, email, password in logins.LOGINS]
    return [*lines, "", "  Stop with Ctrl+C."]
