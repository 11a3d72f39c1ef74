"""Chats: a way to a contact that is neither mail nor phone. Telegram's are answered; those of hooks only recognised."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.clients.models import Contact
from agency.kernel.db import Model, db

TELEGRAM = "telegram"


class Chat(Model):
    """Somebody's chat with us. `way` is where: Telegram, or a hook of ours ("hook:12").

    Whoever only greeted the bot is no contact of ours yet.
    """

    __tablename__ = "chat"
    __table_args__ = (sa.UniqueConstraint("way", "chat_id"),)

    way: Mapped[str] = mapped_column(sa.String(24))
    chat_id: Mapped[str] = mapped_column(sa.String(120))
    contact_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contact.id"), index=True)
    username: Mapped[str] = mapped_column(sa.String(64), default="")
    language: Mapped[str] = mapped_column(sa.String(2), default="en")
    # They stopped the bot: nothing reaches them here until they write again.
    blocked_at: Mapped[datetime | None]

    contact: Mapped[Contact | None] = relationship()


def way_of_hook(hook_id: int) -> str:
    """Where chats of this hook are."""
    return f"hook:{hook_id}"


def find(way: str, chat_id: str) -> Chat | None:
    """The chat with this id there."""
    return db.session.scalar(sa.select(Chat).where(Chat.way == way, Chat.chat_id == chat_id))


def remember(way: str, chat_id: str, contact: Contact | None, **more: str) -> Chat:
    """Whoever writes in this chat is that contact."""
    chat = find(way, chat_id)
    if chat is None:
        chat = Chat(way=way, chat_id=chat_id, **more)
        db.session.add(chat)
    chat.contact = chat.contact or contact
    db.session.flush()
    return chat


def of_contact(way: str, contact_id: int) -> Chat | None:
    """Their latest chat there."""
    return db.session.scalar(
        sa.select(Chat)
        .where(Chat.way == way, Chat.contact_id == contact_id)
        .order_by(Chat.id.desc())
        .limit(1)
    )
