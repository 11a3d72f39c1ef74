"""Views that the studio keeps over its inbox, and filters over its boards."""

from agency.demo.studio import Studio
from agency.leads import saved_views
from agency.leads.saved_views import Place
from agency.tasks import filters_kept


def keep(studio: Studio) -> None:
    """What Vera looks at each morning, and what everybody sees."""
    vera = studio.vera
    for name, words in (("Mine this week", "owner:me due:week"), ("Late", "is:late -is:waiting")):
        filters_kept.keep(studio.timur, name=name, words=words)
    saved_views.keep(vera, name="Our move", place=Place.inbox, query="turn=ours", shared=True)
    saved_views.keep(
        vera, name="Waiting a day", place=Place.inbox, query="waiting=1d&whose=mine", shared=False
    )
