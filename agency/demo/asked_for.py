"""What is waited for in the demo: a client's word in the middle of the talks, since yesterday."""

from datetime import timedelta

from agency.demo.studio import Studio
from agency.followups import awaiting, standard
from agency.followups.models import Purpose
from agency.leads.models import Stage, Turn

WHAT = "your word on the two drafts of the main page"


def keep(studio: Studio) -> None:
    """On the lead that talks with us and has the word."""
    standard.install_all()
    ours = (each for each in studio.leads.values() if each.client.language == "en")
    lead = next(
        (each for each in ours if each.stage is Stage.talking and each.turn is Turn.theirs), None
    )
    if lead is not None:
        yesterday = studio.now - timedelta(days=1)
        awaiting.begin(lead, Purpose.word, WHAT, by=studio.vera, at=yesterday)
