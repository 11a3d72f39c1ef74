"""The follow-up machine, asked beforehand."""

import sys

import click

from agency.cli.group import main
from agency.kernel.worktime.preview import preview as preview_lines


@main.group()
def followups() -> None:
    """The follow-up machine."""


@followups.command()
def preview() -> None:
    """Show the times that follow from JSON lines on standard input; touches no database."""
    for line in preview_lines(sys.stdin.buffer):
        click.echo(line)
