"""An inquiry came in, by whatever way: it becomes a lead with its clock running, owned by somebody."""

from agency.clients.models import Contact
from agency.followups import machine
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.leads import assignment, holding, overlaps, pressing, referrals
from agency.leads.arrivals import Arrival
from agency.leads.models import Inquiry, Lead, Message
from agency.people import queries as people


def inquiry_received(inquiry: Inquiry, contact: Contact, arrival: Arrival | None = None) -> Lead:
    """The lead of this inquiry, with its first message on the timeline; `arrival` is what brought it, if a letter."""
    choice, is_new = assignment.choose(inquiry), contact.id is None
    lead = Lead.from_inquiry(
        inquiry,
        contact=contact,
        owner=choice.owner,
        answering=people.agency().answering,
    )
    inquiry.lead = lead
    db.session.add_all([inquiry, lead, Message.from_inquiry(inquiry, lead)])
    if arrival is not None:
        arrival.lead = lead
    db.session.flush()
    # Whoever asks for them next gets them in their order.
    db.session.expire(lead, ["messages"])
    referrals.begin(lead, inquiry)
    overlaps.look(lead, at=inquiry.received_at)
    assignment.hand_out(lead, inquiry, choice)
    if not is_new:  # nobody has ever written to whom we have just met
        machine.heard(lead, at=inquiry.received_at, by=Actor.contact(contact.id))
    holding.plan(lead, inquiry)
    pressing.plan(lead, inquiry)
    return lead
