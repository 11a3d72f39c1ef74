"""Pages of leads: the inbox, the list, one lead, and what can be done with it. One file a topic."""

from agency.leads.views import (
    filing,
    handling,
    inbox,
    page,
    saved,
    selection,
    taking,
    tasks,
    undoing,
    writing,
)
from agency.leads.views.blueprint import views

__all__ = [
    "filing",
    "handling",
    "inbox",
    "page",
    "saved",
    "selection",
    "taking",
    "tasks",
    "undoing",
    "views",
    "writing",
]
