"""Pages of boards and tasks, and what is done on them. One file a topic."""

from agency.tasks.views import (
    amending,
    boards,
    ending,
    hours,
    mine,
    moves,
    page,
)
from agency.tasks.views.blueprint import views

__all__ = [
    "amending",
    "boards",
    "ending",
    "hours",
    "mine",
    "moves",
    "page",
    "views",
]
