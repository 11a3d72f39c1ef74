"""Pages of leads: the inbox, the list, one lead, and what can be done with it. One file a topic."""

from agency.leads.views import (
    as_sent,
    bringing,
    filing,
    handling,
    inbox,
    looking,
    page,
    saved,
    selection,
    snippets,
    stages,
    taking,
    tasks,
    together,
    undoing,
    waiting,
    writing,
)
from agency.leads.views.blueprint import views

__all__ = [
    "as_sent",
    "bringing",
    "filing",
    "handling",
    "inbox",
    "looking",
    "page",
    "saved",
    "selection",
    "snippets",
    "stages",
    "taking",
    "tasks",
    "together",
    "undoing",
    "views",
    "waiting",
    "writing",
]
