"""The export of an Asana project: CSV with a row a task. A subtask names its parent by its title only."""

import csv
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, TextIO

from agency.tasks.importing.models import Part
from agency.tasks.importing.rows import LONGEST_TITLE, Found, NotSuch, Row, day_of, instant, plain

MUST = ("Task ID", "Name")
SECTION = ("Section/Column", "Section/column", "Section", "Column")
PARENT = ("Parent task", "Parent Task")
# Ours, or no loss: the rest of the columns is told as what does not come over.
READ = {
    *MUST,
    *SECTION,
    *PARENT,
    "Created At",
    "Completed At",
    "Last Modified",
    "Assignee",
    "Assignee Email",
    "Due Date",
    "Tags",
    "Notes",
    "Projects",
}
MB = 1024 * 1024
MOST_DEEP = 20

Cells = dict[str, str]


def read(source: TextIO, found: Found, *, zone: str) -> Iterator[Row]:
    """Its rows; what else is in it goes into `found`. Raises NotSuch."""
    try:
        parents = _Parents(_rows(source))
        source.seek(0)
        for number, cells in enumerate(_rows(source)):
            parents.pass_by(cells)
            yield from _row(cells, number, parents, found, zone)
    except (csv.Error, UnicodeDecodeError):
        raise NotSuch("not_csv") from None
    for name in sorted(parents.doubtful):
        found.leave("doubtful_parents", name)


class _Parents:
    """Which task a subtask belongs to: the last one of that title before it, else the first one after it."""

    def __init__(self, rows: Iterable[Cells]) -> None:
        self.first: dict[str, str] = {}
        self.latest: dict[str, str] = {}
        self.above: dict[str, str] = {}
        self.doubtful: set[str] = set()
        twice: set[str] = set()
        for cells in rows:
            key, name, above = _key(cells), plain(cells.get("Name")), _cell(cells, PARENT)
            if above:
                self.above[key] = above
            if self.first.setdefault(name, key) != key:
                twice.add(name)
        self.doubtful = twice & set(self.above.values())

    def pass_by(self, cells: Cells) -> None:
        self.latest[plain(cells.get("Name"))] = _key(cells)

    def top_of(self, cells: Cells) -> str | None:
        """The task at the top of the one that this row names; None where it names none that is there."""
        key, own = _key(cells), _key(cells)
        for _ in range(MOST_DEEP):
            name = self.above.get(key)
            if name is None:
                return key if key != own else None
            up = self.latest.get(name) or self.first.get(name)
            if up is None or up in (key, own):
                return None
            key = up
        return None


def _rows(source: TextIO) -> Iterator[Cells]:
    csv.field_size_limit(MB)
    reader = csv.DictReader(source)
    if not set(MUST) <= set(reader.fieldnames or ()):
        raise NotSuch("not_asana")
    nameless: Counter[str] = Counter()
    for cells in reader:
        # A row with more cells than the head has keeps them under None.
        row = {name: text or "" for name, text in cells.items() if isinstance(name, str)}
        if not plain(row["Task ID"]):
            # A task all the same, and the same one when the file comes again.
            name = plain(row["Name"])[:60]
            nameless[name] += 1
            row["Task ID"] = f"{name} #{nameless[name]}"
        yield row


def _row(cells: Cells, number: int, parents: _Parents, found: Found, zone: str) -> Iterator[Row]:
    key, whole = _key(cells), plain(cells["Name"]) or "–"
    found.board = found.board or _first(cells.get("Projects", ""))
    found.title = found.title or _first(cells.get("Projects", ""))
    for name, text in cells.items():
        if name not in READ and text.strip():
            found.leave(f"column:{name[:60]}", text)
    due, top = day_of(cells.get("Due Date"), zone), parents.top_of(cells)
    said: dict[str, Any] = {
        "done": bool(cells.get("Completed At", "").strip()),
        "due": due.isoformat() if due is not None else None,
        "people": _people(cells, found),
    }
    notes = found.words(cells.get("Notes"))
    if top is not None:
        piece = {**said, "words": found.words(whole, LONGEST_TITLE)}
        yield from found.room_for(Row(Part.subtask, key, piece, top, number))
        if notes:
            yield _notes(key, whole, notes, top, cells)
        return
    if _cell(cells, PARENT):
        found.leave("lost_parents", whole)
    if len(whole) > LONGEST_TITLE:
        notes = f"{whole}\n\n{notes}".strip()
    section, tags = _cell(cells, SECTION), _tags(cells, found)
    found.note(found.lists, section, name=section[:80], closed=False, place=_order(section, found))
    card = {"title": whole[:LONGEST_TITLE], "details": notes, "list": section, "closed": False}
    yield Row(Part.card, key, {**said, **card, "labels": tags}, place=number)


def _notes(key: str, title: str, notes: str, top: str, cells: Cells) -> Row:
    """A subtask of ours has no notes: they are said at the task."""
    at = instant(cells.get("Created At"))
    said = {
        "words": f"**{title}**\n\n{notes}",
        "by": "",
        "name": "",
        "at": at.isoformat() if at is not None else None,
    }
    return Row(Part.comment, f"{key}:notes"[:80], said, top, at.timestamp() if at else 0.0)


def _people(cells: Cells, found: Found) -> list[str]:
    email, name = plain(cells.get("Assignee Email")).lower(), plain(cells.get("Assignee"))
    key = email or name
    if not key:
        return []
    found.note(found.people, key, name=name[:120], email=email)
    return [key]


def _tags(cells: Cells, found: Found) -> list[str]:
    tags = [tag for each in cells.get("Tags", "").split(",") if (tag := plain(each)[:40])]
    for tag in tags:
        found.note(found.labels, tag, name=tag, colour=1)
    return tags


def _order(section: str, found: Found) -> float:
    known = found.lists.get(section)
    return float(known["place"]) if known is not None else float(len(found.lists))


def _key(cells: Cells) -> str:
    return plain(cells["Task ID"])[:80]


def _cell(cells: Cells, names: Iterable[str]) -> str:
    return next((plain(cells[name]) for name in names if cells.get(name)), "")


def _first(names: str) -> str:
    return plain(names.split(",")[0])[:120]
