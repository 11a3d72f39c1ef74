"""The sums over a whole board, in one walk over plain rows: what is shown of it changes no figure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Self

import sqlalchemy as sa

from agency.kernel.db import db
from agency.kernel.money import Money
from agency.tasks import using
from agency.tasks.about import Known
from agency.tasks.cards import Face, Figures, Named, PersonHours
from agency.tasks.dealing import NO_STEPS
from agency.tasks.models import Task
from agency.tasks.projects import ColumnKind

_TASKS: Any = (
    sa.select(Task.id, Task.title, Task.column_id, Task.sold_minor, Task.archived_at.is_(None))
    .where(Task.project_id == sa.bindparam("project"), Task.binned_at.is_(None))
    .order_by(Task.column_id, Task.order_key)
)


@dataclass
class Sums:
    """What the tasks of a column come to, or those of several."""

    is_done: bool = False
    count: int = 0
    planned: int = 0
    spent: int = 0
    sold_minor: int = 0
    used_minor: int = 0
    earned_minor: int = 0
    # Those that are not put aside, in their order.
    there: list[int] = field(default_factory=list)

    @classmethod
    def together(cls, parts: Iterable["Sums"]) -> Self:
        """All of these in one."""
        sums = cls()
        for part in parts:
            sums.count += part.count
            sums.planned += part.planned
            sums.spent += part.spent
            sums.sold_minor += part.sold_minor
            sums.used_minor += part.used_minor
            sums.earned_minor += part.earned_minor
        return sums

    @property
    def of_column(self) -> dict[str, int]:
        """As a column keeps them; it counts what is there."""
        names = ("planned", "spent", "sold_minor", "used_minor")
        return {"count": len(self.there), **{name: getattr(self, name) for name in names}}

    def take(self, sold: int, planned: int, spent: int, progress: int | None) -> None:
        """One more task."""
        self.count += 1
        self.planned += planned
        self.spent += spent
        if sold:
            used = using.used_of(sold, planned, spent, self.is_done)
            self.sold_minor += sold
            self.used_minor += used
            self.earned_minor += using.earned_of(sold, used, progress)


@dataclass
class Totals:
    """A board in figures."""

    kinds: Mapping[int, ColumnKind]
    columns: dict[int, Sums] = field(default_factory=dict)
    over: list[Named] = field(default_factory=list)
    ahead: list[Named] = field(default_factory=list)

    @property
    def waiting(self) -> int:
        """How many lie with the client."""
        kinds = self.kinds.items()
        return sum(len(self.columns[id].there) for id, kind in kinds if kind is ColumnKind.waiting)

    @property
    def counts(self) -> dict[tuple[int, str], int]:
        """How many cards stand in each column, in the one group that has no name."""
        return {(id, ""): len(sums.there) for id, sums in self.columns.items()}

    def figures(self, currency: str) -> Figures:
        """As the top of a board says them."""
        all_ = Sums.together(self.columns.values())
        done = Sums.together(sums for sums in self.columns.values() if sums.is_done)
        return Figures(
            sold=Money(all_.sold_minor, currency),
            used_minor=all_.used_minor,
            planned=all_.planned,
            spent=all_.spent,
            done_minor=done.sold_minor,
            done_count=done.count,
            count=all_.count,
            earned_minor=all_.earned_minor,
        )


def of(project_id: int, known: Known, kinds: Mapping[int, ColumnKind]) -> Totals:
    """What is put aside counts, since its hours were worked; what was thrown away does not."""
    columns = {id: Sums(kind is ColumnKind.done) for id, kind in kinds.items()}
    totals = Totals(kinds, columns)
    planned_by, spent_by, steps_of = known
    for id, title, column_id, sold, is_there in db.session.execute(_TASKS, {"project": project_id}):
        sums = columns[column_id]
        planned = sum(planned_by[id].values()) if id in planned_by else 0
        spent = sum(spent_by[id].values()) if id in spent_by else 0
        progress = using.progress_of(*steps_of.get(id, NO_STEPS), sums.is_done)
        sums.take(sold or 0, planned, spent, progress)
        if is_there:
            sums.there.append(id)
        elif not sums.is_done:
            # Nobody will do what was dropped, or put aside as it was: the rest is all of it.
            sums.count -= 1
            continue
        if sums.is_done:
            continue
        if planned and spent > planned:
            totals.over.append(Named(id, title))
        elif using.runs_ahead(planned, spent, progress):
            totals.ahead.append(Named(id, title))
    return totals


def people(known: Known, faces: dict[int, Face]) -> tuple[PersonHours, ...]:
    """The hours of each of us on a board, those with most to do first."""
    planned: dict[int, int] = defaultdict(int)
    spent: dict[int, int] = defaultdict(int)
    for sums, by_task in ((planned, known.planned), (spent, known.spent)):
        for minutes_by in by_task.values():
            for member, minutes in minutes_by.items():
                sums[member] += minutes
    members = sorted(set(planned) | set(spent), key=lambda one: (-planned[one], one))
    return tuple(PersonHours(faces[one], planned[one], spent[one]) for one in members)
