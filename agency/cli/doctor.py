"""Looking whether all is well."""

import sys

import click

from agency.app import create_app
from agency.cli.group import MIGRATIONS, main, with_settings
from agency.config import Settings
from agency.desk import doctor as house_doctor
from agency.kernel import clock
from agency.kernel.house.migrations import ensure_current
from agency.kernel.mail.findings import Grade


@main.command()
@click.option("--mail", "by_mail", is_flag=True, help="Send a letter to ourselves and wait for it.")
@with_settings
def doctor(settings: Settings, by_mail: bool) -> None:
    """Look whether all is well, and say what to do where it is not."""
    ensure_current(settings.database_url, MIGRATIONS)
    is_well = True
    with create_app(settings).app_context():
        now = clock.now()
        found = (house_doctor.mail if by_mail else house_doctor.house)(settings, now)
        for finding in found:
            click.echo(finding.line)
            is_well = is_well and finding.grade is not Grade.bad
    if not is_well:
        sys.exit(1)
