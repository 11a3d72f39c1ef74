"""What comes in becomes a message on its lead or an inquiry; the flows carry on from there.

An edge hands what `receive` gives to `client_replied(message)`, or to
`inquiry_received(inquiry, contact_of(inquiry))`.
"""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from flask_babel import gettext as _

from agency.clients import queries as clients
from agency.clients.models import Client, Contact, ZoneSource
from agency.kernel.db import db
from agency.kernel.files import StoredFile, store
from agency.kernel.timeline import ActorKind
from agency.leads.incoming import Attached, Incoming, parse
from agency.leads.models import Channel, Inquiry, Lead, Message
from agency.people import queries as people

RAW_TYPE = "message/rfc822"


def receive(raw: bytes, *, at: datetime) -> Message | Inquiry | None:
    """Keep the bytes, read them, and say what they are: a reply, an inquiry, or None when we have it already.

    Nothing but the raw bytes is stored yet; the flow at the edge does that.
    """
    kept = _keep(raw, at=at)
    incoming = parse(raw)
    if _is_known(incoming, kept):
        return None
    lead = find_thread(incoming)
    if lead is not None:
        return message_from(incoming, lead, at=at, raw=kept)
    return inquiry_from(incoming, at=at, raw=kept)


def find_thread(incoming: Incoming) -> Lead | None:
    """The lead that this letter answers, by the ids of letters it names."""
    if not incoming.ancestors:
        return None
    return db.session.scalar(
        sa.select(Lead)
        .join(Message, Message.lead_id == Lead.id)
        .where(Message.message_id.in_(incoming.ancestors))
        .order_by(Message.id.desc())
        .limit(1)
    )


def message_from(
    incoming: Incoming, lead: Lead, *, at: datetime, raw: StoredFile | None = None
) -> Message:
    """What they wrote, for this lead. Whoever wrote from a new address is a new contact of the client."""
    with db.session.no_autoflush:
        return Message(
            lead=lead,
            channel=Channel.mail,
            at=at,
            author_kind=ActorKind.contact,
            contact=_writer(incoming, lead),
            subject=incoming.subject[:998],
            body=incoming.words,
            message_id=incoming.message_id,
            references=list(reversed(incoming.ancestors)),
            raw=raw,
            files=_stored(incoming.files, at=at),
        )


def inquiry_from(incoming: Incoming, *, at: datetime, raw: StoredFile | None = None) -> Inquiry:
    """A letter from somebody new, asking for work; without a subject it is called by its first words."""
    return Inquiry(
        source=Channel.mail,
        received_at=at,
        sender_name=incoming.sender.name[:160],
        sender_address=incoming.sender.address or None,
        subject=(incoming.subject or _first_line(incoming.words))[:200],
        words=incoming.words,
        language=incoming.language,
        message_id=incoming.message_id,
        references=list(reversed(incoming.ancestors)),
        raw=raw,
        files=_stored(incoming.files, at=at),
    )


def contact_of(inquiry: Inquiry) -> Contact:
    """Who asks: the contact with this address, else a new one at a new client."""
    known = clients.contact_by_address(inquiry.sender_address) if inquiry.sender_address else None
    if known is not None:
        return known
    house = people.agency()
    name = inquiry.sender_name or inquiry.sender_address or inquiry.sender_phone or _("Somebody")
    client = Client(
        name=inquiry.organisation or name,
        zone=inquiry.zone or house.zone,
        zone_source=ZoneSource.browser if inquiry.zone else ZoneSource.house,
        country=None if inquiry.zone else house.country,
        language=inquiry.language,
    )
    contact = Contact(
        client=client,
        name=name,
        email=inquiry.sender_address,
        phone=inquiry.sender_phone or "",
    )
    db.session.add(contact)
    return contact


def _keep(raw: bytes, *, at: datetime) -> StoredFile:
    return store(raw, name="letter.eml", content_type=RAW_TYPE, at=at)


def _is_known(incoming: Incoming, kept: StoredFile) -> bool:
    # By its id; a letter without one by its very bytes.
    if incoming.message_id:
        known = sa.or_(
            sa.exists().where(Message.message_id == incoming.message_id),
            sa.exists().where(Inquiry.message_id == incoming.message_id),
        )
    else:
        earlier = sa.select(StoredFile.id).where(
            StoredFile.sha256 == kept.sha256,
            StoredFile.content_type == RAW_TYPE,
            StoredFile.id != kept.id,
        )
        known = sa.exists(earlier)
    return bool(db.session.scalar(sa.select(known)))


def _writer(incoming: Incoming, lead: Lead) -> Contact:
    address = incoming.sender.address.lower()
    if not address:
        return lead.contact
    for contact in lead.client.contacts:
        if (contact.email or "").lower() == address:
            return contact
    return Contact(client=lead.client, name=incoming.sender.name[:160], email=address)


def _stored(files: Iterable[Attached], *, at: datetime) -> list[StoredFile]:
    return [
        store(file.data, name=file.name, content_type=file.content_type, at=at) for file in files
    ]


def _first_line(words: str) -> str:
    lines = (line.strip() for line in words.splitlines())
    return next(filter(None, lines), None) or str(_("Without a subject"))
