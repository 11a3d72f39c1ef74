"""Something was added to a brief after it was handed in, or changed: it is sent as a revision, and is news."""

from datetime import datetime

from agency.briefs import receipts_of_changes
from agency.briefs.answers import By, Giver
from agency.briefs.models import Brief
from agency.briefs.provenance import heard_by
from agency.briefs.revisions import Revision
from agency.flows.client_heard import client_heard
from agency.kernel import timeline
from agency.kernel.timeline import Actor
from agency.people import notices


def brief_amended(brief: Brief, *, by: By, at: datetime) -> Revision | None:
    """None where nothing was changed. Raises BriefSubmitted when it was not opened again."""
    revision, lead = brief.amend(at=at, by=by), brief.lead
    if revision is None or lead is None:
        return revision
    actor = Actor.contact(lead.contact_id)
    if by[0] is Giver.member and by[1] is not None:
        actor = Actor.member(by[1])
    client_heard(lead, at=at, channel=heard_by(by))
    told = {"brief": brief.id, "revision": revision.number}
    timeline.record(lead.stream, "briefs.amended", at=at, by=actor, **told)
    receipts_of_changes.thank(brief, revision, at=at)
    if lead.owner is not None and actor != Actor.member(lead.owner.id):
        notices.tell(lead.owner, "briefs.amended", at=at, stream=lead.stream, **told)
    return revision
