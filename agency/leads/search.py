"""What is found of leads, of what was said on them, and of mail that became no lead."""

from collections import defaultdict
from collections.abc import Collection, Iterable

import sqlalchemy as sa

from agency.clients.models import Client, Contact
from agency.kernel.db import db
from agency.kernel.files import StoredFile
from agency.kernel.search.sources import Document, Source, Watch
from agency.leads.arrivals import Arrival
from agency.leads.models import Lead, Message, MessageFile
from agency.leads.outcomes import Outcome
from agency.leads.quoting import split
from agency.leads.shown import Shown

# What became a lead, or a word on one, is found there.
OTHER_MAIL = tuple(each for each in Outcome if each.name not in ("lead", "reply", "forward"))
# A larger message is found by its sender and its subject alone: reading it takes longer than somebody waits.
MOST_BYTES = 1_000_000


def _leads(ids: Collection[int]) -> Iterable[Document]:
    rows = db.session.execute(
        sa.select(
            Lead.id,
            Lead.received_at,
            Lead.title,
            Client.name,
            Contact.name,
            Contact.email,
            Contact.phone,
        )
        .join(Lead.client)
        .join(Lead.contact)
        .where(Lead.id.in_(ids))
    )
    for id, at, title, client, name, email, phone in rows:
        names = (client, name, email or "", title)
        yield Document(id, lead_id=id, at=at, names=names, phones=(phone,), words=title)


def _messages(ids: Collection[int]) -> Iterable[Document]:
    """Fresh words only: what is quoted below them was said in a message of its own."""
    rows = db.session.execute(
        sa.select(Message.id, Message.lead_id, Message.at, Message.subject, Message.body).where(
            Message.id.in_(ids)
        )
    )
    files = _file_names(ids)
    for id, lead_id, at, subject, body in rows:
        words = "\n".join((subject, split(body).fresh, *files[id]))
        yield Document(id, lead_id=lead_id, at=at, words=words)


def _file_names(ids: Collection[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = db.session.execute(
        sa.select(MessageFile.message_id, StoredFile.name)
        .join(StoredFile, StoredFile.id == MessageFile.file_id)
        .where(MessageFile.message_id.in_(ids))
        .order_by(MessageFile.id)
    )
    for message_id, name in rows:
        found[message_id].append(name)
    return found


def _other_mail(ids: Collection[int]) -> Iterable[Document]:
    arrivals = db.session.scalars(
        sa.select(Arrival).where(Arrival.id.in_(ids), Arrival.outcome.in_(OTHER_MAIL))
    )
    for arrival in arrivals:
        yield Document(
            arrival.id,
            lead_id=arrival.lead_id,
            at=arrival.seen_at,
            names=(arrival.sender_name, arrival.sender_address, arrival.subject),
            words="\n".join((arrival.subject, *words_of(arrival))),
        )


def words_of(arrival: Arrival) -> tuple[str, ...]:
    """What it says, and the names of its files; nothing of what is too large to be read in passing."""
    if arrival.raw.size > MOST_BYTES:
        return ()
    said = Shown(arrival).said
    return (said.words, *(file.name for file in said.files))


def _leads_of_clients(ids: Collection[int]) -> sa.Select[int]:
    return sa.select(Lead.id).where(Lead.client_id.in_(ids))


def _leads_of_contacts(ids: Collection[int]) -> sa.Select[int]:
    return sa.select(Lead.id).where(Lead.contact_id.in_(ids))


LEAD = Source(
    "lead",
    0,
    Lead,
    _leads,
    (
        Watch(Lead, ("title", "client_id", "contact_id", "received_at")),
        Watch(Client, ("name",), through=_leads_of_clients),
        Watch(Contact, ("name", "email", "phone"), through=_leads_of_contacts),
    ),
)
MESSAGE = Source(
    "message",
    3,
    Message,
    _messages,
    (
        Watch(Message, ("lead_id", "subject", "body", "at", "files")),
        Watch(MessageFile, ("file_id",), lambda one: (one.message_id,)),
    ),
)
OTHER = Source(
    "arrival",
    4,
    Arrival,
    _other_mail,
    (Watch(Arrival, ("outcome", "lead_id", "subject", "sender_name", "sender_address")),),
)
SOURCES = (LEAD, MESSAGE, OTHER)
