"""Pages of boards and tasks, and what is done on them. One file a topic."""

from agency.tasks.views import (
    amending,
    attaching,
    boards,
    coming,
    ending,
    hours,
    labels,
    mine,
    moves,
    page,
    pieces,
    plan,
    shelf,
    sold,
    talk,
    words,
)
from agency.tasks.views.blueprint import views

__all__ = [
    "amending",
    "attaching",
    "boards",
    "coming",
    "ending",
    "hours",
    "labels",
    "mine",
    "moves",
    "page",
    "pieces",
    "plan",
    "shelf",
    "sold",
    "talk",
    "views",
    "words",
]
