"""Two more drafts of the demo, in other styles: a long one in Russian, a short one in English."""

from agency.demo import offers
from agency.demo.drafting import draft
from agency.demo.studio import Studio


def keep(studio: Studio) -> None:
    """For the winery and for the bakery."""
    for key, plan in {"areni": offers.ARENI, "feldhaus": offers.FELDHAUS}.items():
        studio.proposals[key] = draft(studio, key, plan)
