"""All that we keep of one person, wherever it lies in this package: to be handed to them, or to be forgotten."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from agency.clients.models import Contact
from agency.kernel.db import db
from agency.leads.arrivals import Arrival
from agency.leads.inquiries import InquiryFile
from agency.leads.models import Inquiry, Lead, Message, MessageFile
from agency.leads.telegram.models import ChatWord
from agency.leads.unsent import Unsent, UnsentFile
from agency.leads.ways_in.chats import Chat


@dataclass(frozen=True)
class Personal:
    """By id: their entries, the leads that are theirs, what was said with them, and what it came as."""

    contacts: list[int]
    leads: list[int]
    messages: list[int]
    inquiries: list[int]
    arrivals: list[int]
    letters: list[int]
    chats: list[int]
    files: list[int]


def of(contact: Contact) -> Personal:
    """All of this person, the entries among it that were put together with theirs."""
    contacts = _entries(contact)
    leads = _ids(Lead, Lead.contact_id.in_(contacts))
    nobodys = sa.and_(Message.lead_id.in_(leads), Message.contact_id.is_(None))
    messages = _ids(Message, sa.or_(Message.contact_id.in_(contacts), nobodys))
    came_here = sa.and_(Arrival.lead_id.in_(leads), sa.not_(_came_as_others(leads, messages)))
    arrivals = _ids(Arrival, sa.or_(came_here, _wrote(contacts), _came_as(messages)))
    inquiries = _ids(Inquiry, Inquiry.lead_id.in_(leads))
    chats = _ids(Chat, Chat.contact_id.in_(contacts))
    return Personal(
        contacts=contacts,
        leads=leads,
        messages=messages,
        inquiries=inquiries,
        arrivals=arrivals,
        letters=_all(sa.select(Message.letter_id).where(Message.id.in_(messages))),
        chats=chats,
        files=sorted(set(_files(leads, messages, inquiries, arrivals, chats))),
    )


def _entries(contact: Contact) -> list[int]:
    """Theirs, those that were put together with it, and those that had been put together with these before."""
    found, fresh = [contact.id], [contact.id]
    while fresh := _ids(Contact, Contact.joined_to_id.in_(fresh)):
        found += fresh
    return found


def addresses_of(contacts: Iterable[int]) -> list[str]:
    """Their mail addresses, in small letters."""
    found = _all(sa.select(sa.func.lower(Contact.email)).where(Contact.id.in_(list(contacts))))
    return [each for each in found if each]


def _wrote(contacts: list[int]) -> sa.ColumnElement[bool]:
    return sa.func.lower(Arrival.sender_address).in_(addresses_of(contacts))


def _came_as(messages: list[int]) -> sa.ColumnElement[bool]:
    raw = sa.select(Message.raw_id).where(Message.id.in_(messages), Message.raw_id.is_not(None))
    return Arrival.raw_id.in_(raw)


def _came_as_others(leads: list[int], messages: list[int]) -> sa.ColumnElement[bool]:
    """What a colleague of theirs wrote on the same lead is the colleague's."""
    return sa.exists().where(
        Message.lead_id.in_(leads),
        Message.id.not_in(messages),
        Message.raw_id == Arrival.raw_id,
    )


def _files(
    leads: list[int],
    messages: list[int],
    inquiries: list[int],
    arrivals: list[int],
    chats: list[int],
) -> Iterable[int]:
    yield from _all(
        sa.select(UnsentFile.file_id)
        .join(Unsent, Unsent.id == UnsentFile.unsent_id)
        .where(Unsent.lead_id.in_(leads))
    )
    yield from _all(sa.select(MessageFile.file_id).where(MessageFile.message_id.in_(messages)))
    yield from _all(sa.select(Message.raw_id).where(Message.id.in_(messages)))
    yield from _all(sa.select(InquiryFile.file_id).where(InquiryFile.inquiry_id.in_(inquiries)))
    yield from _all(sa.select(Inquiry.raw_id).where(Inquiry.id.in_(inquiries)))
    yield from _all(sa.select(Arrival.raw_id).where(Arrival.id.in_(arrivals)))
    yield from _all(sa.select(ChatWord.file_id).where(ChatWord.chat_id.in_(chats)))


def _ids(model: Any, where: sa.ColumnElement[bool]) -> list[int]:
    return list(db.session.scalars(sa.select(model.id).where(where).order_by(model.id)))


def _all(chosen: sa.Select[Any]) -> list[Any]:
    return [each for each in db.session.scalars(chosen) if each is not None]
