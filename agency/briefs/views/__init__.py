"""Pages of briefs: filling one in by link, and what the staff reads and sends. One file a topic."""

from agency.briefs.views import figures, filling, of_lead, paper, too_often, uploading
from agency.briefs.views.blueprint import views

__all__ = ["figures", "filling", "of_lead", "paper", "too_often", "uploading", "views"]
