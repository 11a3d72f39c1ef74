"""Who says it: the contact that we know by their chat, address or phone, else a new one; and where they left off."""

from dataclasses import replace

import sqlalchemy as sa

from agency.clients import queries as clients
from agency.clients.models import Contact
from agency.kernel.db import db
from agency.kernel.phones import e164, spaced
from agency.kernel.zones import country_of
from agency.leads import intake
from agency.leads.models import IS_OPEN, Lead
from agency.leads.ways_in.words import Word
from agency.people import queries as people


def contact_of(word: Word) -> Contact:
    """Whoever said it. What we did not know of them yet is written down, save what a mere form says.

    Anybody can type anybody's phone beside an address of their own, and would get the letters that are for them.
    """
    told = word.contact.known if word.contact else None
    known = told or _by_address(word.address) or _by_phone(word)
    contact = known or intake.contact_of(word.inquiry())
    if word.joins:
        contact.email = contact.email or word.address
        contact.phone = contact.phone or word.phone
    return contact


def whole(word: Word, contact: Contact) -> Word:
    """The word with the number that it names, where that is not the one that we have of them."""
    if (
        not word.phone
        or e164(contact.phone, contact.client.country or home_country()) == word.phone
    ):
        return word
    return replace(word, words=f"{word.words}\n\n{spaced(word.phone)}".strip())


def lead_to_join(word: Word, contact: Contact) -> Lead | None:
    """The open lead on which it goes on; None when it begins a new one."""
    return open_lead_of(contact) if word.joins else None


def open_lead_of(contact: Contact) -> Lead | None:
    """What they talk to us about at present: their latest open lead."""
    if contact.id is None:
        return None
    return db.session.scalar(
        sa.select(Lead)
        .where(Lead.contact_id == contact.id, sa.text(f"lead.{IS_OPEN}"))
        .order_by(Lead.received_at.desc(), Lead.id.desc())
        .limit(1)
    )


def home_country() -> str | None:
    """The country in which a number without one is rung from the house."""
    house = people.agency()
    return house.country or country_of(house.zone)


def _by_phone(word: Word) -> Contact | None:
    known = clients.contact_by_phone(word.phone)
    is_told = word.joins or not word.address
    return known if is_told else None


def _by_address(address: str | None) -> Contact | None:
    return clients.contact_by_address(address) if address else None
