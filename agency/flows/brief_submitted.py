"""A brief was handed in: it becomes an inquiry and a lead, or joins the lead it belongs to."""

from datetime import datetime

from agency.briefs import intake, setting_aside, telling
from agency.briefs.answers import By, Giver
from agency.briefs.models import Brief
from agency.briefs.provenance import heard_by
from agency.flows.client_heard import client_heard
from agency.flows.inquiry_received import inquiry_received
from agency.followups import machine
from agency.kernel import timeline
from agency.kernel.timeline import Actor
from agency.leads.models import Lead
from agency.people import queries as people


def brief_submitted(brief: Brief, *, at: datetime, by: By | None = None) -> Lead | None:
    """The lead of this brief; None where a person has to look first. Raises BriefSubmitted at a second time."""
    brief.submit(at=at, by=by)
    why = setting_aside.reason(brief)
    if why is not None:
        setting_aside.put_aside(brief, why, at=at)
        return None
    lead = brief.lead
    if lead is None:
        contact = intake.contact_of(brief, house=people.agency())
        brief.lead = lead = inquiry_received(intake.inquiry_of(brief, at=at), contact)
    else:
        machine.arrived(brief, at=at, by=Actor.contact(lead.contact_id))
        client_heard(lead, at=at, channel=heard_by(by))
    actor = Actor.contact(lead.contact_id)
    if by is not None and by[0] is Giver.member and by[1] is not None:
        actor = Actor.member(by[1])
    timeline.record(lead.stream, "briefs.submitted", at=at, by=actor, brief=brief.id)
    telling.plan(brief, at=at)
    return lead
