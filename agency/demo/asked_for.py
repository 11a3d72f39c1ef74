"""What is waited for in the demo: a client's word in the middle of the talks, since yesterday."""

from datetime import timedelta

from agency.demo.studio import Studio
from agency.followups import awaiting, standard
from agency.followups.models import Purpose
from agency.leads.models import Stage, Turn

WHAT = "your word on the two drafts of the signs"


def keep(studio: Studio) -> None:
    """On the lead that talks with us and has been silent since before we began to wait."""
    standard.install_all()
    yesterday = studio.now - timedelta(days=1)
    ours = (each for each in studio.leads.values() if each.client.language == "en")
    silent = (
        each
        for each in ours
        if each.stage is Stage.talking and each.turn is Turn.theirs and each.heard_at < yesterday
    )
    lead = next(silent, None)
    if lead is not None:
        awaiting.begin(lead, Purpose.word, WHAT, by=studio.vera, at=yesterday)
