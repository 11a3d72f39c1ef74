"""What came in becomes a message on its lead, or an inquiry; the flow `letter_received` carries on from there."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from flask_babel import gettext as _

from agency.clients import queries as clients
from agency.clients.models import Client, Contact, ZoneSource
from agency.kernel.db import db
from agency.kernel.files import StoredFile, store
from agency.kernel.mail.compose import Correspondent
from agency.kernel.phones import e164
from agency.kernel.timeline import ActorKind
from agency.leads import absence, whereabouts
from agency.leads.arrivals import Arrival
from agency.leads.incoming import Attached, Incoming, parse
from agency.leads.models import Channel, Inquiry, Lead, Message
from agency.leads.outcomes import Outcome, Reason, Verdict
from agency.leads.sorting import referring
from agency.leads.sorting.judging import identity_of, judge
from agency.leads.sorting.sent import judge_sent, written_at
from agency.people import queries as people

# What may be a client's word on a lead that is there already.
JOINS = frozenset({Outcome.reply, Outcome.forward})


@dataclass(frozen=True)
class Opened:
    """An arrival with what it says and what it is."""

    arrival: Arrival
    incoming: Incoming
    verdict: Verdict

    @property
    def said(self) -> Incoming:
        """What counts of it: the letter that was passed on, else itself."""
        passed = self.verdict.passed
        if passed is None:
            return self.incoming
        return replace(
            self.incoming, subject=passed.subject, words=passed.words, files=passed.files
        )

    @property
    def ends_reminders(self) -> bool:
        """Whether it only asks for no more reminders."""
        return self.verdict.reason is Reason.ends_reminders

    @property
    def at(self) -> datetime:
        """When it was said, as far as we are concerned."""
        return self.arrival.arrived_at or self.arrival.seen_at


def open_letter(arrival: Arrival) -> Opened:
    """Read and judge what came in, and write on the arrival who sent it and what it is."""
    raw = arrival.raw.read()
    incoming = parse(raw)
    identity = identity_of(incoming, raw)
    if arrival.is_sent:
        arrival.arrived_at = written_at(arrival, incoming)
        verdict = judge_sent(incoming, identity=identity, at=arrival.arrived_at)
    else:
        verdict = judge(incoming, identity=identity)
    arrival.describe(incoming)
    arrival.settle(verdict, identity=identity)
    opened = Opened(arrival, incoming, verdict)
    arrival.absent_until = absence.told_by(incoming, verdict, at=opened.at)
    return opened


def message_in(opened: Opened) -> Message | None:
    """What the client says on the lead that it answers; None when it answers none, or one of us wrote it.

    Whoever wrote from a new address is a new contact of the client.
    """
    lead, verdict, said = opened.verdict.lead, opened.verdict, opened.said
    by = verdict.client or (opened.incoming.sender if verdict.passed is None else None)
    if verdict.outcome not in JOINS or lead is None or by is None or verdict.writer is not None:
        return None
    incoming = opened.incoming
    person = referring.speaker(by, lead) if verdict.passed is None else None
    if verdict.outcome is Outcome.reply and person is None:
        whereabouts.learn_from_letter(lead.client, incoming)
    # Files first: keeping them writes, and a new contact is not to be written half made.
    files = stored(said.files, at=opened.at)
    with db.session.no_autoflush:
        return Message(
            lead=lead,
            channel=Channel.mail,
            at=opened.at,
            author_kind=ActorKind.contact,
            contact=_contact(by, lead) if person is None else None,
            person=person,
            subject=said.subject[:998],
            body=said.words,
            message_id=incoming.message_id,
            references=list(reversed(incoming.ancestors)),
            raw=opened.arrival.raw,
            files=files,
            is_guess=verdict.is_guess,
        )


def inquiry_in(opened: Opened) -> Inquiry | None:
    """What it asks of us, None when it asks for no work. Without a subject it is called by its first words."""
    incoming, said, client = opened.incoming, opened.said, opened.verdict.client
    if client is None or opened.verdict.lead is not None:
        return None
    zone = whereabouts.zone_in(incoming, client)
    return Inquiry(
        source=Channel.mail,
        received_at=opened.at,
        sender_name=client.name[:160],
        sender_address=client.address or None,
        subject=(said.subject or _first_line(said.words))[:200],
        words=said.words,
        zone=zone,
        zone_source=ZoneSource.mail if zone else None,
        language=said.language,
        message_id=incoming.message_id,
        references=list(reversed(incoming.ancestors)),
        raw=opened.arrival.raw,
        files=stored(said.files, at=opened.at),
        passed_by=referring.passed_by(opened.incoming.sender, verdict=opened.verdict),
        may_hold=_may_hold(opened),
        is_past=opened.arrival.is_import,
    )


def contact_of(inquiry: Inquiry) -> Contact:
    """Who asks: the contact with this address (without one, this phone), else a new one at a new client."""
    known = _known(inquiry)
    if known is not None:
        whereabouts.learn_from_inquiry(known.client, inquiry)
        return known
    house = people.agency()
    name = inquiry.sender_name or inquiry.sender_address or inquiry.sender_phone or _("Somebody")
    client = Client(
        name=inquiry.organisation or name,
        zone=house.zone,
        zone_source=ZoneSource.house,
        country=house.country,
        language=inquiry.language,
    )
    whereabouts.learn_from_inquiry(client, inquiry)
    contact = Contact(
        client=client,
        name=name,
        email=inquiry.sender_address,
        phone=inquiry.sender_phone or "",
    )
    db.session.add(contact)
    return contact


def stored(files: Iterable[Attached], *, at: datetime) -> list[StoredFile]:
    """Keep these files."""
    return [
        store(file.data, name=file.name, content_type=file.content_type, at=at) for file in files
    ]


def _known(inquiry: Inquiry) -> Contact | None:
    if inquiry.sender_address:
        return clients.contact_by_address(inquiry.sender_address)
    number = e164(inquiry.sender_phone, people.agency().country)
    return clients.contact_by_phone(number) if number else None


def _may_hold(opened: Opened) -> bool:
    """Whether the machine may write to the client before one of us does: see the rules of time."""
    verdict = opened.verdict
    if verdict.reason is Reason.said_asks:  # a person's word about what a machine may have sent
        return False
    asks = verdict.outcome in (Outcome.lead, Outcome.forward)
    return asks and not verdict.among_us and opened.arrival.is_fresh


def _contact(by: Correspondent, lead: Lead) -> Contact:
    address = by.address.lower()
    if not address:
        return lead.contact
    for contact in lead.client.contacts:
        if (contact.email or "").lower() == address:
            return contact
    known = clients.contact_by_address(address)
    if known is not None and known.client_id == lead.client_id:
        return known  # by the address of an entry that was put together with theirs
    return Contact(client=lead.client, name=by.name[:160], email=address)


def _first_line(words: str) -> str:
    lines = (line.strip() for line in words.splitlines())
    return next(filter(None, lines), None) or str(_("Without a subject"))
