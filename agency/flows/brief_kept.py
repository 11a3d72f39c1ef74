"""A page of a brief was kept: whoever has a lead with us was heard, and what is still missing is asked for later."""

from datetime import datetime

from agency.briefs.models import Brief
from agency.flows.client_heard import client_heard
from agency.followups import machine
from agency.leads.models import Channel


def brief_kept(brief: Brief, *, at: datetime) -> None:
    """Nothing follows where none of us asked for it: a brief that a visitor has only begun is theirs alone."""
    lead = brief.lead
    if lead is None or not machine.is_news(brief, at=at):
        return
    client_heard(lead, at=at, channel=Channel.brief)
    machine.begin_again(brief, at=at)
