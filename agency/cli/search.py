"""The index of the search."""

import click

from agency.app import create_app
from agency.cli.group import MIGRATIONS, main, with_settings
from agency.config import Settings
from agency.kernel.db import db
from agency.kernel.house.migrations import ensure_current
from agency.kernel.search import rebuilding


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
        click.echo(f"{rebuilding.rebuild(afresh=afresh, commit=db.session.commit)} indexed")
