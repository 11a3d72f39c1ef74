"""A brief was handed in: it becomes an inquiry and a lead, or joins the lead it belongs to."""

from datetime import datetime

from agency.briefs import intake
from agency.briefs.models import Brief
from agency.flows.client_heard import client_heard
from agency.flows.inquiry_received import inquiry_received
from agency.followups import machine
from agency.kernel import timeline
from agency.kernel.timeline import Actor
from agency.leads.models import Channel, Lead
from agency.people import queries as people


def brief_submitted(brief: Brief, *, at: datetime) -> Lead:
    """The lead of this brief. Raises BriefSubmitted when it was handed in before."""
    brief.submit(at=at)
    lead = brief.lead
    if lead is None:
        contact = intake.contact_of(brief, house=people.agency())
        brief.lead = lead = inquiry_received(intake.inquiry_of(brief, at=at), contact)
    else:
        machine.arrived(brief, at=at, by=Actor.contact(lead.contact_id))
        client_heard(lead, at=at, channel=Channel.brief)
    by = Actor.contact(lead.contact_id)
    timeline.record(lead.stream, "briefs.submitted", at=at, by=by, brief=brief.id)
    return lead
