"""One of us answers in Telegram, on a lead that is talked about there."""

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from agency.kernel import queue, timeline
from agency.kernel.db import db
from agency.kernel.files import StoredFile
from agency.kernel.mail.models import LetterState
from agency.kernel.timeline import Actor, ActorKind
from agency.leads.models import Channel, Lead, Message
from agency.leads.telegram import outbox
from agency.leads.telegram.models import ChatWord
from agency.leads.ways_in import chats
from agency.leads.ways_in.chats import TELEGRAM
from agency.people.models import Member


class NoChat(Exception):
    """There is no chat in which they could be answered."""


def answer(
    lead: Lead, words: str, *, by: Member, at: datetime, files: Sequence[StoredFile] = ()
) -> Message:
    """The clock stops and it is their turn, as with a letter. Raises NoChat."""
    chat = chats.of_contact(TELEGRAM, lead.contact_id)
    if chat is None or chat.blocked_at is not None:
        raise NoChat(lead.contact_id)
    message = Message(
        lead=lead,
        channel=Channel.telegram,
        at=at,
        author_kind=ActorKind.member,
        contact=lead.contact,
        member=by,
        body=words,
        files=list(files),
    )
    db.session.add(message)
    db.session.flush()
    for piece in outbox.pieces(words):
        outbox.post(chat, piece, at=at, message=message)
    for file in files:
        outbox.post(chat, "", at=at, message=message, file=file)
    actor = Actor.member(by.id)
    lead.answered(by=actor, at=at)
    timeline.record(lead.stream, "leads.answered", at=at, by=actor, message=message.id)
    return message


def word(id: int) -> ChatWord | None:
    """One word, held until the end of the transaction."""
    return db.session.get(ChatWord, id, with_for_update=True)


def confirm(word: ChatWord, *, at: datetime) -> None:
    """A person saw it in the chat. Raises LetterNotOpen."""
    word.confirm_arrived(at)


def release(word: ChatWord, *, at: datetime) -> None:
    """A person saw that it is not there: it goes out again. Raises LetterNotOpen."""
    word.release_again()
    queue.later(outbox.TELL, word.id, now=at)


def on_their_way(lead: Lead) -> dict[int, list[ChatWord]]:
    """What we said on this lead in chats and did not simply arrive, by message."""
    found: dict[int, list[ChatWord]] = {}
    chosen = (
        sa.select(ChatWord)
        .join(Message, Message.id == ChatWord.message_id)
        .where(
            Message.lead_id == lead.id,
            ChatWord.state.not_in((LetterState.sent, LetterState.withdrawn)),
        )
        .options(joinedload(ChatWord.file))
        .order_by(ChatWord.id)
    )
    for each in db.session.scalars(chosen):
        found.setdefault(each.message_id or 0, []).append(each)
    return found
