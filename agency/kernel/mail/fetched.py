"""What a server answers to FETCH, taken apart: the bytes of a message are never touched."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

UID = re.compile(rb"\bUID (\d+)")
SIZE = re.compile(rb"\bRFC822\.SIZE (\d+)")
ARRIVED = re.compile(rb'\bINTERNALDATE "([^"]*)"')
# A short body may come as a quoted string instead of counted bytes (RFC 3501, 4.3).
QUOTED = re.compile(rb'BODY\[\] "((?:[^"\\]|\\.)*)"')
QUOTED_HEAD = re.compile(rb'BODY\[HEADER[^\]]*\] "((?:[^"\\]|\\.)*)"')
# With this begins what a server tells about another message; it may stand between.
BEGINNING = re.compile(rb"^\d+ \(")


@dataclass(frozen=True)
class Fetched:
    """A message as it lies on the server. `arrived_at` is when that server got it, where it says so."""

    uid: int
    arrived_at: datetime | None
    raw: bytes = field(repr=False)


def parse_sizes(data: Iterable[object]) -> dict[int, int]:
    """How many bytes each message has, as far as the server says."""
    found = {}
    for words, _ in _answers(data):
        uid, size = UID.search(words), SIZE.search(words)
        if uid and size:
            found[int(uid[1])] = int(size[1])
    return found


def parse_dates(data: Iterable[object]) -> dict[int, datetime]:
    """When the server got each message, as far as it says."""
    found = {}
    for words, _ in _answers(data):
        uid, at = UID.search(words), _arrived_at(words)
        if uid and at:
            found[int(uid[1])] = at
    return found


def parse_fetched(data: Iterable[object]) -> Iterator[Fetched]:
    """The messages whose bytes came; what else the server mentioned is left out."""
    return _parse(data, QUOTED)


def parse_heads(data: Iterable[object]) -> Iterator[Fetched]:
    """The same of answers that hold only lines of the head."""
    return _parse(data, QUOTED_HEAD)


def _parse(data: Iterable[object], in_quotes: re.Pattern[bytes]) -> Iterator[Fetched]:
    for words, body in _answers(data):
        if quoted := in_quotes.search(words):
            body = re.sub(rb"\\(.)", rb"\1", quoted[1])
            words = words.replace(quoted[0], b"")
        uid = UID.search(words)
        if uid and body is not None:
            yield Fetched(int(uid[1]), _arrived_at(words), body)


def _answers(data: Iterable[object]) -> Iterator[tuple[bytes, bytes | None]]:
    """Each answer as its words and its counted bytes. imaplib gives a pair for these, and loose words behind."""
    words, body = b"", None
    for item in data:
        if isinstance(item, tuple) or (isinstance(item, bytes) and BEGINNING.match(item)):
            if words:
                yield words, body
            words, body = item if isinstance(item, tuple) else (item, None)
        elif isinstance(item, bytes):
            words += item
    if words:
        yield words, body


def _arrived_at(words: bytes) -> datetime | None:
    found = ARRIVED.search(words)
    if found is None:
        return None
    # " 2-Nov-2026 03:53:18 +0000": month names in English whatever the locale, hence not strptime.
    day, _, rest = found[1].decode("ascii", "replace").strip().partition(" ")
    try:
        moment = parsedate_to_datetime(f"{day.replace('-', ' ')} {rest}")
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
