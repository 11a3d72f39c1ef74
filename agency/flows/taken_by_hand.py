"""Somebody of us says that a message which the machine had put aside asks for work, or answers us."""

from datetime import datetime

from agency.flows.client_replied import client_replied
from agency.flows.inquiry_received import inquiry_received
from agency.kernel import timeline
from agency.kernel.timeline import Actor
from agency.leads import by_hand, intake, senders
from agency.leads.arrivals import Arrival
from agency.leads.models import Lead
from agency.leads.senders import Decision


def taken_by_hand(arrival: Arrival, *, by: Actor, at: datetime) -> Lead:
    """The lead that it is from now on, or that it answers; the sender's next one will be too. Raises NotInDoubt."""
    senders.learn(arrival, Decision.asks, by=by, at=at)
    opened = by_hand.take(arrival)
    message = intake.message_in(opened)
    if message is not None:
        client_replied(message)
    inquiry = by_hand.inquiry_of(opened)
    if inquiry is not None:
        arrival.lead = inquiry_received(inquiry, intake.contact_of(inquiry))
    lead = arrival.lead
    assert lead is not None
    timeline.record(lead.stream, "leads.taken_by_hand", at=at, by=by, arrival=arrival.id)
    return lead
