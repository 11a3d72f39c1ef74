"""Reads of the follow-ups: what goes out next, the whole plan of a lead, and the words of its facts."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from agency.followups.models import (
    Cadence,
    Enrollment,
    EnrollmentState,
    StopReason,
    Touch,
    TouchState,
)
from agency.kernel.db import db
from agency.kernel.timeline import Entry
from agency.kernel.worktime import WorkingCalendar, next_due
from agency.kernel.worktime.defaults import SENDING_WINDOW
from agency.leads.models import Lead
from agency.leads.next_things import NO_DAY, NO_WORDS, Kind, Source, Things


@dataclass(frozen=True)
class PlanRow:
    """One letter of a plan: gone, waiting for somebody's word, called off, or still to come.

    `moved_from` is the day that its delay alone would give, where that was no day to send on.
    """

    n: int
    name: dict[str, str]
    state: str
    at: datetime
    there: datetime
    touch_id: int | None = None
    reason: StopReason | None = None
    moved_from: date | None = None


def next_touches(lead_ids: Collection[int]) -> dict[int, datetime]:
    """When the next letter goes out by itself, for those of these leads that have one planned."""
    rows = db.session.execute(
        sa.select(Enrollment.lead_id, sa.func.min(Touch.due_at, type_=Touch.due_at.type))
        .join(Touch, Touch.enrollment_id == Enrollment.id)
        .where(Enrollment.lead_id.in_(lead_ids), *_is_planned())
        .group_by(Enrollment.lead_id)
    )
    return dict(rows.all())


def enrollments_of(lead: Lead) -> list[Enrollment]:
    """Everything this lead was ever enrolled on, with touches and steps."""
    return list(
        db.session.scalars(
            sa.select(Enrollment)
            .where(Enrollment.lead_id == lead.id)
            .options(
                selectinload(Enrollment.touches),
                joinedload(Enrollment.cadence).selectinload(Cadence.steps),
            )
            .order_by(Enrollment.started_at, Enrollment.id)
        )
    )


def plan_of(lead: Lead) -> list[PlanRow]:
    """What went out, what was called off and what is still to come, in the order of time."""
    return [row for enrollment in enrollments_of(lead) for row in _rows(enrollment)]


def touch(id: int) -> Touch | None:
    """One touch."""
    return db.session.get(Touch, id)


def for_timeline(entries: Sequence[Entry]) -> dict[str, dict[int, Any]]:
    """What the facts of this package need to be told: of each touch the name of its step and how many there are."""
    ids = {
        entry.data["touch"]
        for entry in entries
        if entry.kind.startswith("followups.") and "touch" in entry.data
    }
    if not ids:
        return {"touches": {}, "waits": {}}
    found = db.session.scalars(
        sa.select(Touch)
        .where(Touch.id.in_(ids))
        .options(
            joinedload(Touch.enrollment).joinedload(Enrollment.cadence).selectinload(Cadence.steps)
        )
    )
    waits = {each.id: each.data["due_at"] for each in entries if each.kind == "followups.waited"}
    return {
        "touches": {each.id: _told(each) for each in found},
        "waits": {id: datetime.fromisoformat(due_at) for id, due_at in waits.items()},
    }


def _told(touch: Touch) -> dict[str, Any]:
    step = touch.step
    return {"name": step.name if step else {}, "total": len(touch.enrollment.cadence.steps)}


def _rows(enrollment: Enrollment) -> Iterator[PlanRow]:
    client = enrollment.lead.client.calendar
    counted_from = enrollment.started_at
    for touch in enrollment.touches:
        yield _row(touch, client, counted_from)
        counted_from = touch.sent_at or touch.due_at
    if enrollment.state is EnrollmentState.active:
        yield from _to_come(enrollment, client, counted_from)


def _row(touch: Touch, client: WorkingCalendar, counted_from: datetime) -> PlanRow:
    at, step = touch.sent_at or touch.due_at, touch.step
    return PlanRow(
        n=touch.n,
        name=step.name if step else {},
        state=touch.state.value,
        at=at,
        there=client.local(at),
        touch_id=touch.id,
        reason=touch.enrollment.reason if touch.state is TouchState.stopped else None,
        moved_from=_moved_from(touch, client, counted_from),
    )


def _moved_from(touch: Touch, client: WorkingCalendar, counted_from: datetime) -> date | None:
    if touch.step is None or touch.state is not TouchState.planned:
        return None
    if touch.enrollment.cadence.counts_from_start:
        counted_from = touch.enrollment.started_at
    return _shifted(touch.step.wait.after(counted_from, client), client.wall(touch.due_at))


def _to_come(
    enrollment: Enrollment, client: WorkingCalendar, counted_from: datetime
) -> Iterator[PlanRow]:
    """The steps behind the last touch, each taken to go out when it is due."""
    goes = (TouchState.planned, TouchState.sent)
    touches = [touch for touch in enrollment.touches if touch.state in goes]
    taken = {client.wall(touch.sent_at or touch.due_at).date() for touch in touches}
    reached = max((touch.n for touch in enrollment.touches), default=0)
    start = enrollment.started_at if enrollment.cadence.counts_from_start else counted_from
    yield from _steps_from(enrollment.cadence, reached + 1, client, start, taken)


def _steps_from(
    cadence: Cadence,
    first: int,
    client: WorkingCalendar,
    start: datetime,
    taken: Collection[date] = (),
) -> Iterator[PlanRow]:
    """The steps from this one on, counted from `start` or from one another."""
    days = set(taken)
    for step in cadence.steps:
        if step.n < first:
            continue
        at = next_due(start, step.wait, client, SENDING_WINDOW, days)
        there = client.local(at)
        days.add(there.date())
        yield PlanRow(
            n=step.n,
            name=step.name,
            state="to_come",
            at=at,
            there=there,
            moved_from=_shifted(step.wait.after(start, client), client.wall(at)),
        )
        start = start if cadence.counts_from_start else at


def _shifted(meant: datetime, placed: datetime) -> date | None:
    return meant.date() if meant.date() != placed.date() else None


def ahead(lead: Lead, proposal_step: int, *, at: datetime) -> list[PlanRow]:
    """The letters that would go out if the follow-ups went on with this step now."""
    enrollments = enrollments_of(lead)
    if not enrollments:
        return []
    client = lead.client.calendar
    return list(_steps_from(enrollments[-1].cadence, proposal_step, client, at))


def _coming(lead_ids: Collection[int]) -> Things:
    return (
        sa.select(Enrollment.lead_id, Touch.due_at, NO_DAY, NO_WORDS, Touch.id)
        .join(Touch, Touch.enrollment_id == Enrollment.id)
        .where(Enrollment.lead_id.in_(lead_ids), *_is_planned())
    )


def _is_planned() -> tuple[sa.ColumnElement[bool], ...]:
    return Enrollment.state == EnrollmentState.active, Touch.state == TouchState.planned


# The letters that go out by themselves, among what may come next on a lead.
TOUCHES = Source(
    Kind.touch,
    _coming,
    sa.exists()
    .where(Enrollment.lead_id == Lead.id, Touch.enrollment_id == Enrollment.id, *_is_planned())
    .correlate(Lead),
)
