"""Composing a letter: text and HTML from the same words, threaded, and marked when a machine wrote it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import make_msgid

from flask import render_template
from markupsafe import Markup, escape

from agency.kernel.files import StoredFile
from agency.kernel.i18n import speaking

_MARKS = re.compile(r"^((re|отв?|fwd?)\s*:\s*)+", re.IGNORECASE)
# The full stop after an address belongs to the sentence.
_LINK = re.compile(r"(https?://[^\s<>\"]*[^\s<>\".,;:!?)»”])")


@dataclass(frozen=True)
class Correspondent:
    """A name and an address."""

    name: str
    address: str

    def header(self) -> Address:
        """For a header; line breaks and other controls in names cannot smuggle headers in."""
        name = re.sub(r"[\x00-\x1f\x7f]+", " ", self.name).strip()
        return Address(display_name=name, addr_spec=self.address)


@dataclass(frozen=True)
class Draft:
    """What a letter says: paragraphs separated by blank lines, links as bare addresses.

    A machine wrote what is `automatic`; with `is_reply` it answers what came in (RFC 3834 tells them apart).
    """

    sender: Correspondent
    to: Sequence[Correspondent]
    subject: str
    text: str
    lang: str
    house: str
    reply_to: Correspondent | None = None
    in_reply_to: str | None = None
    references: Sequence[str] = ()
    automatic: bool = False
    is_reply: bool = False
    cc: Sequence[Correspondent] = ()
    attachments: Sequence[StoredFile] = field(default=())
    signature: str = ""


def compose(draft: Draft, at: datetime) -> EmailMessage:
    """The finished message: text and HTML, Message-ID, In-Reply-To, References, files."""
    message = EmailMessage()
    message["From"] = draft.sender.header()
    message["To"] = [person.header() for person in draft.to]
    if draft.cc:
        message["Cc"] = [person.header() for person in draft.cc]
    if draft.reply_to is not None:
        message["Reply-To"] = draft.reply_to.header()
    message["Subject"] = re.sub(r"[\s\x00-\x1f\x7f]+", " ", draft.subject).strip()
    message["Date"] = at
    message["Message-ID"] = make_msgid(domain=draft.sender.address.rpartition("@")[2])
    _thread(message, draft)
    if draft.automatic:
        message["Auto-Submitted"] = "auto-replied" if draft.is_reply else "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"
    # The line of two dashes tells mail programs where the signature begins.
    under = f"\n\n-- \n{draft.signature}" if draft.signature else ""
    message.set_content(f"{draft.text}{under}")
    with speaking(draft.lang):
        page = render_template(
            "mail/letter.html",
            subject=draft.subject,
            body=as_html(draft.text),
            signature=as_html(draft.signature) if draft.signature else "",
            draft=draft,
        )
    message.add_alternative(page, subtype="html")
    for file in draft.attachments:
        main, _, sub = file.content_type.partition("/")
        message.add_attachment(
            file.read(), maintype=main, subtype=sub or "octet-stream", filename=file.name
        )
    # Last, since making a letter of parts moves its Content- headers into the first part.
    message["Content-Language"] = draft.lang
    return message


def as_html(text: str) -> Markup:
    """Paragraphs and links from plain words; everything else is escaped."""
    paragraphs = re.split(r"\n\s*\n", text.strip())
    return Markup("\n").join(
        Markup('<p style="margin:0 0 1em">{}</p>').format(_linked(paragraph))
        for paragraph in paragraphs
    )


def reply_subject(subject: str) -> str:
    """The subject of an answer: one "Re:", never two."""
    return f"Re: {_MARKS.sub('', subject.strip())}"


def _linked(paragraph: str) -> Markup:
    result = Markup("")
    for part in re.split(_LINK, paragraph):
        if re.match(r"https?://", part):
            result += Markup('<a href="{0}">{0}</a>').format(part)
        else:
            result += escape(part).replace("\n", Markup("<br>"))
    return result


def _thread(message: EmailMessage, draft: Draft) -> None:
    if draft.in_reply_to:
        message["In-Reply-To"] = draft.in_reply_to
        chain = [*draft.references]
        if draft.in_reply_to not in chain:
            chain.append(draft.in_reply_to)
        # Long threads keep their first and latest ancestors (RFC 5322, 3.6.4, leaves the cut to us).
        message["References"] = " ".join(chain if len(chain) <= 20 else [chain[0], *chain[-19:]])
