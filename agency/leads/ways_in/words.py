"""Word: what somebody said by another way than mail, understood."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from agency.clients.models import Contact, ZoneSource
from agency.kernel.files import StoredFile
from agency.kernel.timeline import ActorKind
from agency.leads.inquiries import Channel, Inquiry
from agency.leads.models import Lead, Message
from agency.people.models import Service

MOST_WORDS = 100_000
_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
_LATIN = re.compile(r"[a-z]", re.IGNORECASE)


@dataclass(frozen=True)
class Word:
    """One word of one person. `joins` says that it goes on where they left off, as in a chat or on the phone."""

    channel: Channel
    at: datetime
    name: str = ""
    address: str | None = None
    phone: str = ""
    organisation: str = ""
    subject: str = ""
    words: str = ""
    language: str = "en"
    zone: str | None = None
    service: Service | None = None
    files: tuple[StoredFile, ...] = ()
    contact: Contact | None = None
    may_hold: bool = False
    joins: bool = False

    def inquiry(self) -> Inquiry:
        """What it asks of us."""
        return Inquiry(
            source=self.channel,
            received_at=self.at,
            sender_name=self.name[:160],
            sender_address=self.address,
            sender_phone=self.phone[:40],
            organisation=self.organisation[:160],
            subject=self.title[:200],
            words=self.words[:MOST_WORDS],
            zone=self.zone,
            zone_source=ZoneSource.browser if self.zone else None,
            language=self.language,
            service=self.service,
            files=list(self.files),
            may_hold=self.may_hold,
        )

    def message(self, lead: Lead, contact: Contact) -> Message:
        """The same as a word on a lead that is there already."""
        return Message(
            lead=lead,
            channel=self.channel,
            at=self.at,
            author_kind=ActorKind.contact,
            contact=contact,
            subject=self.subject[:200],
            body=self.words[:MOST_WORDS],
            files=list(self.files),
        )

    @property
    def title(self) -> str:
        """What it is about: its subject, else its first line."""
        if self.subject:
            return self.subject
        lines = (line.strip() for line in self.words.splitlines())
        return next(filter(None, lines), None) or str(_("Without a subject"))


def tidy(text: str) -> str:
    """Text of somebody else as we can keep it: no NUL, no halves of letters, one kind of line end."""
    whole = text.encode("utf-8", "replace").decode().replace("\x00", "")
    return whole.replace("\r\n", "\n").replace("\r", "\n").strip()


def line(text: str, most: int) -> str:
    """The same on one line, and no longer than that."""
    shown = "".join(" " if unicodedata.category(char) == "Cc" else char for char in tidy(text))
    return " ".join(shown.split())[:most].strip()


def language_of(text: str) -> str:
    """The language in which it is written, as far as its letters tell: "ru" or "en"."""
    return "ru" if len(_CYRILLIC.findall(text)) > len(_LATIN.findall(text)) else "en"
