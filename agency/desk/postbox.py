"""The house's own mailbox: letters that stayed home, and answers written in a client's name."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import make_msgid

import sqlalchemy as sa

from agency.kernel.db import db
from agency.kernel.mail.compose import reply_subject
from agency.kernel.mail.models import Letter, LetterState

MOST = 200


@dataclass(frozen=True)
class Attachment:
    """A file of a letter."""

    number: int
    name: str
    content_type: str
    data: bytes


def letters() -> list[Letter]:
    """What clients got, the latest first."""
    return list(
        db.session.scalars(
            sa.select(Letter)
            .where(Letter.stayed_home, Letter.state == LetterState.sent)
            .order_by(Letter.sent_at.desc(), Letter.id.desc())
            .limit(MOST)
        )
    )


def by_recipient(found: list[Letter]) -> dict[str, list[Letter]]:
    """Letters under the address they went to, in the order of the latest."""
    groups: dict[str, list[Letter]] = {}
    for letter in found:
        groups.setdefault(letter.recipients[0], []).append(letter)
    return groups


def letter(id: int) -> Letter | None:
    """One letter that stayed home."""
    return db.session.scalar(sa.select(Letter).where(Letter.id == id, Letter.stayed_home))


def page_of(found: Letter) -> str:
    """Its HTML, as a mail program would show it: a link opens outside of the letter."""
    body = found.message.get_body(preferencelist=("html", "plain"))
    page = str(body.get_content()) if body is not None else ""
    return page.replace("<head>", '<head><base target="_blank">', 1)


def headers_of(found: Letter) -> list[tuple[str, str]]:
    """Its headers, in their order."""
    return [(name, str(value)) for name, value in found.message.items()]


def attachments(found: Letter) -> Iterator[Attachment]:
    """Its files."""
    for number, part in enumerate(found.message.iter_attachments()):
        yield Attachment(
            number=number,
            name=part.get_filename() or f"file-{number + 1}",
            content_type=part.get_content_type(),
            data=bytes(part.get_payload(decode=True) or b""),
        )


def reply_to(found: Letter, words: str, *, at: datetime) -> bytes:
    """The bytes of an answer as the client's mail program would send it."""
    message = _letter(
        sender=_recipient(found),
        to=found.sender,
        subject=reply_subject(found.subject),
        words=words,
        at=at,
    )
    message["In-Reply-To"] = found.message_id
    earlier = str(found.message.get("References", ""))
    message["References"] = f"{earlier} {found.message_id}".strip()
    return message.as_bytes()


def written_in(
    *, name: str, address: str, to: str, subject: str, words: str, at: datetime
) -> bytes:
    """The bytes of a letter from somebody new."""
    sender = Address(display_name=name, addr_spec=address)
    return _letter(sender=sender, to=to, subject=subject, words=words, at=at).as_bytes()


def _recipient(found: Letter) -> Address:
    return Address(
        display_name=found.message["To"].addresses[0].display_name, addr_spec=found.recipients[0]
    )


def _letter(*, sender: Address, to: str, subject: str, words: str, at: datetime) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message["Date"] = at
    message["Message-ID"] = make_msgid(domain=sender.domain)
    message.set_content(words)
    return message
