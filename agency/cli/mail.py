"""Mail that comes in, from files."""

import sys
from pathlib import Path

import click
from sqlalchemy.exc import OperationalError

from agency.app import create_app
from agency.cli.group import MIGRATIONS, main, with_settings
from agency.config import Settings
from agency.flows.letter_received import letter_received
from agency.kernel import clock
from agency.kernel.db import db
from agency.kernel.house.migrations import ensure_current
from agency.leads import arrivals, receiving


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
        arrival = arrivals.take_in(raw, seen_at=clock.now())
        db.session.commit()
    except OSError as error:
        db.session.rollback()
        click.echo(receiving.error_of(path, error))
        return False
    except OperationalError:
        db.session.rollback()
        click.echo(receiving.not_kept(path))
        return False
    try:
        arrivals.sort_now(arrival, letter_received)
        db.session.commit()
    except OperationalError:
        db.session.rollback()
        click.echo(receiving.kept_for_later(path))
        return False
    click.echo(receiving.line_of(path, arrival))
    return True
