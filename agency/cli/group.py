"""The command itself, and what each of its commands begins with."""

import functools
from collections.abc import Callable
from typing import Any

import click

from agency.config import ROOT, ConfigError, load_settings
from agency.kernel.house.errors import CannotStart
from agency.kernel.logs import configure_logs
from agency.people.members import MemberRefused

MIGRATIONS = ROOT / "migrations"


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
