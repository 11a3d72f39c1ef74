"""Somebody said something about a lead, by mail, by phone or otherwise; the client's word ends the follow-ups."""

from agency.flows.client_heard import client_heard
from agency.kernel.db import db
from agency.leads import readers
from agency.leads.models import Message


def client_replied(message: Message) -> None:
    """Put the word on its lead; where it is the client's, stop what would have been sent."""
    db.session.add(message)
    if readers.counts_as_clients(message):
        who = message.contact.id if message.contact is not None else message.contact_id
        client_heard(message.lead, at=message.at, channel=message.channel, contact_id=who)
    else:
        message.lead.heard_about(at=message.at)
