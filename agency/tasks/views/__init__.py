"""Pages of boards and tasks, and what is done on them. One file a topic."""

from agency.tasks.views import boards, ending, hours, mine, moves, page
from agency.tasks.views.blueprint import views

__all__ = ["boards", "ending", "hours", "mine", "moves", "page", "views"]
