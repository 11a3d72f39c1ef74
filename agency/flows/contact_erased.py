"""Somebody wants to be forgotten: their open leads end, and all that we keep of them is blanked, with a record."""

from datetime import datetime

from agency.briefs import personal as answers
from agency.clients import erasing
from agency.clients.models import Contact
from agency.flows.lead_lost import lead_lost
from agency.followups import personal as followups
from agency.kernel import timeline
from agency.kernel.timeline import Actor
from agency.leads import forgetting, queries
from agency.leads import personal as leads
from agency.proposals import personal as offers
from agency.tasks import personal as tasks


def contact_erased(contact: Contact, *, by: Actor, at: datetime) -> None:
    """Erase them. Raises StillLeaving while a letter to them is on its way, AlreadyErased."""
    erasing.begin(contact, at=at)
    found = leads.of(contact)
    for lead in queries.open_among(found.leads):
        lead_lost(lead, reason="", by=by, at=at)
    agreed = offers.agreed_files(found.leads)
    addresses = leads.addresses_of(found.contacts)
    burnt = answers.erase(found.leads, addresses, at=at) + offers.erase(found.leads, at=at)
    burnt += forgetting.erase(found, but=agreed, at=at)
    burnt += tasks.erase(found.leads, found.contacts, at=at)
    offers.forget_colleagues(addresses, at=at)
    followups.erase(found.leads, by=by, at=at)
    erasing.finish(found.contacts, at=at)
    said = len(found.messages)
    timeline.record(
        ("contact", contact.id), "clients.erased", at=at, by=by, messages=said, files=burnt
    )
