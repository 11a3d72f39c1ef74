"""What an update of Telegram says: a person's word with its files, or something that is nobody's word."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from agency.leads.ways_in.reasons import Why
from agency.leads.ways_in.understanding import NotUnderstood
from agency.leads.ways_in.words import line, tidy

# Which parts of a message are files, and what they are called when they have no name.
FILES = {
    "document": "document",
    "video": "video.mp4",
    "voice": "voice.ogg",
    "audio": "audio.mp3",
    "video_note": "video.mp4",
    "animation": "animation.mp4",
}


class NobodysWord(Exception):
    """There is nothing in it for us, and nobody has to look."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


@dataclass(frozen=True)
class Sent:
    """A file that came with a word, still at Telegram's."""

    file_id: str
    name: str
    size: int


@dataclass(frozen=True)
class Said:
    """One word in a chat. `is_start` is the bot's first greeting, `is_edit` says that it was said before."""

    update_id: str
    chat_id: str
    remote_id: int
    at: datetime
    name: str
    username: str
    language: str
    text: str
    phone: str = ""
    files: tuple[Sent, ...] = ()
    is_edit: bool = False
    is_start: bool = False
    left: bool = False


def read(body: bytes, *, received_at: datetime) -> Said:
    """What it says. Raises NobodysWord or NotUnderstood."""
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        raise NotUnderstood(Why.not_read) from None
    if not isinstance(update, dict):
        raise NotUnderstood(Why.not_read)
    try:
        return _said(update, received_at)
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError) as trouble:
        raise NotUnderstood(Why.not_read, type(trouble).__name__) from None


def _said(update: Mapping[str, Any], received_at: datetime) -> Said:
    member = update.get("my_chat_member")
    message = member or update.get("message") or update.get("edited_message")
    if not isinstance(message, dict):
        raise NobodysWord(Why.no_word)
    chat, sender = message["chat"], message.get("from") or {}
    if chat.get("type") != "private" or sender.get("is_bot"):
        raise NobodysWord(Why.group)
    text, files, phone = _content(message)
    said = Said(
        update_id=str(int(update["update_id"])),
        chat_id=str(int(chat["id"])),
        remote_id=int(message.get("message_id") or 0),
        at=min(datetime.fromtimestamp(int(message["date"]), UTC), received_at),
        name=line(f"{sender.get('first_name', '')} {sender.get('last_name') or ''}", 160),
        username=line(str(sender.get("username") or ""), 64),
        language="ru" if str(sender.get("language_code", ""))[:2] == "ru" else "en",
        text=text,
        phone=phone,
        files=files,
        is_edit="edited_message" in update,
        is_start=text.split(" ")[0] == "/start",
        left=bool(member) and message["new_chat_member"].get("status") == "kicked",
    )
    if said.left or said.is_start:
        return said
    if member:
        raise NobodysWord(Why.no_word)
    if not (text or files):
        raise NotUnderstood(Why.no_word)
    return said


def _content(message: Mapping[str, Any]) -> tuple[str, tuple[Sent, ...], str]:
    text = tidy(str(message.get("text") or message.get("caption") or ""))
    files = tuple(
        Sent(each["file_id"], line(str(each.get("file_name") or name), 200), _size(each))
        for part, name in FILES.items()
        if isinstance(each := message.get(part), dict)
    )
    photos = message.get("photo") or []
    if photos:
        largest = max(photos, key=_size)
        files += (Sent(largest["file_id"], "photo.jpg", _size(largest)),)
    phone = ""
    card = message.get("contact")
    if isinstance(card, dict):
        shown = f"{card.get('first_name', '')} {card.get('last_name') or ''}".strip()
        text = text or f"{shown} {card.get('phone_number', '')}".strip()
        own = card.get("user_id") == (message.get("from") or {}).get("id")
        phone = str(card.get("phone_number") or "") if own else ""
    place = message.get("location")
    if isinstance(place, dict):
        text = text or f"{place['latitude']}, {place['longitude']}"
    sticker = message.get("sticker")
    if isinstance(sticker, dict):
        text = text or str(sticker.get("emoji") or "")
    return text, files, phone


def _size(part: Mapping[str, Any]) -> int:
    return int(part.get("file_size") or 0)
