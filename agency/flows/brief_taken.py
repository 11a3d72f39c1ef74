"""Somebody of us says that a brief which was set aside asks for work: it becomes a lead, and its clock starts now."""

from datetime import datetime

from agency.briefs import intake, setting_aside, telling
from agency.flows.inquiry_received import inquiry_received
from agency.kernel import timeline
from agency.kernel.timeline import Actor
from agency.leads.models import Lead
from agency.leads.ways_in.deliveries import Delivery, DeliverySettled
from agency.people import queries as people


def brief_taken(delivery: Delivery, *, by: Actor, at: datetime) -> Lead:
    """The lead that it is from now on. Raises DeliverySettled where it is one, or nothing is left of it."""
    brief = setting_aside.brief_in(delivery)
    if brief is None or brief.lead is not None or not delivery.is_open or delivery.is_blank:
        raise DeliverySettled(delivery.state)
    contact = intake.contact_of(brief, house=people.agency())
    inquiry = intake.inquiry_of(brief, at=at)
    # They wrote long ago, and a person has just read it: no machine needs to say that one will.
    inquiry.may_hold = False
    brief.lead = lead = inquiry_received(inquiry, contact)
    setting_aside.understand(delivery, lead)
    client = Actor.contact(lead.contact_id)
    timeline.record(lead.stream, "briefs.submitted", at=at, by=client, brief=brief.id)
    timeline.record(lead.stream, "briefs.taken", at=at, by=by, brief=brief.id)
    telling.plan_thanks(brief, at=at)
    return lead
