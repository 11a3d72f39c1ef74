"""Composing a letter: text and HTML from the same words, threaded, and marked when a machine wrote it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import make_msgid
from typing import Any

from flask import render_template
from markupsafe import Markup, escape

from agency.kernel.brand import Brand
from agency.kernel.files import StoredFile
from agency.kernel.i18n import pick, speaking

_MARKS = re.compile(r"^((re|отв?|fwd?)\s*:\s*)+", re.IGNORECASE)
# The full stop after an address belongs to the sentence.
# Headers that programs read: the library would write a long id or address in a code that none of them knows.
_READ_BY_PROGRAMS = frozenset(
    {"message-id", "in-reply-to", "references", "list-unsubscribe", "list-unsubscribe-post"}
)


class _Travelling(EmailPolicy):
    """Folds what programs read between its words, and nowhere else."""

    def fold(self, name: str, value: Any) -> str:
        if name.lower() not in _READ_BY_PROGRAMS:
            return str(super().fold(name, value))
        return f"{name}: {f'{self.linesep} '.join(str(value).split())}{self.linesep}"

    def fold_binary(self, name: str, value: Any) -> bytes:
        if name.lower() not in _READ_BY_PROGRAMS:
            return bytes(super().fold_binary(name, value))
        return self.fold(name, value).encode("ascii", "surrogateescape")


# What Exchange is not to send us. Of a reminder we want to hear that its reader is away, and of none "All": that
# would keep back the news that it did not arrive.
_UNASKED = "DR, RN, NRN"
_UNANSWERED = f"{_UNASKED}, OOF, AutoReply"
# Seven bits, so that no server on the way has to write it anew: what is signed stays as it was.
_TRAVELS = _Travelling(utf8=False, cte_type="7bit")
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


# What a letter of the machine says below everything else, and what its link says that ends them.
NO_MORE = {
    "en": "This reminder was sent automatically.",
    "ru": "Это напоминание отправлено автоматически.",
}
ENDS = {"en": "I want no more of them", "ru": "Больше не присылать"}


@dataclass(frozen=True)
class WayOut:
    """How whoever gets a letter ends all letters like it: a page, and an address to write to (RFC 2369, RFC 8058)."""

    url: str
    mailto: str


@dataclass(frozen=True)
class Draft:
    """What a letter says: paragraphs separated by blank lines, links as bare addresses.

    A machine wrote what is `automatic`; with `is_reply` it answers what came in (RFC 3834 tells them apart).
    A link that stands alone is a button in HTML where `link_says` what it opens. `line` is a second line
    below the house's name.
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
    brand: Brand | None = None
    line: str = ""
    link_says: str = ""
    way_out: WayOut | None = None


def compose(draft: Draft, at: datetime) -> EmailMessage:
    """The finished message: text and HTML, Message-ID, In-Reply-To, References, files."""
    message = EmailMessage(policy=_TRAVELS)
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
        message["X-Auto-Response-Suppress"] = _UNASKED if draft.way_out else _UNANSWERED
    _show_out(message, draft.way_out)
    with speaking(draft.lang):
        message.set_content(text_of(draft))
        message.add_alternative(page_of(draft), subtype="html")
    for file in draft.attachments:
        main, _, sub = file.content_type.partition("/")
        message.add_attachment(
            file.read(), maintype=main, subtype=sub or "octet-stream", filename=file.name
        )
    # Last, since making a letter of parts moves its Content- headers into the first part.
    message["Content-Language"] = draft.lang
    return message


def text_of(draft: Draft) -> str:
    """The letter as plain text. The line of two dashes tells mail programs where the signature begins."""
    out = f"{pick(NO_MORE)} {pick(ENDS)}: {draft.way_out.url}" if draft.way_out else ""
    under = "\n\n".join(filter(None, (draft.signature, out)))
    return f"{draft.text}\n\n-- \n{under}" if under else draft.text


def page_of(draft: Draft) -> str:
    """The letter as HTML, in the language at hand."""
    return render_template(
        "mail/letter.html",
        subject=draft.subject,
        body=as_html(draft.text, draft),
        signature=as_html(draft.signature) if draft.signature else "",
        no_more=pick(NO_MORE),
        ends=pick(ENDS),
        draft=draft,
        kit=draft.brand,
    )


def as_html(text: str, draft: Draft | None = None) -> Markup:
    """Paragraphs and links from plain words, with a button for a link that stands alone; the rest is escaped."""
    paragraphs = re.split(r"\n\s*\n", text.strip())
    return Markup("\n").join(_paragraph(each, draft) for each in paragraphs)


def reply_subject(subject: str) -> str:
    """The subject of an answer: one "Re:", never two."""
    return f"Re: {_MARKS.sub('', subject.strip())}"


def _paragraph(paragraph: str, draft: Draft | None) -> Markup:
    if draft is not None and draft.link_says and _LINK.fullmatch(paragraph.strip()):
        kit, url = draft.brand, paragraph.strip()
        return Markup(render_template("mail/_button.html", url=url, says=draft.link_says, kit=kit))
    return Markup('<p style="margin:0 0 1em">{}</p>').format(_linked(paragraph))


def _linked(paragraph: str) -> Markup:
    result = Markup("")
    for part in re.split(_LINK, paragraph):
        if re.match(r"https?://", part):
            result += Markup('<a href="{0}">{0}</a>').format(part)
        else:
            result += escape(part).replace("\n", Markup("<br>"))
    return result


def _show_out(message: EmailMessage, way_out: WayOut | None) -> None:
    if way_out is None:
        return
    message["List-Unsubscribe"] = f"<{way_out.url}>, <{way_out.mailto}>"
    # RFC 8058 wants https: a mail program must not be asked to post a secret in the open.
    if way_out.url.startswith("https://"):
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"


def _thread(message: EmailMessage, draft: Draft) -> None:
    """What it answers. An id beyond ASCII, as some programs write, can stand in no header: that one is left out."""
    chain = [each for each in draft.references if _travels(each)]
    if draft.in_reply_to and _travels(draft.in_reply_to):
        message["In-Reply-To"] = draft.in_reply_to
        if draft.in_reply_to not in chain:
            chain.append(draft.in_reply_to)
    if draft.in_reply_to and chain:
        # Long threads keep their first and latest ancestors (RFC 5322, 3.6.4, leaves the cut to us).
        message["References"] = " ".join(chain if len(chain) <= 20 else [chain[0], *chain[-19:]])


def _travels(id: str) -> bool:
    return id.isascii() and id.isprintable() and not re.search(r"\s", id)
