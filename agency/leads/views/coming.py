"""Where the next thing on a lead may come from, for the pages of leads."""

from agency.followups.coming import NEXT

__all__ = ["NEXT"]
