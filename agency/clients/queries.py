"""Finding a client or a contact again."""

import sqlalchemy as sa

from agency.clients.models import Client, Contact
from agency.kernel.db import db


def contact_by_address(address: str) -> Contact | None:
    """The contact with this mail address, the earliest if there are several; who stands for it, where it was joined."""
    found = db.session.scalar(
        sa.select(Contact)
        .where(sa.func.lower(Contact.email) == address.strip().lower())
        .order_by(Contact.id)
        .limit(1)
    )
    return found.known if found is not None else None


def contact(id: int) -> Contact | None:
    """One contact."""
    return db.session.get(Contact, id)


def client(id: int) -> Client | None:
    """One client."""
    return db.session.get(Client, id)
