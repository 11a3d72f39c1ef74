"""Pages of follow-ups: those of a lead, and the cadences by which they go. One file a topic."""

from agency.followups.views import acts, awaiting, cadences, letters, of_lead, wording
from agency.followups.views.blueprint import views

__all__ = ["acts", "awaiting", "cadences", "letters", "of_lead", "views", "wording"]
