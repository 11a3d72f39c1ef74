"""Reading a letter that came in: whatever its bytes are, something readable comes out."""

import base64
import quopri
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email import utils as mail_utils
from email.header import decode_header, make_header
from email.message import EmailMessage
from html.parser import HTMLParser
from typing import TypeVar, cast

from email_validator import EmailNotValidError, validate_email

from agency.kernel.mail.compose import Correspondent

Found = TypeVar("Found")

MOST_ANCESTORS = 100
MOST_PARTS = 1_000
MOST_SHOWN = 20_000
READABLE = ("text/plain", "text/html")
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,990}>")
_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
_LATIN = re.compile(r"[a-z]", re.IGNORECASE)


# Later versions refuse what earlier ones read; a sender with a crooked header is a sender all the same.
_LENIENT = {"strict": False} if getattr(mail_utils, "supports_strict_parsing", False) else {}


@dataclass(frozen=True)
class Attached:
    """A file as it came with a letter."""

    name: str
    content_type: str
    data: bytes


@dataclass(frozen=True)
class Incoming:
    """A letter that came in. `ancestors` are the ids it answers, its parent first.

    `sender.address` is "" where nobody can be written to; `recipients` are the addresses in To and Cc, in lower
    case. `enclosed` are letters that came inside of it, as they are. `report_type` and `delivery_status` are what
    a mail server says of a letter that it could not deliver. `date` is what the sender's clock said, in the
    sender's offset, `arrived` what the last server's did; None where they say nothing that is a time.
    """

    sender: Correspondent
    subject: str
    words: str
    message_id: str | None = None
    ancestors: tuple[str, ...] = ()
    files: tuple[Attached, ...] = ()
    recipients: tuple[str, ...] = ()
    reply_to: Correspondent | None = None
    html: str = ""
    enclosed: tuple[bytes, ...] = ()
    report_type: str = ""
    delivery_status: str = ""
    date: datetime | None = None
    arrived: datetime | None = None
    message: EmailMessage = field(default_factory=EmailMessage, repr=False, compare=False)

    def header(self, name: str) -> str:
        """What the first header of this name says, decoded; "" where there is none."""
        return _header(self.message, name)

    def headers(self, name: str) -> tuple[str, ...]:
        """What every header of this name says, the topmost first."""
        found = [text for key, text in self.message.raw_items() if key.lower() == name.lower()]
        return tuple(_clean(_decoded(str(text))) for text in found)

    @property
    def language(self) -> str:
        """The language it is written in, as far as its letters tell: "ru" or "en"."""
        text = f"{self.subject} {self.words}"
        return "ru" if len(_CYRILLIC.findall(text)) > len(_LATIN.findall(text)) else "en"


def parse(raw: bytes) -> Incoming:
    """The letter in these bytes. Never raises: what cannot be read is left out or shown as it is."""
    message = _or_else(lambda: message_from_bytes(raw, policy=policy.default), EmailMessage())
    content = _or_else(lambda: _content(message), None)
    words, html, files = content if content is not None else (_as_it_is(raw), "", [])
    return Incoming(
        sender=_sender(message),
        subject=" ".join(_header(message, "Subject").split()),
        words=words,
        message_id=next(iter(_ids(_header(message, "Message-ID"))), None),
        ancestors=_ancestors(message),
        files=tuple(files),
        recipients=_recipients(message),
        reply_to=next(iter(_people(message, "Reply-To")), None),
        html=html,
        enclosed=tuple(_enclosed(message)),
        report_type=_or_else(lambda: str(message.get_param("report-type", "")), "").lower(),
        delivery_status=_delivery_status(message),
        date=_time(_header(message, "Date")),
        arrived=_time(_header(message, "Received").rpartition(";")[2]),
        message=message,
    )


def usable_address(typed: str) -> str | None:
    """The address as letters need it (domain in ASCII), or None when it is none."""
    try:
        checked = validate_email(typed.strip(), check_deliverability=False, test_environment=True)
    except EmailNotValidError:
        return None
    return checked.ascii_email


def _as_it_is(raw: bytes) -> str:
    return _clean(raw[:MOST_SHOWN].decode("utf-8", errors="replace")).strip()


def _header(message: EmailMessage, name: str) -> str:
    value = _or_else(lambda: str(message.get(name, "")), None)
    if value is None:  # a header that the strict parser gives up on
        raw = next((text for key, text in message.raw_items() if key.lower() == name.lower()), "")
        value = _decoded(str(raw))
    return _clean(value)


def _decoded(raw: str) -> str:
    return _or_else(lambda: str(make_header(decode_header(raw))), raw)


def _people(message: EmailMessage, name: str) -> Iterator[Correspondent]:
    for said, address in _addresses(_header(message, name)):
        usable = usable_address(address)
        if usable:
            yield Correspondent(said.strip() or usable.partition("@")[0], usable)


def _recipients(message: EmailMessage) -> tuple[str, ...]:
    found = [pair for name in ("To", "Cc") for pair in _addresses(_header(message, name))]
    return tuple(dict.fromkeys(address.lower() for _, address in found if "@" in address))


