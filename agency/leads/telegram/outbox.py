"""What we say in chats: posted with its cause, claimed, sent, settled. The job around these steps commits between."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Self

import sqlalchemy as sa

from agency.kernel import queue
from agency.kernel.db import db
from agency.kernel.files import StoredFile
from agency.kernel.mail.models import LetterState
from agency.leads.models import Message
from agency.leads.telegram import wire
from agency.leads.telegram.models import ChatWord, Heading
from agency.leads.ways_in.chats import Chat

TELL = "leads.tell_telegram"
GIVE_UP_AFTER = timedelta(hours=7)
LONGEST = 4000
# While something said before is still on its way.
AFTER_THE_OTHER = timedelta(seconds=2)


@dataclass(frozen=True)
class Parcel:
    """What travels of a word, taken out of the database: while Telegram is asked, nobody waits for a lock."""

    chat_id: str
    text: str
    name: str = ""
    data: bytes | None = None

    @classmethod
    def of(cls, word: ChatWord) -> Self:
        if word.file is None:
            return cls(word.chat.chat_id, word.text)
        return cls(word.chat.chat_id, "", word.file.name, word.file.read())


def post(
    chat: Chat,
    text: str,
    *,
    at: datetime,
    message: Message | None = None,
    file: StoredFile | None = None,
) -> ChatWord:
    """Let this be said in the chat; it leaves after the commit."""
    word = ChatWord(
        chat=chat,
        message=message,
        heading=Heading.goes,
        text=text,
        file=file,
        state=LetterState.queued,
        queued_at=at,
    )
    db.session.add(word)
    db.session.flush()
    queue.later(TELL, word.id, now=at)
    return word


def pieces(text: str) -> list[str]:
    """A long text in pieces that Telegram takes, cut where a line or a word ends."""
    found = []
    while len(text) > LONGEST:
        cut = max(text.rfind("\n", 0, LONGEST), text.rfind(" ", 0, LONGEST))
        cut = cut if cut > LONGEST // 2 else LONGEST
        found.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [*found, text] if text else found


def claim(id: int) -> ChatWord | None:
    """Take it for sending, or None when it is gone, decided, or now uncertain."""
    word = db.session.scalar(sa.select(ChatWord).where(ChatWord.id == id).with_for_update())
    return word if word is not None and word.start() else None


def waits_for_another(id: int) -> bool:
    """Whether something that was said before it in the same chat has not left yet."""
    word = db.session.get(ChatWord, id)
    if word is None:
        return False
    earlier = sa.select(ChatWord.id).where(
        ChatWord.chat_id == word.chat_id,
        ChatWord.id < id,
        ChatWord.heading == Heading.goes,
        ChatWord.state == LetterState.queued,
    )
    return bool(db.session.scalar(sa.select(earlier.exists())))


def send(parcel: Parcel, token: str) -> int | Exception:
    """Say it; its id at Telegram's, or what went wrong as a value, to be settled."""
    try:
        if parcel.data is not None:
            files = {"document": (parcel.name, parcel.data)}
            found = wire.call(token, "sendDocument", files=files, chat_id=parcel.chat_id)
        else:
            found = wire.call(token, "sendMessage", chat_id=parcel.chat_id, text=parcel.text)
    except (wire.Refused, wire.Unsure) as trouble:
        return trouble
    return int(found.get("message_id") or 0)


def settle(word: ChatWord, became: int | Exception, *, now: datetime) -> None:
    """Write down what became of it; a refusal that may pass leaves it queued, but not for ever."""
    if isinstance(became, int):
        word.mark_sent(now, became or None)
    elif isinstance(became, wire.Refused):
        if became.is_blocked:
            word.chat.blocked_at = now
        too_long = now - word.queued_at > GIVE_UP_AFTER
        word.mark_refused(str(became), for_good=became.for_good or too_long)
    else:
        word.mark_uncertain(str(became))
