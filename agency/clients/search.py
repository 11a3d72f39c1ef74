"""What is found of clients, their contacts and partners: who they are, their addresses and phones."""

from collections.abc import Collection, Iterable

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from agency.clients.models import Client, Contact
from agency.clients.partners import Partner, PartnerDomain, PartnerPerson
from agency.kernel.db import db
from agency.kernel.search.sources import Document, Source, Watch


def _clients(ids: Collection[int]) -> Iterable[Document]:
    rows = db.session.execute(
        sa.select(Client.id, Client.name, Client.city).where(Client.id.in_(ids))
    )
    for id, name, city in rows:
        yield Document(id, names=(name, city))


def _contacts(ids: Collection[int]) -> Iterable[Document]:
    rows = db.session.execute(
        sa.select(Contact.id, Contact.name, Contact.email, Contact.phone, Client.name)
        .join(Contact.client)
        .where(Contact.id.in_(ids), Contact.joined_to_id.is_(None), Contact.erased_at.is_(None))
    )
    for id, name, email, phone, client in rows:
        yield Document(id, names=(name, email or "", client), phones=(phone,))


def _partners(ids: Collection[int]) -> Iterable[Document]:
    partners = db.session.scalars(
        sa.select(Partner)
        .where(Partner.id.in_(ids))
        .options(selectinload(Partner.people), selectinload(Partner.domains))
    )
    for each in partners:
        people = (part for one in each.people for part in (one.name, one.email))
        yield Document(each.id, names=(each.name, *people, *(one.domain for one in each.domains)))


def _contacts_of_clients(ids: Collection[int]) -> sa.Select[int]:
    return sa.select(Contact.id).where(Contact.client_id.in_(ids))


CLIENT = Source("client", 1, Client, _clients, (Watch(Client, ("name", "city")),))
CONTACT = Source(
    "contact",
    2,
    Contact,
    _contacts,
    (
        Watch(Contact, ("name", "email", "phone", "client_id", "joined_to_id", "erased_at")),
        Watch(Client, ("name",), through=_contacts_of_clients),
    ),
)
PARTNER = Source(
    "partner",
    7,
    Partner,
    _partners,
    (
        Watch(Partner, ("name",)),
        Watch(PartnerPerson, ("name", "email", "partner_id"), lambda one: (one.partner_id,)),
        Watch(PartnerDomain, ("domain",), lambda one: (one.partner_id,)),
    ),
)
SOURCES = (CLIENT, CONTACT, PARTNER)
