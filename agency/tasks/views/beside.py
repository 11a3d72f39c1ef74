"""What stands on a board for those who manage: what was agreed anew, and what went beyond what was sold."""

from typing import Any

from agency.people.at_the_desk import manages
from agency.tasks import beyond, unconfirmed
from agency.tasks.cards import Board
from agency.tasks.views.blueprint import today


def for_managers(board: Board) -> dict[str, Any]:
    """By the names in templates/tasks/_beyond.html and _unconfirmed.html; nothing for others."""
    if not manages():
        return {}
    return {
        "unconfirmed": unconfirmed.unconfirmed(board.id),
        "beyond": beyond.beyond(board.id, board.figures.sold.currency, on=today()),
    }
