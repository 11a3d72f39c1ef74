"""One card, moved by plain statements: nearly all moves are of this kind, and people make many.

Plain is a move of a card on its own board, to nobody else's hands. Its row and its card are read at once, by what
stands ready; the rules are those of `placing.py`. What is not plain is left to `moving.py`.
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
_PROJECT: Any = Project.__table__
_TASK: Any = one_card.TASK
_ONE = _TASK.c.id == sa.bindparam("which")
_INTO = (
    sa.select(_COLUMN.c.id, _COLUMN.c.project_id, _COLUMN.c.kind)
    .where(_COLUMN.c.id == sa.bindparam("column"))
    .with_for_update(key_share=True)
)
_BEFORE = (
    sa.select(
        _TASK.c.version,
        _TASK.c.column_id,
        _TASK.c.waiting_since,
        _COLUMN.c.kind,
        _PROJECT.c.lead_id,
    )
    .join_from(_TASK, _PROJECT, _PROJECT.c.id == _TASK.c.project_id)
    .join(_COLUMN, _COLUMN.c.id == sa.bindparam("column"))
    .where(_ONE)
)
_AS_IT_IS = (
    sa.select(
        *one_card.SHOWN,
        *(
            _TASK.c[name]
            for name in ("archived_at", "binned_at", "returns_to_id", "waited_minutes")
        ),
        _PROJECT.c.lead_id.label("of_lead"),
    )
    .select_from(one_card.AROUND)
    .where(_ONE)
)
_HELD = _AS_IT_IS.with_for_update(of=_TASK)
# It writes the columns that come with it.
_WRITTEN = sa.update(_TASK).where(_ONE).values(revision=_TASK.c.revision + 1)
_PLACE = ("column_id", "order_key", "version", "moved_at")
_WAITING = ("waiting_since", "returns_to_id", "waited_minutes")


class NotPlain(Exception):
    """It has to be done the long way; nothing is written."""


class PlainTask(Placed, Shelved):
    """A task as plain values, held until the end of the transaction."""

    kind: ColumnKind

    def __init__(self, columns: Mapping[str, Any]) -> None:
        vars(self).update(columns)
        self._waited = self._waits()
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
        names = _PLACE if self._waits() == self._waited else (*_PLACE, *_WAITING)
        place = {name: getattr(self, name) for name in names}
        count = counting.one_more(self.project_id)
        db.session.execute(_WRITTEN, {"which": self.id, "changed_in": count, **place})

    def _waits(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in _WAITING)


@dataclass(frozen=True)
class Put:
    """A card at its place, and the day on which it is drawn."""

    card: Card
    today: date


def client_of(task_id: int, drop: Drop) -> int | None:
    """The lead whose client such a move concerns, as far as we know before it; None for other moves.

    Raises NotPlain, and StaleTask when somebody moved it since that version.
    """
    if drop.owner_id is not None:
        raise NotPlain
    asked = {"which": task_id, "column": drop.column_id}
    found = db.session.execute(_BEFORE, asked).one_or_none()
    if found is None:
        raise NotPlain
    if found.version != drop.version:
        raise StaleTask(task_id)
    lead: int | None = found.lead_id if _is_of_client(found, drop.column_id, found.kind) else None
    return lead


def move(task_id: int, drop: Drop, *, lead_id: int | None, by: Actor, at: datetime) -> PlainTask:
    """Put a card at its new place, with the lead held that it concerns. Raises NotPlain, StaleTask."""
    # The column first, then the task, as any move does.
    column = db.session.execute(_INTO, {"column": drop.column_id}).one_or_none()
    row = db.session.execute(_HELD, {"which": task_id}).one_or_none()
    if column is None or row is None:
        raise NotPlain
    if lead_id is None and _is_of_client(row, column.id, column.kind):
        raise NotPlain
    task = PlainTask(row._asdict())
    _put(task, column, drop, by=by, at=at)
    task.kind = column.kind
    task.write()
    return task


def as_it_is(task_id: int, *, at: datetime) -> Put | None:
    """The card where it is now; None where it is on no board any more."""
    row = db.session.execute(_AS_IT_IS, {"which": task_id}).one_or_none()
    task = PlainTask(row._asdict()) if row is not None else None
    return drawn(task, at=at) if task is not None and task.is_there else None


def drawn(task: PlainTask, *, at: datetime) -> Put:
    """Its card. After the move is kept: nobody has to wait for how it looks."""
    found, zone = one_card.worn_by(task.id), people.zone_and_tax_note().zone
    card = one_card.card(task, found, zone=zone)
    return Put(card, in_zone(at, zone).date())


def _is_of_client(task: Any, column_id: int, kind: ColumnKind) -> bool:
    is_with_them = task.waiting_since is not None or kind is ColumnKind.waiting
    return is_with_them and bool(task.column_id != column_id)


def _put(task: PlainTask, column: Any, drop: Drop, *, by: Actor, at: datetime) -> None:
    beside = {"before_id": drop.before_id, "after_id": drop.after_id, "moving": task.id}
    try:
        key = ordering.key_in(column, **beside)
        task.move(column, key=key, version=drop.version, by=by, at=at)
    except (OtherBoard, NotThere):
        raise NotPlain from None
