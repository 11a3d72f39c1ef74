"""Forgetting a person: what they said, what was said to them and about them is blanked, and the files are burnt.

Ids stay, so that nothing comes in twice and what was counted stays counted.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from agency.clients.joining import Joining
from agency.kernel import files
from agency.kernel.db import db
from agency.kernel.mail import suppression
from agency.kernel.mail.models import Letter, LetterState
from agency.leads import no_more, traces
from agency.leads.arrivals import Arrival
from agency.leads.models import Inquiry, Lead, Message
from agency.leads.personal import Personal, addresses_of
from agency.leads.reminders import Reminder
from agency.leads.senders import SenderRule
from agency.leads.telegram.models import ChatWord
from agency.leads.unsent import Unsent
from agency.leads.ways_in.chats import Chat

NAMELESS = "–"
LEAVING = (LetterState.queued, LetterState.sending)


class StillLeaving(Exception):
    """A letter to them is on its way out at this moment."""


def erase(personal: Personal, *, but: Collection[int], at: datetime) -> int:
    """Blank it all and burn the files, `but` these; how many there were. Raises StillLeaving."""
    _refuse_while_leaving(personal)
    tables = traces.remove(personal)
    _blank(Message, personal.messages, subject="", body="")
    _blank(Inquiry, personal.inquiries, **_INQUIRY)
    _blank(Arrival, personal.arrivals, **_ARRIVAL)
    no_more.close(personal.letters, at=at)
    _blank(Letter, personal.letters, recipients=[], subject="", mime=b"", error=None)
    _blank(Lead, personal.leads, title=NAMELESS, lost_reason="", won_reason="")
    _forget_words_about(personal, at=at)
    _forget_chats(personal.chats)
    return files.burn(sorted({*personal.files, *tables} - set(but)), at=at)


_INQUIRY = {
    "sender_name": NAMELESS,
    "sender_address": None,
    "sender_phone": "",
    "organisation": "",
    "subject": NAMELESS,
    "words": "",
}
_ARRIVAL = {"sender_name": "", "sender_address": "", "subject": "", "note": "", "detail": ""}


def _refuse_while_leaving(personal: Personal) -> None:
    letter = sa.exists().where(Letter.id.in_(personal.letters), Letter.state.in_(LEAVING))
    word = sa.exists().where(ChatWord.chat_id.in_(personal.chats), ChatWord.state.in_(LEAVING))
    if db.session.scalar(sa.select(sa.or_(letter, word))):
        raise StillLeaving


def _forget_words_about(personal: Personal, *, at: datetime) -> None:
    """What we wrote about them, or to them and never sent; what was learnt of their addresses."""
    for waiting in _rows(Unsent, Unsent.lead_id.in_(personal.leads)):
        waiting.drop_for_good()
    for reminder in _rows(Reminder, Reminder.lead_id.in_(personal.leads)):
        reminder.words = ""
        reminder.finish(at=at)
    joined = sa.or_(Joining.kept_id.in_(personal.contacts), Joining.gone_id.in_(personal.contacts))
    for each in _rows(Joining, joined):
        each.filled = {}
    addresses = addresses_of(personal.contacts)
    db.session.execute(sa.delete(SenderRule).where(SenderRule.address.in_(addresses)))
    suppression.forget(addresses)


def _forget_chats(ids: list[int]) -> None:
    """Whoever writes there again is somebody new."""
    db.session.execute(sa.delete(ChatWord).where(ChatWord.chat_id.in_(ids)))
    db.session.execute(sa.delete(Chat).where(Chat.id.in_(ids)))


def _rows(model: Any, where: sa.ColumnElement[bool]) -> list[Any]:
    return list(db.session.scalars(sa.select(model).where(where)))


def _blank(model: Any, ids: list[int], **values: Any) -> None:
    # Row by row: what is kept about each (the index of the search, its keys) follows by itself.
    for row in _rows(model, model.id.in_(ids)):
        for name, value in values.items():
            setattr(row, name, value)
    db.session.flush()
