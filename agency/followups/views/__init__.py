"""Pages of follow-ups: those of a lead, and the cadences by which they go. One file a topic."""

from agency.followups.views import acts, of_lead
from agency.followups.views.blueprint import views

__all__ = ["acts", "of_lead", "views"]
