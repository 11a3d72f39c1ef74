"""A letter came in, by whatever way: a reply joins its lead, anything else is an inquiry."""

from datetime import datetime

from agency.flows.client_replied import client_replied
from agency.flows.inquiry_received import inquiry_received
from agency.leads import intake
from agency.leads.models import Inquiry, Lead, Message


def letter_received(raw: bytes, *, at: datetime) -> Lead | None:
    """The lead that it belongs to now; None when we have this letter already."""
    found = intake.receive(raw, at=at)
    if isinstance(found, Message):
        client_replied(found)
        return found.lead
    if isinstance(found, Inquiry):
        return inquiry_received(found, intake.contact_of(found))
    return None
