"""The files of a lead in one place: what came and what went, the newest first."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from agency.clients.models import Contact
from agency.kernel.db import db
from agency.kernel.files import StoredFile
from agency.leads.models import Lead, Message, MessageFile
from agency.people.models import Member

# What a browser draws, and we draw small beforehand.
PICTURES = frozenset(
    {"image/jpeg", "image/png", "image/gif", "image/webp", "image/bmp", "image/tiff"}
)
TEXTS = frozenset({"text/plain", "text/csv"})


@dataclass(frozen=True)
class Sent:
    """A file with who sent it and when; the same bytes under the same name stand once."""

    file: StoredFile
    at: datetime
    who: str
    is_theirs: bool


def of_lead(lead: Lead) -> list[Sent]:
    """All of them, the newest first."""
    rows = db.session.execute(
        sa.select(StoredFile, Message.at, Message.author_kind, Contact.name, Member.name)
        .join(MessageFile, MessageFile.file_id == StoredFile.id)
        .join(Message, Message.id == MessageFile.message_id)
        .outerjoin(Contact, Contact.id == Message.contact_id)
        .outerjoin(Member, Member.id == Message.member_id)
        .where(Message.lead_id == lead.id)
        .order_by(Message.at.desc(), StoredFile.id)
    )
    found: dict[tuple[str, str], Sent] = {}
    for file, at, kind, contact, member in rows:
        theirs = kind.value == "contact"
        who = (contact if theirs else member) or ""
        found.setdefault((file.sha256, file.name), Sent(file, at, who, theirs))
    return list(found.values())


def look_of(file: StoredFile) -> str:
    """How a file can be looked at: as a "picture", as "text", or only kept ("")."""
    if file.content_type in PICTURES:
        return "picture"
    return "text" if file.content_type in TEXTS else ""


def ending_of(file: StoredFile) -> str:
    """Its kind in a few letters: "PDF", "XLSX"; "" where the name does not tell."""
    ending = file.name.rpartition(".")[2] if "." in file.name else ""
    return ending.upper() if 0 < len(ending) <= 4 else ""
