"""Pages for anybody and for guests, who open them by a link. One file a topic."""

from agency.portal.views import deciding, house, letters, offer, wishes, work
from agency.portal.views.blueprint import brand, views

__all__ = ["brand", "deciding", "house", "letters", "offer", "views", "wishes", "work"]
