"""What a reader of an export hands over: rows for the table, and what else it found."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from agency.kernel.forms import FIRST, LAST
from agency.tasks.importing.models import Part
from agency.tasks.pieces import MOST as MOST_PIECES

EXAMPLES = 3
LONGEST_TITLE, LONGEST_WORDS = 300, 50_000
MOST_LISTS = 500


class NotSuch(Exception):
    """This is no export that we can read; `why` is one of the words in listing.TROUBLES."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(why)


@dataclass(frozen=True)
class Row:
    """One thing of the file."""

    part: Part
    key: str
    said: dict[str, Any]
    parent: str = ""
    place: float = 0.0


@dataclass
class Found:
    """What stands in a file besides its rows; `left` says what will not come over, with a few examples of each."""

    board: str = ""
    title: str = ""
    lists: dict[str, dict[str, Any]] = field(default_factory=dict)
    labels: dict[str, dict[str, Any]] = field(default_factory=dict)
    people: dict[str, dict[str, Any]] = field(default_factory=dict)
    left: dict[str, list[Any]] = field(default_factory=dict)
    pieces: Counter[tuple[Part, str]] = field(default_factory=Counter)

    def leave(self, kind: str, example: str = "", count: int = 1) -> None:
        """This does not come over."""
        kind, example = plain(kind), plain(example)
        entry = self.left.setdefault(kind, [0, []])
        entry[0] += count
        if example and example not in entry[1] and len(entry[1]) < EXAMPLES:
            entry[1].append(example[:80])

    def room_for(self, row: Row, most: int = MOST_PIECES) -> Iterator[Row]:
        """The row, if its card has room for one more of that kind."""
        self.pieces[row.part, row.parent] += 1
        if self.pieces[row.part, row.parent] > most:
            self.leave("too_many", str(row.said.get("words", row.said.get("url", ""))))
        else:
            yield row

    def note(self, where: dict[str, dict[str, Any]], key: str, **what: Any) -> None:
        """One of the lists, labels or people. Raises NotSuch where there are far too many."""
        if len(where) >= MOST_LISTS and key not in where:
            raise NotSuch("too_many_lists")
        where[key] = what

    def words(self, raw: Any, most: int = LONGEST_WORDS) -> str:
        """A text as we keep it; what is cut is said."""
        text = plain(raw)
        if len(text) > most:
            self.leave("cut", text[:60])
        return text[:most]


def plain(raw: Any) -> str:
    """Text that every database takes."""
    text = raw if isinstance(raw, str) else ""
    return (
        text.replace("\x00", "").replace("\r\n", "\n").encode("utf-8", "replace").decode().strip()
    )


def instant(raw: Any) -> datetime | None:
    """An instant as they write it, like 2026-03-19T06:42:00.000Z; None for what is none."""
    try:
        at = datetime.fromisoformat(plain(raw))
        return (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def day_of(raw: Any, zone: str) -> date | None:
    """The day of an instant, by the clock of the house; a plain day stays as it is."""
    text = plain(raw)
    try:
        at = instant(text) if len(text) != 10 else None
        on = at.astimezone(ZoneInfo(zone)).date() if at is not None else date.fromisoformat(text)
    except (ValueError, OverflowError):
        return None
    return on if FIRST <= on <= LAST else None
