"""The people of the house."""

import click

from agency.app import create_app
from agency.cli.group import main, with_settings
from agency.config import Settings
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.people.members import add_member


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
        db.session.commit()
        click.echo(f"{added.name} can log in as {email.strip().lower()}.")
