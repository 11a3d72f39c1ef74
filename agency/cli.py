"""The `agency` command: everything that is started, from here."""

import contextlib
import functools
import gc
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import flask_migrate
from flask import Flask
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from agency.app import create_app
from agency.briefs import standard as standard_briefs
from agency.config import ROOT, ConfigError, Settings, load_settings
from agency.demo import loading, logins
from agency.desk import doctor as house_doctor
from agency.flows.letter_received import letter_received
from agency.flows.letters_held import database_restored
from agency.followups import standard as standard_cadences
from agency.kernel import clock as kernel_clock
from agency.kernel import lifeline, pdf, push, queue, ticking
from agency.kernel.auth import Access
from agency.kernel.db import db as database
from agency.kernel.house import redis_server
from agency.kernel.house.child import Child, own
from agency.kernel.house.errors import CannotStart
from agency.kernel.house.greeting import Greeting
from agency.kernel.house.lock import only_one
from agency.kernel.house.migrations import ensure_current
from agency.kernel.house.supervisor import Supervisor
from agency.kernel.house.web import WebServer, ensure_free
from agency.kernel.house.worker import run_worker
from agency.kernel.lifeline import Pulse
from agency.kernel.logs import configure_logs, get_logger
from agency.kernel.mail import postmen
from agency.kernel.mail.findings import Grade
from agency.kernel.search import rebuilding
from agency.kernel.worktime.preview import preview as preview_lines
from agency.leads import arrivals, from_mailbox, pipeline, receiving
from agency.people.members import MemberRefused, add_member

MIGRATIONS = ROOT / "migrations"

log = get_logger()


def with_settings(command: Callable[..., None]) -> Callable[..., None]:
    """Hand the settings over; what stands in the way becomes a message without a traceback."""

    @functools.wraps(command)
    def run(*args: Any, **options: Any) -> None:
        configure_logs()
        try:
            command(load_settings(), *args, **options)
        except (ConfigError, CannotStart, MemberRefused) as error:
            raise click.ClickException(str(error)) from None

    return run


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """The client-service system of the agency: from the lead to the board."""


@main.command()
@click.option("--prepare", is_flag=True, help="First `db upgrade`, and `demo --if-empty`.")
@with_settings
def up(settings: Settings, prepare: bool) -> None:
    """Web, worker and clock together, with an embedded Redis where REDIS_URL names none."""
    with only_one(settings.data):
        ensure_free(settings.listen, settings.port)
        redis_server.ensure_given(settings)
        if prepare:
            _prepare(settings)
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


@main.command()
@click.option("--if-empty", is_flag=True, help="Only where nobody has a login yet.")
@with_settings
def demo(settings: Settings, if_empty: bool) -> None:
    """Load the demo studio."""
    if not _load_demo(create_app(settings)) and not if_empty:
        raise CannotStart(
            "Somebody works here already. The demo wants an empty database: choose another folder "
            "with AGENCY_DATA, or another DATABASE_URL."
        )


@main.command()
@click.option("--mail", "by_mail", is_flag=True, help="Send a letter to ourselves and wait for it.")
@with_settings
def doctor(settings: Settings, by_mail: bool) -> None:
    """Look whether all is well, and say what to do where it is not."""
    ensure_current(settings.database_url, MIGRATIONS)
    is_well = True
    with create_app(settings).app_context():
        now = kernel_clock.now()
        found = (house_doctor.mail if by_mail else house_doctor.house)(settings, now)
        for finding in found:
            click.echo(finding.line)
            is_well = is_well and finding.grade is not Grade.bad
    if not is_well:
        sys.exit(1)


@main.group()
def db() -> None:
    """The database."""


@db.command()
@with_settings
def upgrade(settings: Settings) -> None:
    """Bring the database to the shape that this code expects."""
    _upgrade(create_app(settings))


@main.group()
def member() -> None:
    """The people of the house."""


@member.command()
@click.option("--name", required=True)
@click.option("--email", required=True)
@click.option("--access", type=click.Choice([access.value for access in Access]), required=True)
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True)
@with_settings
def add(settings: Settings, name: str, email: str, access: str, password: str) -> None:
    """Add somebody to the team, with a login."""
    with create_app(settings).app_context():
        added = add_member(name=name, email=email, access=Access(access), password=password)
        database.session.commit()
        click.echo(f"{added.name} can log in as {email.strip().lower()}.")


@main.group()
def mail() -> None:
    """Mail that comes in."""


@mail.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@with_settings
def receive(settings: Settings, files: tuple[str, ...]) -> None:
    """Take message files in, as if they had come by mail; a line of JSON for each."""
    app = create_app(settings)
    with app.app_context():
        ensure_current(settings.database_url, MIGRATIONS)
        taken = [_receive(path) for path in files]
    if not all(taken):
        sys.exit(1)


def _receive(path: str) -> bool:
    """Take one file in, print its line, and say whether it worked."""
    try:
        raw = Path(path).read_bytes()
        # Ours from this commit on, whatever happens while it is sorted.
        arrival = arrivals.take_in(raw, seen_at=kernel_clock.now())
        database.session.commit()
    except OSError as error:
        database.session.rollback()
        click.echo(receiving.error_of(path, error))
        return False
    except OperationalError:
        database.session.rollback()
        click.echo(receiving.not_kept(path))
        return False
    try:
        arrivals.sort_now(arrival, letter_received)
        database.session.commit()
    except OperationalError:
        database.session.rollback()
        click.echo(receiving.kept_for_later(path))
        return False
    click.echo(receiving.line_of(path, arrival))
    return True


@main.group()
def search() -> None:
    """The index of the search."""


@search.command()
@click.option("--afresh", is_flag=True, help="From the beginning, even if a rebuild was cut short.")
@with_settings
def rebuild(settings: Settings, afresh: bool) -> None:
    """Build the index anew while the house goes on working; cut short, it goes on where it was."""
    app = create_app(settings)
    with app.app_context():
        ensure_current(settings.database_url, MIGRATIONS)
        click.echo(f"{rebuilding.rebuild(afresh=afresh, commit=database.session.commit)} indexed")


@main.group()
def followups() -> None:
    """The follow-up machine."""


@followups.command()
def preview() -> None:
    """Show the times that follow from JSON lines on standard input; touches no database."""
    for line in preview_lines(sys.stdin.buffer):
        click.echo(line)


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


def _prepare(settings: Settings) -> None:
    app = create_app(settings)
    _upgrade(app)
    _load_demo(app)
    with app.app_context():
        database.engine.dispose()


def _upgrade(app: Flask) -> None:
    with app.app_context():
        flask_migrate.upgrade(directory=str(MIGRATIONS))
        push.public_key()  # made now, so that it is there before any browser asks
        standard_briefs.install()
        standard_cadences.install_all()
        if rebuilding.is_wanted():
            click.echo("Indexing what is there, for the search")
            rebuilding.rebuild(commit=database.session.commit)
        pipeline.install()
        database.session.commit()


def _load_demo(app: Flask) -> bool:
    """Load the demo where nobody lives yet, and say whether that was so."""
    wanted = loading.is_wanted(app)
    if wanted:
        click.echo("Loading the demo studio")
        loading.load(app)
    return wanted


def _warm_up() -> None:
    """Draw a page before any work-horse is forked: what is loaded now need not be loaded then."""
    try:
        pdf.render("<html lang='en'><title>Warm</title><p>Warm</p></html>", {})
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


if __name__ == "__main__":
    main()
