"""Finding a client or a contact again."""

from collections.abc import Iterable

import sqlalchemy as sa

from agency.clients import keys
from agency.clients.models import Client, Contact
from agency.kernel.db import db

# Built once: it is asked of every message.
BY_ADDRESS = (
    sa.select(Contact)
    .where(Contact.mail_key == sa.bindparam("key"))
    .order_by(
        sa.case((sa.func.lower(Contact.email) == sa.bindparam("address"), 0), else_=1), Contact.id
    )
    .limit(1)
)


def has_address(addresses: Iterable[str]) -> sa.ColumnElement[bool]:
    """Whether a contact has one of these mail addresses, in whatever way it was written."""
    return Contact.mail_key.in_({key for each in addresses if (key := keys.mail_key(each))})


def contact_by_address(address: str) -> Contact | None:
    """The contact with this mail address, the earliest if there are several; who stands for it, where it was joined."""
    key = keys.mail_key(address)
    if key is None:
        return None
    found = db.session.scalar(BY_ADDRESS, {"key": key, "address": address.strip().lower()})
    return found.known if found is not None else None


def contact_by_phone(number: str) -> Contact | None:
    """The contact with this number (E.164), likewise."""
    if not number:
        return None
    chosen = sa.select(Contact).where(Contact.phone_key == number).order_by(Contact.id).limit(1)
    found = db.session.scalar(chosen)
    return found.known if found is not None else None


def addresses_at(client: Client) -> set[str]:
    """Every mail address of people at this client, in small letters; those of entries that were joined too."""
    chosen = sa.select(sa.func.lower(Contact.email)).where(
        Contact.client_id == client.id, Contact.email.is_not(None)
    )
    return set(db.session.scalars(chosen)) - {""}


def contact(id: int) -> Contact | None:
    """One contact."""
    return db.session.get(Contact, id)


def client(id: int) -> Client | None:
    """One client."""
    return db.session.get(Client, id)
