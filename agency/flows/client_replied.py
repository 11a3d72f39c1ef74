"""The client said something about a lead, by mail, by phone or otherwise: follow-ups end, it is our turn."""

from agency.followups import machine
from agency.followups.models import StopReason
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.leads.models import Message


def client_replied(message: Message) -> None:
    """Put the client's word on its lead and stop what would have been sent."""
    lead, by = message.lead, Actor.contact(message.contact_id or message.lead.contact_id)
    db.session.add(message)
    lead.heard(at=message.at, by=by, channel=message.channel)
    machine.stop(lead, StopReason.heard, at=message.at, by=by)
