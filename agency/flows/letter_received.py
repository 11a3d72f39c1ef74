"""A letter came in, by whatever way: a reply joins its lead, a letter that asks for work is an inquiry."""

from agency.flows.client_replied import client_replied
from agency.flows.inquiry_received import inquiry_received
from agency.leads import intake
from agency.leads.arrivals import Arrival


def letter_received(arrival: Arrival) -> None:
    """Sort what came in and do what follows from it."""
    opened = intake.open_letter(arrival)
    message = intake.message_in(opened)
    if message is not None:
        client_replied(message)
    inquiry = intake.inquiry_in(opened)
    if inquiry is not None:
        arrival.lead = inquiry_received(inquiry, intake.contact_of(inquiry))
