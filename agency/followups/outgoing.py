"""Everything of the follow-ups that will go out: what waits for its time or for us, and what would come after."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from agency.clients.models import Client, Contact
from agency.followups import plan_rows
from agency.followups.models import (
    Cadence,
    Enrollment,
    EnrollmentState,
    Purpose,
    Step,
    Touch,
    TouchState,
)
from agency.followups.plan_rows import PlanRow
from agency.followups.states import RUNNING
from agency.kernel.db import db
from agency.leads.models import Lead

FOR_US = (TouchState.asks, TouchState.calls)


@dataclass(frozen=True)
class Line:
    """One step that goes out, or would: `touch` is None for what is only computed so far."""

    enrollment: Enrollment
    row: PlanRow
    step: Step | None
    touch: Touch | None

    @property
    def lead(self) -> Lead:
        return self.enrollment.lead

    @property
    def rests(self) -> bool:
        return self.enrollment.state is EnrollmentState.paused

    @property
    def waits_for_us(self) -> bool:
        return self.touch is not None and self.touch.state in FOR_US

    @property
    def at(self) -> datetime:
        """When it goes; what rests goes no earlier than it wakes."""
        until = self.enrollment.paused_until
        return max(self.row.at, until) if self.rests and until else self.row.at

    @property
    def total(self) -> int:
        return len(self.enrollment.cadence.steps)


@dataclass(frozen=True)
class Wanted:
    """What is looked at: whose leads, for what, and of which client; None for all."""

    owner_id: int | None = None
    purpose: Purpose | None = None
    client_id: int | None = None

    def conditions(self) -> tuple[sa.ColumnElement[bool], ...]:
        """On enrollments with their leads and cadences."""
        found: list[sa.ColumnElement[bool]] = [Enrollment.state.in_(RUNNING)]
        if self.owner_id is not None:
            found.append(Lead.owner_id == self.owner_id)
        if self.client_id is not None:
            found.append(Lead.client_id == self.client_id)
        if self.purpose is not None:
            found.append(Cadence.purpose == self.purpose)
        return tuple(found)


def lines(wanted: Wanted, *, until: datetime) -> list[Line]:
    """What goes out before then, and what waits for us; so many statements, however many letters."""
    comes = sa.or_(Touch.due_at < until, Touch.state.in_(FOR_US))
    open_ones = sa.exists().where(
        Touch.enrollment_id == Enrollment.id, Touch.state.in_((TouchState.planned, *FOR_US)), comes
    )
    found = _enrollments(*wanted.conditions(), open_ones)
    return [line for each in found for line in _lines(each) if line.waits_for_us or line.at < until]


def how_many_ask() -> sa.ScalarSelect[int]:
    """How many wait for one of us, to be asked together with other figures."""
    return sa.select(sa.func.count(Touch.id)).where(Touch.state.in_(FOR_US)).scalar_subquery()


def clients() -> list[tuple[int, str]]:
    """The clients to whom something may go out, by name."""
    rows = db.session.execute(
        sa.select(Client.id, Client.name)
        .join(Lead, Lead.client_id == Client.id)
        .join(Enrollment, Enrollment.lead_id == Lead.id)
        .where(Enrollment.state.in_(RUNNING))
        .distinct()
        .order_by(Client.name, Client.id)
    )
    return [(id, name) for id, name in rows]


def of_client(client_id: int) -> list[Enrollment]:
    """What runs for one client, on whatever lead."""
    return _enrollments(*Wanted(client_id=client_id).conditions())


def still_to_go(enrollments: Collection[Enrollment]) -> int:
    """How many letters and calls these would still bring."""
    return sum(1 for each in enrollments for _ in _lines(each))


def enrollment(id: int) -> Enrollment | None:
    """One of them, whatever became of it."""
    return next(iter(_enrollments(Enrollment.id == id)), None)


def _enrollments(*where: Any) -> list[Enrollment]:
    lead = joinedload(Enrollment.lead)
    return list(
        db.session.scalars(
            sa.select(Enrollment)
            .join(Lead, Lead.id == Enrollment.lead_id)
            .join(Cadence, Cadence.id == Enrollment.cadence_id)
            .where(*where)
            .options(
                lead.joinedload(Lead.client),
                lead.joinedload(Lead.contact).lazyload(Contact.client),
                selectinload(Enrollment.touches),
                joinedload(Enrollment.cadence).selectinload(Cadence.steps),
            )
            .order_by(Enrollment.id)
        ).unique()
    )


def _lines(enrollment: Enrollment) -> list[Line]:
    touches = {touch.id: touch for touch in enrollment.touches}
    return [
        Line(enrollment, row, enrollment.step(row.n), touches.get(row.touch_id or 0))
        for row in plan_rows.rows_of(enrollment)
        if row.state in plan_rows.TO_GO
    ]
