"""A calendar of whole days in RFC 5545, as programs for calendars subscribe to it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from unicodedata import category

# A line has 75 octets at most; what goes on begins with a space.
LONGEST = 75
DAY = timedelta(days=1)
# Control characters, and halves of letters.
UNSEEN = ("Cc", "Cs")


@dataclass(frozen=True, slots=True)
class WholeDay:
    """One day with a word: `uid` is the same for as long as it is the same thing."""

    uid: str
    on: date
    title: str
    url: str
    changed_at: datetime
    revision: int = 0


def calendar(name: str, days: Iterable[WholeDay], *, made_by: str) -> bytes:
    """The whole file."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:-//{_text(made_by)}//agency//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_text(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        *(line for day in days for line in _event(day)),
        "END:VCALENDAR",
    ]
    return b"".join(_folded(line) for line in lines)


def _event(day: WholeDay) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{day.uid}"
    yield f"DTSTAMP:{day.changed_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"SEQUENCE:{day.revision}"
    yield f"DTSTART;VALUE=DATE:{day.on:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{day.on + DAY:%Y%m%d}"
    yield f"SUMMARY:{_text(day.title)}"
    yield f"URL:{day.url}"
    # It takes nobody's time by itself.
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _text(words: str) -> str:
    """As a value is written: what would end it is escaped, and what no calendar can show is left out."""
    plain = words.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    plain = plain.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    return "".join(each for each in plain if category(each) not in UNSEEN)


def _folded(line: str) -> bytes:
    """In pieces that may be sent, never through the middle of a letter."""
    pieces, room = [b""], LONGEST
    for letter in line:
        octets = letter.encode()
        if len(pieces[-1]) + len(octets) > room:
            pieces.append(b"")
            room = LONGEST - 1
        pieces[-1] += octets
    return b"\r\n ".join(pieces) + b"\r\n"
