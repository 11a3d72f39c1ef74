"""A client's word on one lead asks for something else: it becomes a lead of its own, with the same person."""

from datetime import datetime

from agency.flows.inquiry_received import inquiry_received
from agency.kernel.timeline import Actor
from agency.leads import splitting
from agency.leads.models import Lead, Message


def message_split(message: Message, *, by: Actor, at: datetime) -> Lead:
    """The lead of its own. Raises CannotSplit."""
    inquiry = splitting.inquiry_of(message)
    lead = inquiry_received(inquiry, message.contact or message.lead.contact)
    splitting.take_along(message, lead, by=by, at=at)
    return lead