def _time(text: str) -> datetime | None:
    found = _or_else(lambda: mail_utils.parsedate_to_datetime(text.strip()), None)
    return found.replace(tzinfo=UTC) if found and found.tzinfo is None else found


def _enclosed(message: EmailMessage) -> Iterator[bytes]:
    for part in _leaves(message):
        if part.get_content_type() == "message/rfc822":
            yield _letter(part)


def _letter(part: EmailMessage) -> bytes:
    """The bytes of a letter inside of a letter; some programs wrap it in base64, against the standard."""
    inner = part.get_payload()
    if not isinstance(inner, list) or not inner:
        return _bytes(part)
    raw = _or_else(cast(EmailMessage, inner[0]).as_bytes, b"")
    if str(part.get("Content-Transfer-Encoding", "")).strip().lower() in (
        "base64",
        "quoted-printable",
    ):
        return _or_else(lambda: _uncoded(part, raw), raw)
    return raw


def _uncoded(part: EmailMessage, raw: bytes) -> bytes:
    text = raw.lstrip()
    way = str(part["Content-Transfer-Encoding"]).strip().lower()
    return base64.b64decode(text) if way == "base64" else quopri.decodestring(text)


def _delivery_status(message: EmailMessage) -> str:
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            return _clean("\n".join(map(str, cast(list[EmailMessage], part.get_payload()))))
    return ""


def _sender(message: EmailMessage) -> Correspondent:
    for header in ("From", "Sender", "Reply-To"):
        for found in _people(message, header):
            return found
    name = next((name for name, _ in _addresses(_header(message, "From"))), "")
    return Correspondent(name.strip(), "")


def _ids(text: str) -> list[str]:
    return _MESSAGE_ID.findall(text)


def _ancestors(message: EmailMessage) -> tuple[str, ...]:
    parents = _ids(_header(message, "In-Reply-To"))
    older = reversed(_ids(_header(message, "References")))
    return tuple(dict.fromkeys([*parents, *older]))[:MOST_ANCESTORS]


def _content(message: EmailMessage) -> tuple[str, str, list[Attached]]:
    plain: list[str] = []
    rich: list[str] = []
    files: list[Attached] = []
    for part in _leaves(message):
        kind = part.get_content_type()
        if kind == "message/delivery-status":
            continue
        if part.get_content_disposition() == "attachment" or kind not in READABLE:
            files.append(_file(part, len(files) + 1))
        elif kind == "text/plain":
            plain.append(_text(part))
        else:
            rich.append(_text(part))
    words = "\n\n".join(filter(None, plain)) or "\n\n".join(map(as_plain, rich))
    return words.strip(), "\n".join(rich), files


def _leaves(message: EmailMessage) -> Iterator[EmailMessage]:
    """The parts without parts of their own. A letter inside of it is one: its words are not of this letter."""
    waiting = [message]
    for _ in range(MOST_PARTS):
        if not waiting:
            return
        part = waiting.pop()
        if part.get_content_maintype() == "message" or not part.is_multipart():
            yield part
        else:
            waiting += reversed(cast(list[EmailMessage], part.get_payload()))


def _text(part: EmailMessage) -> str:
    text = _or_else(lambda: str(part.get_content()), None)
    if text is None:  # an unknown charset
        text = _bytes(part).decode("utf-8", errors="replace")
    return _clean(text.replace("\r\n", "\n")).strip()


def _file(part: EmailMessage, number: int) -> Attached:
    kind = part.get_content_type()
    letter = kind == "message/rfc822"
    name = _or_else(part.get_filename, None) or f"file-{number}{'.eml' if letter else ''}"
    return Attached(_clean(name)[:255], kind[:120], _letter(part) if letter else _bytes(part))


def _bytes(part: EmailMessage) -> bytes:
    payload = _or_else(lambda: cast(object, part.get_payload(decode=True)), None)
    return payload if isinstance(payload, bytes) else b""


def _clean(text: str) -> str:
    # No database takes NUL, and lone surrogates stand for bytes that were no text.
    return text.encode("utf-8", errors="replace").decode().replace("\x00", "")


def _or_else(read: Callable[[], Found], otherwise: Found) -> Found:
    # The parser of the standard library is meant never to raise, and does on some broken headers.
    try:
        return read()
    except Exception:
        return otherwise


class _Words(HTMLParser):
    """The words of an HTML letter, without its styles and scripts."""

    BLOCKS = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3", "blockquote", "table"})
    SILENT = frozenset({"style", "script", "head", "title"})

    def __init__(self) -> None:
        super().__init__()
        self.pieces: list[str] = []
        self._silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in self.SILENT
        if tag in self.BLOCKS:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in self.SILENT and self._silent > 0
        if tag in ("p", "div", "table", "blockquote"):
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.pieces.append(re.sub(r"\s+", " ", data))


def as_plain(html: str) -> str:
    """The words of a piece of HTML, paragraph by paragraph."""
    reader = _Words()
    reader.feed(html)
    text = re.sub(r"[ \t]*\n[ \t]*", "\n", "".join(reader.pieces))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def _addresses(header: str) -> list[tuple[str, str]]:
    return mail_utils.getaddresses([header], **_LENIENT)
