"""What a house lives in: its database, and the studio of the demo."""

import click
from flask import Flask

from agency.app import create_app
from agency.briefs import standard as standard_briefs
from agency.cli.group import MIGRATIONS, main, with_settings
from agency.config import Settings
from agency.demo import loading
from agency.followups import standard as standard_cadences
from agency.kernel import push
from agency.kernel.db import db as database
from agency.kernel.house.errors import CannotStart
from agency.kernel.lazily import Lazily
from agency.kernel.search import rebuilding
from agency.leads import pipeline

flask_migrate = Lazily("flask_migrate")


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


@main.group()
def db() -> None:
    """The database."""


@db.command()
@with_settings
def upgrade(settings: Settings) -> None:
    """Bring the database to the shape that this code expects."""
    _upgrade(create_app(settings))


def prepare_house(settings: Settings) -> None:
    """Bring the database up to date, and move the demo in where nobody lives yet."""
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
