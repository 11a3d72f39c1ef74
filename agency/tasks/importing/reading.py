"""Reading an export into rows, a thousand at a time, and telling what would come over and what would not."""

import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from agency.kernel import files, queue
from agency.kernel.db import db
from agency.kernel.files import StoredFile
from agency.people import queries as people
from agency.tasks.importing import asana, matching, trello
from agency.tasks.importing.models import ImportRow, Origin, Part, Step, TaskImport
from agency.tasks.importing.rows import Found, NotSuch, Row

# What is due of an export that came in: it is read.
READ = "tasks.import_read"
BATCH = 1000
LARGEST_MB = 100
READERS = {Origin.trello: trello.read, Origin.asana: asana.read}


@dataclass
class Tally:
    """How many cards each list has, and what of them is archived or done."""

    of_list: Counter[str] = field(default_factory=Counter)
    archived: int = 0
    rows: Counter[str] = field(default_factory=Counter)

    def count(self, row: Row, lists: dict[str, dict[str, Any]]) -> None:
        self.rows[row.part.value] += 1
        if row.part is Part.card:
            self.of_list[row.said["list"]] += 1
            self.archived += bool(row.said["closed"])


def take_in(
    file: StoredFile,
    *,
    project_id: int | None,
    lead_id: int,
    title: str,
    by_id: int,
    at: datetime,
) -> TaskImport:
    """An export came in, for this board or for a new one of this lead: it is read right after."""
    made = TaskImport(
        file=file,
        project_id=project_id,
        lead_id=lead_id,
        makes_project=project_id is None,
        title=title[:160],
        made_at=at,
        made_by_id=by_id,
    )
    db.session.add(made)
    db.session.flush()
    queue.later(READ, made.id, now=at)
    return made


def read(import_id: int, *, now: datetime) -> Iterator[None]:
    """Read it; whoever performs this commits at each step, so that nobody waits and the page can say how far it is."""
    made = _wanted(import_id)
    if made is None:
        return
    path, found, tally = made.file.path, Found(), Tally()
    zone, forget = people.agency().zone, sa.delete(ImportRow).where(ImportRow.import_id == made.id)
    db.session.execute(forget)
    yield
    try:
        for origin, rows, at in _batches(path, found, zone):
            made = _wanted(import_id)
            if made is None:
                return
            made.origin, made.read_bytes = origin, at
            _write(import_id, rows, found, tally)
            yield
    except NotSuch as trouble:
        made = _wanted(import_id)
        if made is not None:
            db.session.execute(forget)
            made.refuse(trouble.why, now)
            made.title = made.title or made.file.name[:160]
            files.burn([made.file_id], at=now)
        return
    made = _wanted(import_id)
    if made is not None:
        _close(made, found, tally)


def _wanted(import_id: int) -> TaskImport | None:
    """The import, held, if it is still being read."""
    made = db.session.get(TaskImport, import_id, with_for_update=True, populate_existing=True)
    return made if made is not None and made.step is Step.reading else None


def _batches(path: Path, found: Found, zone: str) -> Iterator[tuple[Origin, list[Row], int]]:
    with path.open("rb") as raw:
        origin = _origin(raw)
        source = io.TextIOWrapper(raw, encoding="utf-8-sig", newline="")
        rows = READERS[origin](source, found, zone=zone)
        while batch := list(islice(rows, BATCH)):
            yield origin, batch, raw.tell()


def _origin(raw: BinaryIO) -> Origin:
    head = raw.read(4096)
    raw.seek(0)
    begin = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if not begin:
        raise NotSuch("empty")
    if begin.startswith((b"PK", b"%PDF", b"\xd0\xcf\x11\xe0")) or b"\x00" in head:
        raise NotSuch("not_text")
    if begin.startswith(b"["):
        raise NotSuch("not_trello")
    return Origin.trello if begin.startswith(b"{") else Origin.asana


def _write(import_id: int, rows: list[Row], found: Found, tally: Tally) -> None:
    fresh = [
        {
            "import_id": import_id,
            "part": row.part,
            "key": row.key,
            "parent": row.parent,
            "place": row.place,
            "said": row.said,
        }
        for row in rows
        if row.key
    ]
    for row in rows:
        tally.count(row, found.lists)
    if fresh:
        db.session.execute(sa.insert(ImportRow), fresh)


def _close(made: TaskImport, found: Found, tally: Tally) -> None:
    """All of it is read: what hangs on nothing goes, what came before is known, and the rest is told."""
    _leave_orphans(made, found, tally)
    made.board, made.title = found.board[:120], made.title or found.title[:160]
    find_the_same(made)
    known = _mark_known(made)
    columns = made.project.columns if made.project is not None else []
    places = matching.places(found.lists, columns)
    members = people.members()
    for id, each in found.lists.items():
        each |= {"count": tally.of_list[id], "kind": places[id].kind.value}
        each["column"] = places[id].column_id
    for person in found.people.values():
        person["member"] = matching.member_of(person, members)
    made.found = {
        "lists": found.lists,
        "labels": found.labels,
        "people": found.people,
        "left": found.left,
        "archived": tally.archived,
        "rows": dict(tally.rows),
        "known": known,
    }
    made.step = Step.planned


def _leave_orphans(made: TaskImport, found: Found, tally: Tally) -> None:
    cards = sa.select(ImportRow.key).where(
        ImportRow.import_id == made.id, ImportRow.part == Part.card
    )
    gone = db.session.execute(
        sa.delete(ImportRow)
        .where(ImportRow.import_id == made.id, ImportRow.part != Part.card)
        .where(ImportRow.parent.not_in(cards))
        .returning(ImportRow.part)
        .execution_options(synchronize_session=False)
    ).all()
    if gone:
        found.leave("orphans", count=len(gone))
        tally.rows.subtract(part.value for (part,) in gone)


def find_the_same(made: TaskImport) -> None:
    """A board of theirs that came to this lead before goes to the board that it became."""
    if made.project_id is not None or not made.board:
        return
    made.project_id = db.session.scalar(
        sa.select(TaskImport.project_id)
        .where(TaskImport.lead_id == made.lead_id, TaskImport.board == made.board)
        .where(TaskImport.origin == made.origin, TaskImport.project_id.is_not(None))
        .where(TaskImport.step.in_((Step.running, Step.done)))
        .order_by(TaskImport.id.desc())
        .limit(1)
    )
    made.makes_project = made.project_id is None
    db.session.flush()
    db.session.refresh(made, ["project"])


def _mark_known(made: TaskImport) -> dict[str, int]:
    """What an earlier import brought to this board; how much of each part that is."""
    if made.project_id is None:
        return {}
    rows = db.session.execute(
        sa.update(ImportRow)
        .where(ImportRow.import_id == made.id, ImportRow.key.in_(_brought_to(made)))
        .values(is_known=True)
        .returning(ImportRow.part)
        .execution_options(synchronize_session=False)
    )
    return dict(Counter(part.value for (part,) in rows))


def _brought_to(made: TaskImport) -> sa.Select[str]:
    """The keys of all that imports of this house have brought to this board."""
    earlier = aliased(ImportRow)
    return (
        sa.select(earlier.key)
        .join(TaskImport, TaskImport.id == earlier.import_id)
        .where(TaskImport.project_id == made.project_id, TaskImport.origin == made.origin)
        .where(earlier.is_done)
    )
