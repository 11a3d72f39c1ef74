"""A page of a brief was kept: whoever has a lead with us was heard, and what is still missing is asked for later."""

from datetime import datetime

from agency.briefs.answers import By
from agency.briefs.models import Brief
from agency.briefs.provenance import heard_by
from agency.flows.client_heard import client_heard
from agency.followups import machine


def brief_kept(brief: Brief, *, at: datetime, by: By | None = None) -> None:
    """Whoever has one of us write it down is heard as well.

    Nothing follows where none of us asked for it: a brief that a visitor has only begun is theirs alone.
    """
    lead = brief.lead
    if lead is None or not machine.is_news(brief, at=at):
        return
    client_heard(lead, at=at, channel=heard_by(by))
    machine.begin_again(brief, at=at)
