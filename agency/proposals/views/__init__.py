"""Pages of proposals: the list, the estimate as a sheet, the words, the paper, the sending. One file a topic."""

from agency.proposals.views import paper, questions, sending, sheet, words
from agency.proposals.views.blueprint import views

__all__ = ["paper", "questions", "sending", "sheet", "views", "words"]
