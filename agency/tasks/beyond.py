"""What went beyond what was sold: collected from tasks and hours, and put into a further estimate, each thing once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from agency.kernel import timeline
from agency.kernel.db import db
from agency.kernel.money import Money
from agency.kernel.timeline import Actor
from agency.people import queries as people
from agency.people.models import Member
from agency.proposals import further
from agency.proposals.drafting import held
from agency.proposals.further import Piece
from agency.proposals.lines import EstimateLine
from agency.proposals.models import Proposal
from agency.tasks.hours import TaskPlan, TimeEntry
from agency.tasks.models import Task
from agency.tasks.projects import Project


class NothingBeyond(Exception):
    """Nothing waits to be offered: what there was stands in an estimate already."""


@dataclass(frozen=True)
class Extra:
    """One thing beyond what was sold: a task of its own, or hours on one that was sold (`entries`)."""

    task_id: int
    title: str
    member: Member | None
    minutes: int
    price: Money | None
    entries: tuple[int, ...] = ()

    @property
    def piece(self) -> Piece:
        """As the estimate offers it."""
        return Piece(self.title, self.member, self.minutes)


@dataclass(frozen=True)
class Beyond:
    """All that waits to be offered."""

    extras: Sequence[Extra]
    currency: str

    @property
    def count(self) -> int:
        return len(self.extras)

    @property
    def minutes(self) -> int:
        return sum(each.minutes for each in self.extras)

    @property
    def price(self) -> Money:
        """At the rates of today, of those whose rate is known."""
        return Money.total((each.price for each in self.extras if each.price), self.currency)

    @property
    def unpriced(self) -> int:
        """How many have no price yet: nobody's, or without hours or a rate."""
        return sum(each.price is None for each in self.extras)


def beyond(project_id: int, currency: str, *, on: date) -> Beyond:
    """What of this project nobody has offered yet, at the rates of this day; four statements at most."""
    rows = [*_tasks(project_id), *_entries(project_id)]
    if not rows:
        return Beyond((), currency)
    rates = people.rate_card(on, currency)
    members = {each.id: each for each in people.members_with({row[2] for row in rows if row[2]})}
    extras = []
    for task_id, title, member_id, minutes, entries in rows:
        member = members.get(member_id or 0)
        rate = rates.of(member) if member is not None else None
        price = rate.for_minutes(minutes) if rate is not None and minutes else None
        extras.append(Extra(task_id, title, member, minutes, price, entries))
    return Beyond(extras, currency)


def offer(project: Project, *, by: Member, at: datetime, on: date) -> Proposal:
    """A draft on the lead with a line for each of them; each remembers its line, and is offered once.

    Raises NothingBeyond, LeadClosed, TooManyLines.
    """
    held(project.lead)
    found = beyond(project.id, project.currency, on=on)
    if not found.extras:
        raise NothingBeyond(project.id)
    pieces = [each.piece for each in found.extras]
    draft, lines = further.offer(project.lead, pieces, by=by, on=on)
    for extra, line in zip(found.extras, lines, strict=True):
        _remember(extra, line, by=Actor.member(by.id), at=at)
    told = {"proposal": draft.id, "lines": len(lines)}
    actor = Actor.member(by.id)
    timeline.record(project.lead.stream, "tasks.offered_beyond", at=at, by=actor, **told)
    return draft


def _remember(extra: Extra, line: EstimateLine, *, by: Actor, at: datetime) -> None:
    for entry in db.session.scalars(sa.select(TimeEntry).where(TimeEntry.id.in_(extra.entries))):
        entry.asked_line_id = line.id
    if not extra.entries:
        task = db.session.get_one(Task, extra.task_id)
        task.asked_line_id = line.id


Row = tuple[int, str, int | None, int, tuple[int, ...]]


def _sum(model: Any) -> Any:
    total = sa.select(sa.func.coalesce(sa.func.sum(model.minutes), 0))
    return total.where(model.task_id == Task.id).scalar_subquery()


_PROJECT = Task.project_id == sa.bindparam("project")
_FIRST_PLANNED = (
    sa.select(TaskPlan.member_id)
    .where(TaskPlan.task_id == Task.id)
    .order_by(TaskPlan.minutes.desc(), TaskPlan.id)
    .limit(1)
    .scalar_subquery()
)
_TASKS = (
    sa.select(Task.id, Task.title, sa.func.coalesce(Task.owner_id, _FIRST_PLANNED))
    .add_columns(_sum(TaskPlan), _sum(TimeEntry))
    .where(_PROJECT, Task.is_out_of_scope, Task.binned_at.is_(None))
    .where(Task.line_id.is_(None), Task.asked_line_id.is_(None))
    .order_by(Task.id)
)
_ENTRIES = (
    sa.select(TimeEntry.id, TimeEntry.minutes, TimeEntry.note, Task.id, Task.title)
    .add_columns(TimeEntry.member_id)
    .join(Task, Task.id == TimeEntry.task_id)
    .where(_PROJECT, TimeEntry.is_out_of_scope)
    .where(TimeEntry.asked_line_id.is_(None), Task.binned_at.is_(None))
    .where(sa.not_(Task.is_out_of_scope & Task.line_id.is_(None)))
    .order_by(Task.id, TimeEntry.member_id, TimeEntry.on, TimeEntry.id)
)


def _tasks(project_id: int) -> Iterator[Row]:
    """Tasks that nobody sold: their owner's hours, as planned or as worked, whichever is more."""
    rows = db.session.execute(_TASKS, {"project": project_id})
    for id, title, member, planned_minutes, worked in rows:
        yield id, title, member, max(planned_minutes, worked), ()


def _entries(project_id: int) -> Iterator[Row]:
    """Hours on other tasks, by task and member, with the words they were noted with."""
    groups: dict[tuple[int, int], list[Any]] = {}
    for row in db.session.execute(_ENTRIES, {"project": project_id}):
        groups.setdefault((row[3], row.member_id), []).append(row)
    for (task_id, member_id), inside in groups.items():
        notes = "; ".join(dict.fromkeys(row.note for row in inside if row.note))
        title = f"{inside[0].title}: {notes}" if notes else inside[0].title
        minutes = sum(row.minutes for row in inside)
        yield task_id, title, member_id, minutes, tuple(row[0] for row in inside)
