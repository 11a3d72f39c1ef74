"""Our people are told of a brief that was handed in: whoever has the lead, else whoever may take it."""

from datetime import datetime

from agency.briefs.answers import Giver
from agency.briefs.models import Brief
from agency.kernel import queue
from agency.leads.models import Channel, Lead
from agency.people import notices
from agency.people import queries as people
from agency.people.models import Member

# What is due of a brief that was handed in.
HANDED_IN = "briefs.handed_in"
TAKEN = "briefs.taken"


def plan_thanks(brief: Brief, *, at: datetime) -> None:
    """A person has just said that it asks for work, so our people know of it: its client is still to be thanked."""
    queue.later(TAKEN, brief.id, now=at)


def plan(brief: Brief, *, at: datetime) -> None:
    """As soon as this is committed."""
    queue.later(HANDED_IN, brief.id, now=at)


def tell(brief: Brief, *, at: datetime) -> None:
    """Each of them as they chose. Of a new lead the bell tells anyway; then only the letter comes."""
    lead = brief.lead
    if lead is None:
        return
    for member in _whom(brief, lead):
        notice = notices.tell(member, HANDED_IN, at=at, stream=lead.stream, brief=brief.id)
        if _made_it(brief, lead) and lead.owner is member:
            notice.in_bell = False


def _whom(brief: Brief, lead: Lead) -> list[Member]:
    whose = [lead.owner] if lead.owner is not None else people.managers()
    first = next(iter(brief.revisions), None)
    wrote = first.giver_id if first is not None and first.given_by is Giver.member else None
    return [each for each in whose if each.id != wrote]


def _made_it(brief: Brief, lead: Lead) -> bool:
    """The lead came as this brief."""
    return lead.source is Channel.brief and lead.received_at == brief.submitted_at
