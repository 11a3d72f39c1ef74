"""Importing the rows of a table, some hundred at a time, and taking an import back again."""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import joinedload

from agency.clients import queries as clients
from agency.clients.models import Client, Contact, ZoneSource
from agency.kernel import timeline
from agency.kernel.db import db
from agency.kernel.timeline import Actor, ActorKind, Entry
from agency.leads.importing.models import Fate, ImportRow, LeadImport, Step
from agency.leads.models import Channel, Lead, Message, Stage, Turn
from agency.leads.ways_in.words import language_of
from agency.people import queries as people

IMPORT = "leads.import"
BATCH = 400
MAKES = (Fate.new_lead, Fate.known_lead, Fate.contact)


def go_on(import_id: int, *, now: datetime) -> bool:
    """The next rows, there or back. False when all are through."""
    made = db.session.get(LeadImport, import_id, with_for_update=True)
    if made is None or made.step not in (Step.running, Step.undoing):
        return False
    rows = _next_rows(made)
    if not rows:
        made.end(now)
        return False
    if made.step is Step.running:
        _bring(made, rows)
    else:
        for row in rows:
            _take_back(row)
    return True


def _next_rows(made: LeadImport) -> list[ImportRow]:
    forth = made.step is Step.running
    order = ImportRow.number.asc() if forth else ImportRow.number.desc()
    return list(
        db.session.scalars(
            sa.select(ImportRow)
            .where(
                ImportRow.import_id == made.id,
                ImportRow.fate.in_(MAKES),
                ImportRow.is_done.is_(not forth),
                ImportRow.stayed.is_(False),
            )
            .options(joinedload(ImportRow.contact).joinedload(Contact.client))
            .order_by(order)
            .limit(BATCH)
        )
    )


class _People:
    """Whom these rows are about, as far as they are there by now."""

    def __init__(self, rows: Sequence[ImportRow]) -> None:
        self.found: dict[tuple[str, str], Contact] = {}
        emails = {row.values["email"].lower() for row in rows if row.values["email"]}
        phones = {row.values["phone"] for row in rows if row.values["phone"]}
        names = {row.values["name"] for row in rows if row.values["name"]}
        chosen = sa.select(Contact).where(
            sa.or_(
                clients.has_address(emails),
                Contact.phone_key.in_(phones),
                Contact.name.in_(names),
            )
        )
        for each in db.session.scalars(chosen.order_by(Contact.id.desc())):
            self.learn(each)

    def learn(self, contact: Contact) -> None:
        for key in _keys(contact.name, contact.email, contact.phone, contact.client.name):
            self.found[key] = contact.known

    def find(self, row: ImportRow) -> Contact | None:
        if row.contact is not None:
            return row.contact.known
        said = row.values
        keys = _keys(said["name"], said["email"], said["phone"], said["company"])
        return next((self.found[key] for key in keys if key in self.found), None)


def _keys(name: str, email: str | None, phone: str, company: str) -> list[tuple[str, str]]:
    keys = [("email", email.lower())] if email else []
    if phone:
        keys.append(("phone", phone))
    if name and company and name != company:
        keys.append(("person", f"{name.casefold()}\n{company.casefold()}"))
    return keys


def _bring(made: LeadImport, rows: Sequence[ImportRow]) -> None:
    known = _People(rows)
    for row in rows:
        contact = known.find(row)
        if contact is None:
            contact = _new_contact(row)
            known.learn(contact)
        contact.email = contact.email or row.values["email"] or None
        contact.phone = contact.phone or row.values["phone"]
        row.contact = contact
        row.lead = _lead(made, row, contact) if row.fate is not Fate.contact else None
        row.is_done = True
    db.session.flush()
    by = Actor.member(made.made_by_id)
    for row in rows:
        if row.lead is not None:
            timeline.record(
                row.lead.stream,
                "leads.imported",
                at=row.lead.received_at,
                by=by,
                table=made.id,
                number=row.number,
            )


def _new_contact(row: ImportRow) -> Contact:
    said, house = row.values, people.agency()
    name = said["name"] or said["email"].partition("@")[0] or said["phone"]
    client = Client(
        name=said["company"] or name,
        zone=house.zone,
        zone_source=ZoneSource.house,
        country=house.country,
        language=language_of(f"{name} {said['company']} {said['words']}"),
    )
    row.made_client = row.made_contact = True
    contact = Contact(
        client=client,
        name=name,
        email=said["email"] or None,
        phone=said["phone"],
        position=said["position"],
    )
    db.session.add(contact)
    return contact


def _lead(made: LeadImport, row: ImportRow, contact: Contact) -> Lead:
    """An old acquaintance: nothing is owed, no clock runs, nobody is written to."""
    said, stage = row.values, Stage(row.values["stage"])
    at = datetime.fromisoformat(said["received_at"]) if "received_at" in said else made.made_at
    title = said["subject"] or next(iter(said["words"].splitlines()), "") or contact.client.name
    lead = Lead(
        title=title[:200],
        client=contact.client,
        contact=contact,
        owner_id=made.made_by_id,
        source=Channel.note,
        received_at=at,
        first_response_due_at=at,
        # It was answered elsewhere, or is past answering: a clock that begins late helps nobody.
        first_response_at=at,
        heard_at=at,
        stage=stage if stage is not Stage.new else Stage.talking,
        turn=Turn.theirs,
        turn_since=at,
        closed_at=None if stage.is_open else at,
    )
    db.session.add(lead)
    if said["words"]:
        db.session.add(_message(lead, said["words"], at))
    return lead


def _message(lead: Lead, words: str, at: datetime) -> Message:
    return Message(
        lead=lead,
        channel=Channel.note,
        at=at,
        author_kind=ActorKind.contact,
        contact=lead.contact,
        body=words,
    )


def _take_back(row: ImportRow) -> None:
    """Remove what this row made, unless something was done with it since."""
    lead = row.lead
    if lead is not None and _was_touched(lead):
        row.stayed = True
        return
    try:
        with db.session.begin_nested():
            _remove(row, lead)
    except IntegrityError:
        # Something hangs on it that we do not know: it stays.
        db.session.refresh(row)
        row.stayed = True


def _was_touched(lead: Lead) -> bool:
    stream, id = lead.stream
    done = sa.select(Entry.id).where(
        Entry.stream == stream, Entry.stream_id == id, Entry.kind != "leads.imported"
    )
    more = sa.select(sa.func.count()).select_from(Message).where(Message.lead_id == id)
    return bool(db.session.scalar(sa.select(done.exists()))) or (db.session.scalar(more) or 0) > 1


def _remove(row: ImportRow, lead: Lead | None) -> None:
    contact = row.contact
    row.lead, row.contact, row.is_done = None, None, False
    db.session.flush()
    if lead is not None:
        for message in list(lead.messages):
            db.session.delete(message)
        db.session.flush()
        _forget_entries(lead)
        db.session.delete(lead)
        db.session.flush()
    if row.made_contact and contact is not None:
        client = contact.client
        db.session.delete(contact)
        db.session.flush()
        if row.made_client and not _others_at(client, {contact.id}):
            db.session.delete(client)
    row.made_client = row.made_contact = False
    db.session.flush()


def _forget_entries(lead: Lead) -> None:
    stream, id = lead.stream
    db.session.execute(sa.delete(Entry).where(Entry.stream == stream, Entry.stream_id == id))


def _others_at(client: Client, without: Collection[int]) -> bool:
    others = sa.select(Contact.id).where(Contact.client_id == client.id, Contact.id.not_in(without))
    return bool(db.session.scalar(sa.select(others.exists())))
