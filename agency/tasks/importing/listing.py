"""Reads of imports: the list, one with how far it is, and the words for what can go wrong."""

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import joinedload

from agency.clients.models import Client
from agency.kernel.db import db
from agency.leads.models import Lead, Stage
from agency.tasks.importing.models import ImportRow, Part, TaskImport
from agency.tasks.projects import Project

MOST_LEADS = 200
TROUBLES: dict[str, Any] = {
    "empty": _l("This file is empty. Is it the right one?"),
    "not_text": _l("This is neither JSON nor CSV. Unpack it first, and give the JSON or CSV file."),
    "not_json": _l(
        "This JSON breaks off or is damaged. Export the board again and give that file."
    ),
    "not_trello": _l(
        "This JSON is no board of Trello: it has no lists or no cards. In Trello choose Share, then Export as JSON."
    ),
    "not_csv": _l(
        "This CSV cannot be read. Export the project again and do not save it elsewhere."
    ),
    "not_asana": _l(
        "This is no project of Asana: it has no columns “Task ID” and “Name”. In Asana choose Export, then CSV."
    ),
    "too_many_lists": _l("This board has far more lists, labels or people than a board of work."),
    "called_off": _l("It was called off."),
    "taken_back": _l("It was taken back."),
}
FAILED = _l("Something in it broke the import; this was written down for whoever runs the house.")
LEFT: dict[str, Any] = {
    "history": _l("What happened to cards there: moves, edits, who was added. Only comments come over."),
    "older": _l("Comments older than the last thousand things that happened: Trello leaves them out."),
    "custom_fields": _l("Values of custom fields"),
    "start_days": _l("Start days of cards; due days come over"),
    "files": _l("Files that lie at Trello: they come as links, and open for whoever may see them there"),
    "bad_links": _l("Attachments whose address cannot be linked"),
    "too_many": _l("Things beyond 200 subtasks, 200 things to tick or 60 links of one task"),
    "cut": _l("The ends of texts longer than a task takes"),
    "orphans": _l("Comments and things to tick of cards that are not in the file"),
    "doubtful_parents": _l("Subtasks whose parent has the same title as another task: they go to the nearest above"),
    "lost_parents": _l("Subtasks whose parent is not in the file: they become tasks of their own"),
}  # fmt: skip


@dataclass(frozen=True)
class Left:
    """What does not come over: in words, how often, with examples."""

    words: str
    count: int
    examples: list[str]
    column: str = ""


@dataclass(frozen=True)
class Progress:
    """How many of the rows are through, and how many tasks it made or left standing."""

    all: int
    done: int
    cards: int
    stayed: int


def one(id: int, *, lock: bool = False) -> TaskImport | None:
    """One import."""
    if lock:
        return db.session.get(TaskImport, id, with_for_update=True, populate_existing=True)
    options = [joinedload(getattr(TaskImport, each)) for each in ("file", "made_by", "project")]
    return db.session.get(TaskImport, id, options=options)


def latest(most: int = 30) -> list[TaskImport]:
    """The last imports."""
    options = (joinedload(getattr(TaskImport, each)) for each in ("file", "made_by", "project"))
    chosen = sa.select(TaskImport).options(*options).order_by(TaskImport.id.desc()).limit(most)
    return list(db.session.scalars(chosen))


def progress(id: int) -> Progress:
    """How far it is."""
    is_card = ImportRow.part == Part.card
    row = db.session.execute(
        sa.select(
            sa.func.count(),
            sa.func.count().filter(ImportRow.is_done),
            sa.func.count().filter(ImportRow.is_done, is_card),
            sa.func.count().filter(ImportRow.stayed, is_card),
        ).where(ImportRow.import_id == id, ImportRow.is_known.is_(False))
    ).one()
    return Progress(*row)


def trouble(made: TaskImport) -> str:
    """Why it was refused, or called off."""
    return str(TROUBLES.get(made.trouble, FAILED)) if made.trouble else ""


def left(made: TaskImport) -> list[Left]:
    """What will not come over, the most first."""
    found = []
    for kind, (count, examples) in made.found.get("left", {}).items():
        column = kind.partition(":")[2] if kind.startswith("column:") else ""
        found.append(Left(str(LEFT.get(kind, "")), count, examples, column))
    return sorted(found, key=lambda each: -each.count)


def places() -> list[tuple[str, str]]:
    """Where a board can go: onto a board that is there, or to a lead that gets a new one."""
    boards = db.session.execute(
        sa.select(Project.id, Project.title, Client.name)
        .join(Lead, Lead.id == Project.lead_id)
        .join(Client, Client.id == Lead.client_id)
        .where(Project.archived_at.is_(None))
        .order_by(Project.id.desc())
    )
    leads = db.session.execute(
        sa.select(Lead.id, Lead.title, Client.name)
        .join(Client, Client.id == Lead.client_id)
        .where(Lead.stage != Stage.lost)
        .order_by(Lead.id.desc())
        .limit(MOST_LEADS)
    )
    return [
        *((f"board:{id}", f"{client}: {title}") for id, title, client in boards),
        *((f"lead:{id}", f"{client}: {title}") for id, title, client in leads),
    ]
