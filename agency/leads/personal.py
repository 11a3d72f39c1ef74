"""All that we keep of one person, wherever it lies in this package: to be handed to them, or to be erased."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from agency.clients.models import Contact
from agency.kernel import files
from agency.kernel.db import db
from agency.kernel.mail.models import Letter, LetterState
from agency.leads.arrivals import Arrival
from agency.leads.importing.models import ImportRow
from agency.leads.inquiries import InquiryFile
from agency.leads.models import Inquiry, Lead, Message, MessageFile
from agency.leads.reminders import Reminder
from agency.leads.senders import SenderRule
from agency.leads.telegram.models import ChatWord
from agency.leads.unsent import Unsent
from agency.leads.ways_in.chats import Chat
from agency.leads.ways_in.deliveries import Delivery

NAMELESS = "–"


class StillLeaving(Exception):
    """A letter to them is on its way out at this moment."""


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
    contacts = _ids(Contact, sa.or_(Contact.id == contact.id, Contact.joined_to_id == contact.id))
    leads = _ids(Lead, Lead.contact_id.in_(contacts))
    nobodys = sa.and_(Message.lead_id.in_(leads), Message.contact_id.is_(None))
    messages = _ids(Message, sa.or_(Message.contact_id.in_(contacts), nobodys))
    arrivals = _ids(
        Arrival, sa.or_(Arrival.lead_id.in_(leads), _wrote(contacts), _came_as(messages))
    )
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
        files=sorted(set(_files(messages, inquiries, arrivals, chats))),
    )


def erase(personal: Personal, *, at: datetime) -> int:
    """Blank it all and burn the files; how many there were. Ids stay, so that nothing comes in twice.

    Raises StillLeaving.
    """
    leaving = (LetterState.queued, LetterState.sending)
    if _ids(Letter, sa.and_(Letter.id.in_(personal.letters), Letter.state.in_(leaving))):
        raise StillLeaving
    _blank(Message, personal.messages, subject="", body="")
    _blank(
        Inquiry,
        personal.inquiries,
        sender_name=NAMELESS,
        sender_address=None,
        sender_phone="",
        organisation="",
        subject=NAMELESS,
        words="",
    )
    _blank(
        Arrival,
        personal.arrivals,
        sender_name="",
        sender_address="",
        subject="",
        note="",
        detail="",
    )
    _blank(Letter, personal.letters, recipients=[], subject="", mime=b"", error=None)
    _blank(Lead, personal.leads, title=NAMELESS, lost_reason="", won_reason="")
    _blank_words_about(personal)
    return files.burn(personal.files, at=at)


def addresses_of(contacts: Iterable[int]) -> list[str]:
    """Their mail addresses, in small letters."""
    found = _all(sa.select(sa.func.lower(Contact.email)).where(Contact.id.in_(list(contacts))))
    return [each for each in found if each]


def _blank_words_about(personal: Personal) -> None:
    """What others wrote about them: reminders, letters that were never sent, rows of imports, raw deliveries."""
    leads = personal.leads
    _blank_where(Reminder, Reminder.lead_id.in_(leads), words="")
    _blank_where(Unsent, Unsent.lead_id.in_(leads), subject="", words="")
    _blank_where(Delivery, Delivery.lead_id.in_(leads), body=b"", heads={}, label="", detail="")
    imported = sa.or_(ImportRow.lead_id.in_(leads), ImportRow.contact_id.in_(personal.contacts))
    _blank_where(ImportRow, imported, values={}, detail="")
    _blank_where(ChatWord, ChatWord.chat_id.in_(personal.chats), text="", heading="")
    _blank_where(Chat, Chat.id.in_(personal.chats), username="")
    said_of = SenderRule.address.in_(addresses_of(personal.contacts))
    db.session.execute(sa.delete(SenderRule).where(said_of))


def _wrote(contacts: list[int]) -> sa.ColumnElement[bool]:
    return sa.func.lower(Arrival.sender_address).in_(addresses_of(contacts))


def _came_as(messages: list[int]) -> sa.ColumnElement[bool]:
    raw = sa.select(Message.raw_id).where(Message.id.in_(messages), Message.raw_id.is_not(None))
    return Arrival.raw_id.in_(raw)


def _files(
    messages: list[int], inquiries: list[int], arrivals: list[int], chats: list[int]
) -> Iterable[int]:
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


def _blank(model: Any, ids: list[int], **values: Any) -> None:
    _blank_where(model, model.id.in_(ids), **values)


def _blank_where(model: Any, where: sa.ColumnElement[bool], **values: Any) -> None:
    # Row by row: what is kept about each (the index of the search, its keys) follows by itself.
    for row in db.session.scalars(sa.select(model).where(where)):
        for name, value in values.items():
            setattr(row, name, value)
    db.session.flush()
