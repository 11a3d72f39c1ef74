"""Somebody said something about a lead, by mail, by phone or otherwise; the client's word ends the follow-ups."""

from agency.followups import machine
from agency.followups.models import StopReason
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.leads import readers, reminders
from agency.leads.models import Message


def client_replied(message: Message) -> None:
    """Put the word on its lead; where it is the client's, stop what would have been sent."""
    lead, by = message.lead, Actor.contact(message.contact_id or message.lead.contact_id)
    db.session.add(message)
    if not readers.counts_as_clients(message):
        lead.heard_about(at=message.at)
        return
    lead.heard(at=message.at, by=by, channel=message.channel)
    reminders.dissolve(lead, at=message.at)
    machine.stop(lead, StopReason.heard, at=message.at, by=by)
