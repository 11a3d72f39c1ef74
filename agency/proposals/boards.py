"""What an estimate asks the boards: who is how busy, and how long such work took.

Boards lie above proposals, so they are not imported here: the wiring hands them in.
"""

from collections.abc import Collection
from datetime import date
from typing import Protocol

from flask import current_app

from agency.people.capacity import Asked
from agency.proposals.experience import Done

NAME = "boards"


class Boards(Protocol):
    """What is known of work that was sold."""

    def planned(self, *, today: date) -> list[Asked]:
        """What everybody still has to do, of all that is not done."""

    def finished(self, *, house_lines: Collection[int], texts: Collection[str]) -> list[Done]:
        """Finished work that came of these lines of the library, or was sold in these words; with hours logged."""


def boards() -> Boards:
    """The ones of this house."""
    found: Boards = current_app.extensions[NAME]
    return found
