"""Views that the studio keeps over its inbox."""

from agency.demo.studio import Studio
from agency.leads import saved_views
from agency.leads.saved_views import Place


def keep(studio: Studio) -> None:
    """What Vera looks at each morning, and what everybody sees."""
    vera = studio.vera
    saved_views.keep(vera, name="Our move", place=Place.inbox, query="turn=ours", shared=True)
    saved_views.keep(
        vera, name="Waiting a day", place=Place.inbox, query="waiting=1d&whose=mine", shared=False
    )
