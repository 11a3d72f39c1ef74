"""The machine writes in Telegram, in place of a letter: to whoever came to us by that way and gave no mail address."""

from datetime import datetime

import sqlalchemy as sa

from agency.kernel import due
from agency.kernel.db import db
from agency.kernel.mail.models import LetterState
from agency.kernel.timeline import ActorKind
from agency.leads.models import Channel, Lead, Message
from agency.leads.telegram import outbox
from agency.leads.telegram.answering import NoChat
from agency.leads.telegram.models import ChatWord, the_bot
from agency.leads.ways_in import chats
from agency.leads.ways_in.chats import TELEGRAM, Chat
from agency.people.models import Member
from agency.people.notices import tell


def chat_for(lead: Lead) -> Chat | None:
    """Where the machine may write to them: they came by Telegram, gave no address, and have not stopped the bot."""
    if lead.source is not Channel.telegram or lead.contact.address is not None:
        return None
    chat, bot = chats.of_contact(TELEGRAM, lead.contact_id), the_bot()
    reached = chat is not None and chat.blocked_at is None
    return chat if reached and bot is not None and bot.is_connected else None


def send_automatic(lead: Lead, words: str, *, by: Member | None, at: datetime) -> Message:
    """Put a step's words into the chat, signed as they are; it is no answer of ours. Raises NoChat.

    Each word goes once: one whose sender died on the way is `uncertain`, and the lead's page asks a person
    to look into the chat. Telegram knows no ids of ours, so nothing is ever said again by itself.
    """
    chat = chat_for(lead)
    if chat is None:
        raise NoChat(lead.contact_id)
    message = Message(
        lead=lead,
        channel=Channel.telegram,
        at=at,
        author_kind=ActorKind.machine,
        contact=lead.contact,
        member=by,
        body=words,
    )
    db.session.add(message)
    db.session.flush()
    for piece in outbox.pieces(words):
        outbox.post(chat, piece, at=at, message=message)
    return message


def take_back(message: Message) -> bool:
    """It is not to be said any more: whether none of it was said yet, so that nothing of it will be."""
    words = sa.select(ChatWord).where(ChatWord.message_id == message.id).order_by(ChatWord.id)
    ours = list(db.session.scalars(words.with_for_update(of=ChatWord)))
    if not ours or any(each.state is not LetterState.queued for each in ours):
        return False
    for each in ours:
        each.state = LetterState.withdrawn
        due.cancel(outbox.TELL, each.id)
    return True


def ask_about(word: ChatWord | None, *, at: datetime) -> None:
    """Nobody knows whether what the machine said arrived, or it did not: whoever has the lead looks into the chat."""
    message = word.message if word is not None else None
    if word is None or message is None or message.author_kind is not ActorKind.machine:
        return
    owner = message.lead.owner
    if word.state in (LetterState.uncertain, LetterState.failed) and owner is not None:
        tell(owner, "leads.chat_in_doubt", at=at, stream=message.lead.stream)
