"""What is left of a project when those who worked are paid. For the owner's eyes only.

An hour costs what it cost on the day it was worked; hours still to be worked cost what they cost today. What nobody
knows the cost of is left out and said, never counted as nothing.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from agency.kernel.db import db
from agency.kernel.money import Money, Span
from agency.people import queries as people
from agency.people.costs import CostRate
from agency.people.models import Member
from agency.tasks.hours import TaskPlan, TimeEntry
from agency.tasks.models import Task
from agency.tasks.projects import BoardColumn, ColumnKind, Project
from agency.tasks.using import percent


@dataclass(frozen=True)
class ProjectMargin:
    """What comes in without taxes, what the work has cost so far, and what the rest of it will cost as planned."""

    sold: Money
    cost: Money
    to_come: Money
    unknown: Sequence[Member]
    unknown_minutes: int

    @property
    def left(self) -> Money:
        """As things stand."""
        return self.sold - self.cost

    @property
    def left_at_end(self) -> Money:
        """When the rest is worked as planned."""
        return self.left - self.to_come

    @property
    def percent(self) -> int:
        return percent(self.left.minor, self.sold.minor)

    @property
    def percent_at_end(self) -> int:
        return percent(self.left_at_end.minor, self.sold.minor)

    @property
    def is_loss(self) -> bool:
        return self.left_at_end.minor < 0


def margin_of(project_id: int, currency: str, *, on: date) -> ProjectMargin:
    """Five statements, however many hours: they are summed by member and day."""
    rates = _Rates(currency)
    cost, to_come, unknown = 0.0, 0.0, defaultdict[int, int](int)
    for member, day, minutes in _worked(project_id):
        rate = rates.of(member, day)
        if rate is None:
            unknown[member] += minutes
        else:
            cost += rate * minutes / 60
    for member, minutes in _to_work(project_id):
        rate = rates.of(member, on)
        if rate is None:
            unknown[member] += minutes
        else:
            to_come += rate * minutes / 60
    return ProjectMargin(
        sold=_sold(project_id, currency),
        cost=Money(round(cost), currency),
        to_come=Money(round(to_come), currency),
        unknown=people.members_with(set(unknown)),
        unknown_minutes=sum(unknown.values()),
    )


class _Rates:
    """All cost rates in a currency, asked for once."""

    def __init__(self, currency: str) -> None:
        self._days: dict[int, list[date]] = defaultdict(list)
        self._minor: dict[int, list[int]] = defaultdict(list)
        found = sa.select(CostRate.member_id, CostRate.valid_from, CostRate.minor)
        ordered = found.where(CostRate.currency == currency).order_by(
            CostRate.valid_from, CostRate.id
        )
        for member, day, minor in db.session.execute(ordered):
            self._days[member].append(day)
            self._minor[member].append(minor)

    def of(self, member: int, on: date) -> int | None:
        """What an hour of theirs cost on that day, in minor units."""
        place = bisect_right(self._days[member], on)
        return self._minor[member][place - 1] if place else None


def _worked(project_id: int) -> Sequence[sa.Row[int, date, int]]:
    return db.session.execute(
        sa.select(TimeEntry.member_id, TimeEntry.on, sa.func.sum(TimeEntry.minutes))
        .join(Task, Task.id == TimeEntry.task_id)
        .where(Task.project_id == project_id)
        .group_by(TimeEntry.member_id, TimeEntry.on)
    ).all()


def _to_work(project_id: int) -> list[tuple[int, int]]:
    """What is planned of tasks that are not done, less what was worked on it."""
    worked = (
        sa.select(sa.func.coalesce(sa.func.sum(TimeEntry.minutes), 0))
        .where(TimeEntry.task_id == TaskPlan.task_id, TimeEntry.member_id == TaskPlan.member_id)
        .scalar_subquery()
    )
    left = (TaskPlan.minutes - worked).label("left")
    rest = (
        sa.select(TaskPlan.member_id, left)
        .join(Task, Task.id == TaskPlan.task_id)
        .where(Task.project_id == project_id, _is_open())
        .subquery()
    )
    rows = db.session.execute(
        sa.select(rest.c.member_id, sa.func.sum(rest.c.left))
        .where(rest.c.left > 0)
        .group_by(rest.c.member_id)
    )
    # PostgreSQL gives a sum of sums as a decimal.
    return [(member, int(minutes)) for member, minutes in rows]


def _is_open() -> sa.ColumnElement[bool]:
    is_done = sa.select(BoardColumn.id).where(BoardColumn.kind == ColumnKind.done)
    there = sa.and_(Task.archived_at.is_(None), Task.binned_at.is_(None))
    return sa.and_(there, Task.column_id.not_in(is_done))


def _sold(project_id: int, currency: str) -> Money:
    """The prices of its tasks, less the taxes that are in them."""
    minor = db.session.scalar(
        sa.select(sa.func.sum(Task.sold_minor)).where(
            Task.project_id == project_id, Task.binned_at.is_(None)
        )
    )
    sold = Span.exactly(Money(int(minor or 0), currency))
    project = db.session.get_one(Project, project_id)
    if project.proposal is None:
        return sold.least
    taxes = (tax for tax in project.proposal.pricing.taxes if tax.is_included)
    return (sold - Span.total((tax.of(sold) for tax in taxes), currency)).least
