"""Who says it: the contact that we know by their chat, address or phone, else a new one; and where they left off."""

import sqlalchemy as sa

from agency.clients import queries as clients
from agency.clients.models import Contact
from agency.kernel.db import db
from agency.kernel.phones import bare, e164
from agency.kernel.zones import country_of
from agency.leads import intake
from agency.leads.models import IS_OPEN, Lead
from agency.leads.ways_in.words import Word
from agency.people import queries as people

# So many figures at the end of a number are the same in every notation of it.
SAME_END = 7


def contact_of(word: Word) -> Contact:
    """Whoever said it. What we did not know of them yet is written down."""
    known = word.contact or _by_address(word.address) or by_phone(word.phone)
    contact = known or intake.contact_of(word.inquiry())
    contact.email = contact.email or word.address
    contact.phone = contact.phone or word.phone
    return contact


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


def by_phone(number: str) -> Contact | None:
    """The contact with this number (E.164), in whatever notation it was written down; the earliest of several."""
    if not number:
        return None
    stripped: sa.ColumnElement[str] = sa.type_coerce(Contact.phone, sa.String)
    for mark in " ()-.\u00a0":
        stripped = sa.func.replace(stripped, mark, "")
    close = sa.select(Contact).where(stripped.endswith(number[-SAME_END:])).order_by(Contact.id)
    home = home_country()
    return next(
        (
            each
            for each in db.session.scalars(close.limit(50))
            if number in (bare(each.phone), e164(each.phone, each.client.country or home))
        ),
        None,
    )


def home_country() -> str | None:
    """The country in which a number without one is rung from the house."""
    house = people.agency()
    return house.country or country_of(house.zone)


def _by_address(address: str | None) -> Contact | None:
    return clients.contact_by_address(address) if address else None
