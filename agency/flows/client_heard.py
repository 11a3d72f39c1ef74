"""The client said something, by whatever way: the lead knows, and nothing more goes out by itself."""

from datetime import datetime

from agency.flows.card_answered import cards_answered
from agency.followups import machine
from agency.kernel.timeline import Actor
from agency.leads import reminders
from agency.leads.models import Channel, Lead


def client_heard(
    lead: Lead, *, at: datetime, channel: Channel, contact_id: int | None = None
) -> None:
    """`contact_id` is who of theirs said it; without one, whom the lead is with."""
    by = Actor.contact(contact_id or lead.contact_id)
    lead.heard(at=at, by=by, channel=channel)
    reminders.dissolve(lead, at=at)
    machine.heard(lead, at=at, by=by, contact_id=contact_id)
    cards_answered(lead, by=by, at=at)
