"""What came in becomes a message on its lead, or an inquiry; the flow `letter_received` carries on from there."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from agency.clients import queries as clients
from agency.clients.models import Client, Contact, ZoneSource
from agency.kernel.db import db
from agency.kernel.files import StoredFile, store
from agency.kernel.timeline import ActorKind
from agency.leads.arrivals import Arrival
from agency.leads.incoming import Attached, Incoming, parse
from agency.leads.models import Channel, Inquiry, Lead, Message
from agency.leads.outcomes import Outcome, Verdict
from agency.leads.sorting import identity_of, judge
from agency.people import queries as people


@dataclass(frozen=True)
class Opened:
    """An arrival with what it says and what it is."""

    arrival: Arrival
    incoming: Incoming
    verdict: Verdict

    @property
    def at(self) -> datetime:
        """When it was said, as far as we are concerned."""
        return self.arrival.arrived_at or self.arrival.seen_at


def open_letter(arrival: Arrival) -> Opened:
    """Read and judge what came in, and write on the arrival who sent it and what it is."""
    raw = arrival.raw.read()
    incoming = parse(raw)
    identity = identity_of(incoming, raw)
    verdict = judge(incoming, identity=identity)
    arrival.describe(incoming)
    arrival.settle(verdict, identity=identity)
    db.session.flush()
    return Opened(arrival, incoming, verdict)


def message_in(opened: Opened) -> Message | None:
    """What it says on the lead that it answers; None when it answers none.

    Whoever wrote from a new address is a new contact of the client.
    """
    lead, incoming = opened.verdict.lead, opened.incoming
    if opened.verdict.outcome is not Outcome.reply or lead is None:
        return None
    with db.session.no_autoflush:
        return Message(
            lead=lead,
            channel=Channel.mail,
            at=opened.at,
            author_kind=ActorKind.contact,
            contact=_writer(incoming, lead),
            subject=incoming.subject[:998],
            body=incoming.words,
            message_id=incoming.message_id,
            references=list(reversed(incoming.ancestors)),
            raw=opened.arrival.raw,
            files=_stored(incoming.files, at=opened.at),
        )


def inquiry_in(opened: Opened) -> Inquiry | None:
    """What it asks of us, None when it asks for no work. Without a subject it is called by its first words."""
    incoming, client = opened.incoming, opened.verdict.client
    if client is None:
        return None
    return Inquiry(
        source=Channel.mail,
        received_at=opened.at,
        sender_name=client.name[:160],
        sender_address=client.address or None,
        subject=(incoming.subject or _first_line(incoming.words))[:200],
        words=incoming.words,
        language=incoming.language,
        message_id=incoming.message_id,
        references=list(reversed(incoming.ancestors)),
        raw=opened.arrival.raw,
        files=_stored(incoming.files, at=opened.at),
        may_hold=opened.arrival.is_fresh,
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
