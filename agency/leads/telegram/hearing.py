"""What somebody said in a chat becomes a word on a lead, with its files; a greeting is answered by the machine."""

from collections.abc import Sequence
from datetime import datetime

import structlog
from flask_babel import gettext as _

from agency.kernel.db import db
from agency.kernel.files import StoredFile, store
from agency.kernel.filetypes import content_type
from agency.kernel.i18n import speaking
from agency.kernel.mail.models import LetterState
from agency.kernel.phones import e164
from agency.leads.inquiries import Channel
from agency.leads.models import Lead
from agency.leads.telegram import outbox, wire
from agency.leads.telegram.models import ChatWord, Heading
from agency.leads.telegram.reading import Said, Sent
from agency.leads.ways_in import chats
from agency.leads.ways_in.chats import TELEGRAM, Chat
from agency.leads.ways_in.words import Word, language_of
from agency.people import queries as people

READ = "leads.read_telegram"
log = structlog.get_logger()


def fetch(token: str, sent: Sequence[Sent]) -> list[tuple[Sent, bytes | None]]:
    """The files from Telegram; None for one that it does not give. Raises wire.Refused for what may pass."""
    found: list[tuple[Sent, bytes | None]] = []
    for each in sent:
        try:
            data = wire.fetch(token, each.file_id) if each.size <= wire.LARGEST_FILE else None
        except wire.Refused as trouble:
            if not trouble.for_good:
                raise
            log.warning("telegram.file_not_given", error=str(trouble))
            data = None
        found.append((each, data))
    return found


def keep(found: Sequence[tuple[Sent, bytes | None]], *, at: datetime) -> list[StoredFile]:
    """Those that came, kept."""
    return [
        store(data, name=each.name, content_type=content_type(data, each.name), at=at)
        for each, data in found
        if data is not None
    ]


def word_of(said: Said, files: Sequence[StoredFile], missing: Sequence[Sent]) -> Word:
    """The word as it goes on with what they talk to us about."""
    chat = chats.find(TELEGRAM, said.chat_id)
    lost = [_("(a file that Telegram did not give: %(name)s)", name=each.name) for each in missing]
    words = "\n".join([said.text, *lost]).strip()
    with speaking(said.language):
        subject = "" if words else _("A file by Telegram")
    return Word(
        channel=Channel.telegram,
        at=said.at,
        name=said.name or said.username or said.chat_id,
        phone=e164(said.phone) or e164(f"+{said.phone}") or "",
        subject=subject,
        words=words,
        language=language_of(said.text) if said.text else said.language,
        files=tuple(files),
        contact=chat.contact if chat is not None else None,
        joins=True,
    )


def remember(said: Said, lead: Lead, *, at: datetime) -> None:
    """Where it was said, so that the answer goes there, and the same is not taken twice."""
    chat = chats.remember(
        TELEGRAM, said.chat_id, lead.contact, username=said.username, language=said.language
    )
    chat.blocked_at = None
    message = max(lead.messages, key=lambda each: each.id, default=None)
    if not said.is_edit:
        db.session.add(
            ChatWord(
                chat=chat,
                message=message,
                heading=Heading.came,
                remote_id=said.remote_id,
                text="",
                state=LetterState.sent,
                queued_at=at,
            )
        )
    db.session.flush()


def greet(said: Said, *, at: datetime) -> None:
    """Say what to expect, in their language. The machine says it, so it answers nothing."""
    chat = chats.remember(
        TELEGRAM, said.chat_id, None, username=said.username, language=said.language
    )
    chat.blocked_at = None
    house = people.agency()
    with speaking(said.language):
        if house.answering.next_open(at) <= at:
            when = _("A person of ours reads it and answers here within 15 minutes.")
        else:
            when = _(
                "It is outside our hours now; a person answers here as soon as our day begins."
            )
        words = _(
            "Hello! This is %(house)s. Write here what you need, and send pictures or files if you like.",
            house=house.name,
        )
    outbox.post(chat, f"{words} {when}", at=at)


def left(said: Said, *, at: datetime) -> None:
    """They stopped the bot: nothing reaches them here until they write again."""
    chat: Chat | None = chats.find(TELEGRAM, said.chat_id)
    if chat is not None:
        chat.blocked_at = at
