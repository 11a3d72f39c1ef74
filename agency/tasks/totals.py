"""The sums over a whole board, in one walk over plain rows: what is shown of it changes no figure."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

import sqlalchemy as sa

from agency.kernel.db import db
from agency.kernel.money import Money
from agency.tasks import using
from agency.tasks.cards import Face, Figures, Named, PersonHours
from agency.tasks.dealing import Known
from agency.tasks.models import Task
from agency.tasks.projects import ColumnKind

NO_STEPS = (0, 0)


class _In(NamedTuple):
    """Where a task stands, and whether it is to be seen there."""

    column_id: int
    kind: ColumnKind
    is_there: bool


@dataclass
class Sums:
    """What tasks come to; of a column, `count` leaves out those that were put aside."""

    count: int = 0
    planned: int = 0
    spent: int = 0
    sold_minor: int = 0
    used_minor: int = 0
    earned_minor: int = 0

    @property
    def of_column(self) -> dict[str, int]:
        """As a column keeps them."""
        return {
            name: getattr(self, name)
            for name in ("count", "planned", "spent", "sold_minor", "used_minor")
        }


@dataclass
class Totals:
    """A board in figures."""

    everything: Sums = field(default_factory=Sums)
    done: Sums = field(default_factory=Sums)
    columns: dict[int, Sums] = field(default_factory=lambda: defaultdict(Sums))
    over: list[Named] = field(default_factory=list)
    ahead: list[Named] = field(default_factory=list)
    waiting: int = 0

    @property
    def counts(self) -> dict[tuple[int, str], int]:
        """How many cards stand in each column, in the one group that has no name."""
        return {(id, ""): sums.count for id, sums in self.columns.items()}

    def figures(self, currency: str) -> Figures:
        """As the top of a board says them."""
        all_, done = self.everything, self.done
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


def of(project_id: int, known: Known, kinds: dict[int, ColumnKind]) -> Totals:
    """What is put aside counts, since its hours were worked; what was thrown away does not."""
    totals = Totals()
    totals.columns.update({id: Sums() for id in kinds})
    rows = db.session.execute(
        sa.select(Task.id, Task.title, Task.column_id, Task.sold_minor, Task.archived_at).where(
            Task.project_id == project_id, Task.binned_at.is_(None)
        )
    )
    planned_by, spent_by, steps_of = known
    for id, title, column_id, sold, archived_at in rows:
        planned = sum(planned_by[id].values()) if id in planned_by else 0
        spent = sum(spent_by[id].values()) if id in spent_by else 0
        column = _In(column_id or 0, kinds[column_id or 0], archived_at is None)
        _take(
            totals, Named(id, title), column, sold or 0, planned, spent, steps_of.get(id, NO_STEPS)
        )
    return totals


def _take(
    totals: Totals,
    task: Named,
    place: "_In",
    sold: int,
    planned: int,
    spent: int,
    steps: tuple[int, int],
) -> None:
    is_done = place.kind is ColumnKind.done
    used = using.used_of(sold, planned, spent, is_done) if sold else 0
    progress = using.progress_of(*steps, is_done)
    earned = using.earned_of(sold, used, progress) if sold else 0
    column = totals.columns[place.column_id]
    column.count += place.is_there
    totals.everything.count += 1
    for sums in (
        (totals.everything, column, totals.done) if is_done else (totals.everything, column)
    ):
        sums.planned += planned
        sums.spent += spent
        sums.sold_minor += sold
        sums.used_minor += used
        sums.earned_minor += earned
    if is_done:
        totals.done.count += 1
        return
    totals.waiting += place.kind is ColumnKind.waiting and place.is_there
    if planned and spent > planned:
        totals.over.append(task)
    elif using.runs_ahead(planned, spent, progress):
        totals.ahead.append(task)


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
