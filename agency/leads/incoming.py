"""A letter that came in, as it is read: whatever its bytes are, something readable comes out."""

import mimetypes
import re
from dataclasses import dataclass, field
from datetime import datetime

import structlog

from agency.kernel.mail.compose import Correspondent
from agency.leads.quoting import split
from agency.leads.reading import addresses, content, dates
from agency.leads.reading.addresses import usable_address
from agency.leads.reading.charsets import decode
from agency.leads.reading.encoded_words import readable
from agency.leads.reading.headers import Headers
from agency.leads.reading.parts import Part, take_apart
from agency.leads.reading.rich import as_plain

__all__ = ["Attached", "Incoming", "as_plain", "parse", "usable_address"]

MOST_ANCESTORS = 100
# Bytes of an id: they are ASCII, save where somebody wants to know what happens.
MOST_OF_AN_ID = 998
MOST_SHOWN = 20_000
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,990}>")
_BARE_ID = re.compile(r"[^<>\s@]{1,500}@[^<>\s@]{1,480}")
_CYRILLIC = re.compile(r"[а-яё]", re.IGNORECASE)
_LATIN = re.compile(r"[a-z]", re.IGNORECASE)

log = structlog.get_logger()


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
    case. `texts` are its plain and its HTML parts as they stand in it, `words` what a person reads of them.
    `enclosed` are letters that came inside of it, as they are. `report_type` and `delivery_status` are what
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
    texts: tuple[str, ...] = ()
    enclosed: tuple[bytes, ...] = ()
    report_type: str = ""
    delivery_status: str = ""
    date: datetime | None = None
    arrived: datetime | None = None
    heads: Headers = field(default_factory=Headers, repr=False, compare=False)

    def header(self, name: str) -> str:
        """What the first header of this name says, decoded; "" where there is none."""
        return self.heads.text(name)

    def headers(self, name: str) -> tuple[str, ...]:
        """What every header of this name says, the topmost first."""
        return self.heads.texts(name)

    @property
    def language(self) -> str:
        """The language it is written in, as far as its own letters tell, not those it quotes: "ru" or "en"."""
        said = f"{self.subject} {split(self.words).fresh}"[:MOST_SHOWN].split()
        text = " ".join(word for word in said if "@" not in word and "://" not in word)
        return "ru" if len(_CYRILLIC.findall(text)) > len(_LATIN.findall(text)) else "en"


def parse(raw: bytes) -> Incoming:
    """The letter in these bytes. Never raises: what cannot be read is left out or shown as it is."""
    try:
        return _read(take_apart(raw))
    except Exception as error:  # nothing that somebody sends may be in the way of what others send
        log.error("letter.not_parsed", error=type(error).__name__)
        return Incoming(Correspondent("", ""), "", _as_it_is(raw))


def _read(root: Part) -> Incoming:
    heads = root.headers
    plain, rich = content.texts_of(root, content.PLAIN), content.texts_of(root, content.HTML)
    return Incoming(
        sender=addresses.sender_of(heads),
        subject=" ".join(heads.text("Subject").split()),
        words=content.words_of(root)[: content.MOST_WORDS].strip(),
        message_id=next(iter(_ids(heads.text("Message-ID"))), None),
        ancestors=_ancestors(heads),
        files=tuple(_files(root)),
        recipients=addresses.recipients_of(heads),
        reply_to=next(addresses.people(heads, "Reply-To"), None),
        html="\n".join(rich),
        texts=(*plain, *rich),
        enclosed=tuple(content.enclosed_in(root)),
        report_type=heads.kind.get("report-type").lower(),
        delivery_status=content.status_in(root),
        date=dates.written_at(heads),
        arrived=dates.arrived_at(heads),
        heads=heads,
    )


def _files(root: Part) -> list[Attached]:
    found = []
    for number, file in enumerate(content.files_in(root), start=1):
        ending = mimetypes.guess_extension(file.kind) or ""
        name = file.name or f"file-{number}{ending}"
        found.append(Attached(name[:255], file.kind[:120], file.data))
    return found


def _ids(text: str) -> list[str]:
    # One that stands alone may lack its brackets. What no index can hold names no letter that we could find.
    found = [f"<{text}>"] if _BARE_ID.fullmatch(text) else _MESSAGE_ID.findall(text)
    return [each for each in found if len(each.encode("utf-8", "replace")) <= MOST_OF_AN_ID]


def _ancestors(heads: Headers) -> tuple[str, ...]:
    parents = _ids(heads.text("In-Reply-To"))
    older = reversed(_ids(heads.text("References")))
    return tuple(dict.fromkeys([*parents, *older]))[:MOST_ANCESTORS]


def _as_it_is(raw: bytes) -> str:
    return readable(decode(raw[:MOST_SHOWN]))
