"""Pages of proposals: the list, the estimate as a sheet, the words, the paper, the sending. One file a topic."""

from agency.proposals.views import paper, sending, sheet, words
from agency.proposals.views.blueprint import views

__all__ = ["paper", "sending", "sheet", "views", "words"]
