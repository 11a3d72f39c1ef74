"""A person is taken out of the book: an entry without a name stays, so that what was agreed has somebody behind it."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from agency.clients.models import Client, Contact
from agency.kernel.db import db

NAMELESS = "–"


class AlreadyErased(Exception):
    """There is nothing of them left."""


def begin(contact: Contact, *, at: datetime) -> None:
    """Nobody writes to them from now on. Raises AlreadyErased."""
    db.session.refresh(contact, with_for_update=True, attribute_names=["erased_at"])
    if contact.erased_at is not None:
        raise AlreadyErased(contact.id)
    contact.erased_at = at


def finish(ids: Collection[int], *, at: datetime) -> None:
    """Blank these entries, and the organisation where nobody else is known there."""
    for contact in db.session.scalars(sa.select(Contact).where(Contact.id.in_(ids))):
        contact.name, contact.email, contact.phone, contact.position = NAMELESS, None, "", ""
        contact.erased_at = at
        others = [each for each in contact.client.contacts if each.erased_at is None]
        if not others:
            _blank(contact.client)
    db.session.flush()


def _blank(client: Client) -> None:
    """The organisation too, and those that were put together with it."""
    joined = sa.select(Client).where(Client.joined_to_id == client.id)
    for each in (client, *db.session.scalars(joined)):
        each.name, each.city = NAMELESS, ""
