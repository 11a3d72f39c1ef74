"""Traces of a person past their leads: imported tables, deliveries, our own people's mail, what can be undone."""

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa

from agency.clients.models import Contact
from agency.kernel.db import db
from agency.kernel.mail.models import Letter
from agency.leads.importing.models import ImportRow, LeadImport, Step
from agency.leads.personal import Personal, addresses_of
from agency.leads.undo import Undoable
from agency.leads.ways_in.chats import Chat
from agency.leads.ways_in.deliveries import Delivery
from agency.people.models import Member
from agency.people.notices import Notice

# A number is recognised by so many figures at its end, whatever stands before them.
FIGURES = 9
SETTLED = (Step.done, Step.undone)


def remove(personal: Personal) -> list[int]:
    """Blank them all; the files that are to be burnt."""
    tables = _rows_of_tables(personal)
    _deliveries(personal)
    _letters_to_us(personal.leads)
    _acts(set(personal.leads))
    db.session.flush()
    return tables


def _rows_of_tables(personal: Personal) -> list[int]:
    """Their rows, and the tables themselves, which nobody reads any more once they are imported."""
    said = sa.func.lower(sa.cast(ImportRow.values, sa.Text))
    theirs: list[sa.ColumnElement[bool]] = [
        ImportRow.lead_id.in_(personal.leads),
        ImportRow.contact_id.in_(personal.contacts),
    ]
    theirs += [said.contains(each, autoescape=True) for each in addresses_of(personal.contacts)]
    ids = set()
    for row in db.session.scalars(sa.select(ImportRow).where(sa.or_(*theirs))):
        row.values, row.detail = _emptied(row.values), ""
        ids.add(row.import_id)
    settled = sa.select(LeadImport).where(LeadImport.id.in_(ids), LeadImport.step.in_(SETTLED))
    tables = list(db.session.scalars(settled))
    for made in tables:
        if not made.has_heads:
            made.heads = [""] * len(made.heads)
    return [made.file_id for made in tables]


def _emptied(values: dict[str, Any]) -> dict[str, Any]:
    # Where it stands and since when says nothing of anybody.
    keeps = ("stage", "received_at")
    return {name: value if name in keeps else "" for name, value in values.items()}


def _deliveries(personal: Personal) -> None:
    """Those of their leads, and those that came to nothing and name them."""
    chosen = sa.select(Delivery)
    for each in db.session.scalars(chosen.where(Delivery.lead_id.in_(personal.leads))):
        _blank(each)
    marks = list(_marks(personal))
    strays = chosen.where(Delivery.lead_id.is_(None)).execution_options(yield_per=200)
    for each in db.session.scalars(strays):
        if any(mark in each.body.lower() for mark in marks):
            _blank(each)


def _blank(delivery: Delivery) -> None:
    delivery.body, delivery.heads, delivery.label, delivery.detail = b"", {}, "", ""
    delivery.external_id = None


def _marks(personal: Personal) -> Iterable[bytes]:
    """By what a delivery shows that it is theirs: an address, a number, a chat."""
    for address in addresses_of(personal.contacts):
        yield address.encode()
    keys = sa.select(Contact.phone_key).where(
        Contact.id.in_(personal.contacts), Contact.phone_key.is_not(None)
    )
    for number in filter(None, db.session.scalars(keys)):
        yield number[-FIGURES:].encode()
    for id in db.session.scalars(sa.select(Chat.chat_id).where(Chat.id.in_(personal.chats))):
        if len(id) >= FIGURES - 2:
            yield id.lower().encode()


def _letters_to_us(leads: list[int]) -> None:
    """What our own people were told by mail: notices name the lead and who it is of."""
    told = sa.select(Notice.mailed_at, Notice.member_id).where(
        Notice.stream == "lead", Notice.stream_id.in_(leads), Notice.mailed_at.is_not(None)
    )
    rows = db.session.execute(told).all()
    ours = {each.id: each.user.email for each in db.session.scalars(sa.select(Member)) if each.user}
    addressed = {(at, ours.get(member_id, "")) for at, member_id in rows}
    moments = {at for at, _address in addressed}
    for letter in db.session.scalars(
        sa.select(Letter).where(Letter.queued_at.in_(moments), Letter.automatic)
    ):
        if any((letter.queued_at, to) in addressed for to in letter.recipients):
            letter.subject, letter.mime = "", b""


def _acts(leads: set[int]) -> None:
    """What was done to many leads at once keeps each as it was: these cannot be had back any more."""
    if not leads:
        return
    for act in db.session.scalars(sa.select(Undoable)):
        left = [row for row in act.rows if row.get("id") not in leads]
        if len(left) < len(act.rows):
            act.rows = left
