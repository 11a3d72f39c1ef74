"""One card, moved by plain statements: nearly all moves are of this kind, and people make many.

Plain is a move of a card on its own board that is no matter of the client's, from a page that is not stale. Its row
and its card are read at once, by what stands ready; the rules are those of `placing.py`. What is not plain is left to
`moving.py`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from agency.kernel import timeline
from agency.kernel.db import db
from agency.kernel.i18n import in_zone
from agency.kernel.timeline import Actor
from agency.people import queries as people
from agency.tasks import counting, one_card, ordering
from agency.tasks.cards import Card
from agency.tasks.moving import Drop
from agency.tasks.placing import OtherBoard, Placed, StaleTask
from agency.tasks.projects import BoardColumn, ColumnKind, Project
from agency.tasks.shelf import NotThere, Shelved

_COLUMN: Any = BoardColumn.__table__
_TASK: Any = one_card.TASK
_INTO = (
    sa.select(_COLUMN.c.id, _COLUMN.c.project_id, _COLUMN.c.kind)
    .where(_COLUMN.c.id == sa.bindparam("which"))
    .with_for_update(key_share=True)
)
_HELD = (
    sa.select(
        *one_card.SHOWN,
        _TASK.c.archived_at,
        _TASK.c.binned_at,
        Project.__table__.c.lead_id.label("of_lead"),
    )
    .select_from(one_card.WITH_OWNER)
    .where(_TASK.c.id == sa.bindparam("which"))
    .with_for_update(of=_TASK)
)
# It writes the columns that come with it.
_WRITTEN = (
    sa.update(_TASK)
    .where(_TASK.c.id == sa.bindparam("which"))
    .values(revision=_TASK.c.revision + 1)
)
_PLACE = ("column_id", "order_key", "version", "moved_at")


class NotPlain(Exception):
    """It has to be done the long way; nothing is written."""


class PlainTask(Placed, Shelved):
    """A task as plain values, held until the end of the transaction."""

    def __init__(self, columns: Mapping[str, Any], column: Any) -> None:
        vars(self).update(columns)
        self.kind = column.kind
        self.facts: list[dict[str, Any]] = []

    if TYPE_CHECKING:

        def __getattr__(self, column: str) -> Any: ...

    def count(self) -> None:
        """Its revision is counted with the row."""

    def change(self, fact: str, *, at: datetime, by: Actor, **data: int | str | None) -> None:
        """To be written on the timeline with the row."""
        stream = ("lead", self.of_lead)
        self.facts.append(timeline.row_of(stream, fact, at=at, by=by, task=self.id, **data))

    def write(self) -> None:
        """Keep where it stands now. The count of the board comes last: others wait for it."""
        if self.facts:
            db.session.execute(timeline.ENTRIES.insert(), self.facts)
        place = {name: getattr(self, name) for name in _PLACE}
        count = counting.one_more(self.project_id)
        db.session.execute(_WRITTEN, {"which": self.id, "changed_in": count, **place})


@dataclass(frozen=True)
class Put:
    """A card at its new place, and the day on which it is drawn."""

    card: Card
    today: date


def move(task_id: int, drop: Drop, *, by: Actor, at: datetime) -> Put:
    """Put a card at its new place. Raises NotPlain."""
    # The column first, then the task, as any move does.
    column = db.session.execute(_INTO, {"which": drop.column_id}).one_or_none()
    row = db.session.execute(_HELD, {"which": task_id}).one_or_none()
    if column is None or row is None or _is_of_client(row, column):
        raise NotPlain
    task = PlainTask(row._asdict(), column)
    _put(task, column, drop, by=by, at=at)
    found, zone = one_card.worn_by(task_id), people.zone_and_tax_note().zone
    task.write()
    return Put(one_card.card(task, found, zone=zone), in_zone(at, zone).date())


def _is_of_client(row: Any, column: Any) -> bool:
    return row.waiting_since is not None or column.kind is ColumnKind.waiting


def _put(task: PlainTask, column: Any, drop: Drop, *, by: Actor, at: datetime) -> None:
    beside = {"before_id": drop.before_id, "after_id": drop.after_id, "moving": task.id}
    try:
        key = ordering.key_in(column, **beside)
        task.move(column, key=key, version=drop.version, by=by, at=at)
    except (StaleTask, OtherBoard, NotThere):
        raise NotPlain from None
