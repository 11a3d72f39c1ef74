"""Reads of the follow-ups: what goes out next, the whole plan of a lead, and the words of its facts."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from agency.followups import timing
from agency.followups.models import (
    Awaited,
    Cadence,
    Case,
    Enrollment,
    EnrollmentState,
    Step,
    StepChannel,
    StopReason,
    Touch,
    TouchState,
    Waits,
    WhyAsks,
)
from agency.followups.timing import ALONE, Moment, Surroundings
from agency.kernel.db import db
from agency.kernel.timeline import Entry
from agency.kernel.worktime import WorkingCalendar
from agency.leads.models import Lead
from agency.leads.next_things import NO_DAY, NO_WORDS, Kind, Source, Things

# Rows of what has not happened yet.
TO_GO = ("planned", "asks", "calls", "to_come")


@dataclass(frozen=True)
class PlanRow:
    """One step of a plan: gone, waiting for somebody's word or call, called off, or still to come.

    `moved_from` is the day that its delay alone would give, where that was no day to send on; `waits_for` says why.
    `rests` is a step of what rests: it goes no earlier than it wakes.
    """

    n: int
    name: dict[str, str]
    state: str
    at: datetime
    there: datetime
    touch_id: int | None = None
    reason: StopReason | None = None
    moved_from: date | None = None
    waits_for: Waits | None = None
    why_asks: WhyAsks | None = None
    channel: StepChannel = StepChannel.letter
    case: Case | None = None
    rests: bool = False
    wakes: bool = False


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
                joinedload(Enrollment.awaited),
                joinedload(Enrollment.cadence).selectinload(Cadence.steps),
            )
            .order_by(Enrollment.started_at, Enrollment.id)
        )
    )


def plans_of(lead: Lead) -> list[tuple[Enrollment, list[PlanRow]]]:
    """What went out, what was called off and what is still to come, of each enrollment in the order of its steps."""
    return [
        (enrollment, list(rows_of(enrollment, _surroundings(enrollment))))
        for enrollment in enrollments_of(lead)
    ]


def plan_of(lead: Lead) -> list[PlanRow]:
    """The rows of all of them, one enrollment after the other."""
    return [row for _enrollment, rows in plans_of(lead) for row in rows]


def to_go(lead: Lead) -> list[tuple[Enrollment, PlanRow]]:
    """What is still to go out, of each enrollment."""
    return [
        (enrollment, row)
        for enrollment, rows in plans_of(lead)
        for row in rows
        if row.state in TO_GO
    ]


def enrollment(id: int) -> Enrollment | None:
    """One of them, held until the end of the transaction."""
    return db.session.get(Enrollment, id, with_for_update=True, populate_existing=True)


def touch(id: int) -> Touch | None:
    """One touch."""
    return db.session.get(Touch, id)


# Facts that speak of a time to come, in `due_at`.
WITH_A_TIME = ("followups.waited", "followups.paused", "followups.left_to_them")


def for_timeline(entries: Sequence[Entry]) -> dict[str, dict[int, Any]]:
    """What the facts of this package need to be told: of each touch the name of its step and how many there are."""
    ids = {
        entry.data["touch"]
        for entry in entries
        if entry.kind.startswith("followups.") and "touch" in entry.data
    }
    waits = {
        each.id: datetime.fromisoformat(each.data["due_at"])
        for each in entries
        if each.kind in WITH_A_TIME and each.data.get("due_at")
    }
    shown: dict[str, dict[int, Any]] = {"waits": waits, "awaited": _awaited(entries)}
    if not ids:
        return {"touches": {}, **shown}
    found = db.session.scalars(
        sa.select(Touch)
        .where(Touch.id.in_(ids))
        .options(
            joinedload(Touch.enrollment).joinedload(Enrollment.cadence).selectinload(Cadence.steps)
        )
    )
    return {"touches": {each.id: _told(each) for each in found}, **shown}


def _awaited(entries: Sequence[Entry]) -> dict[int, str]:
    ids = {each.data["awaited"] for each in entries if "awaited" in each.data}
    if not ids:
        return {}
    rows = db.session.execute(sa.select(Awaited.id, Awaited.what).where(Awaited.id.in_(ids)))
    return dict(rows.all())


def _told(touch: Touch) -> dict[str, Any]:
    step = touch.step
    return {"name": step.name if step else {}, "total": len(touch.enrollment.cadence.steps)}


def rows_of(enrollment: Enrollment, around: Surroundings = ALONE) -> Iterator[PlanRow]:
    """The whole plan of one enrollment, in the order of its steps; asks no database for what is loaded.

    `around` is what else moves its letters; without it, as if nothing did.
    """
    client = enrollment.lead.client.calendar
    before, n = enrollment.started_at, enrollment.first_step
    left_out = False
    for touch in enrollment.touches:
        # Nothing tells when a step was left out, and from there the next one is counted.
        yield _row(touch, client, None if left_out else before)
        left_out = touch.state is TouchState.skipped
        before, n = _behind(touch), touch.n + 1
    if enrollment.state.is_running:
        yield from _to_come(enrollment, n, before, client, around)


def _behind(touch: Touch) -> datetime:
    """When a touch went, or goes if nothing comes between; what rests goes no earlier than it wakes."""
    at, until = touch.sent_at or touch.due_at, touch.enrollment.paused_until
    return max(at, until) if touch.state.is_open and until is not None else at


def _surroundings(enrollment: Enrollment) -> Surroundings:
    if not enrollment.state.is_running:
        return ALONE
    touches = [_behind(touch) for touch in enrollment.touches]
    return timing.surroundings(enrollment, max(touches, default=enrollment.started_at))


def _row(touch: Touch, client: WorkingCalendar, before: datetime | None) -> PlanRow:
    at, step = touch.sent_at or touch.due_at, touch.step
    rests = touch.enrollment.state is EnrollmentState.paused and touch.state.is_open
    return PlanRow(
        n=touch.n,
        name=step.name if step else {},
        state=touch.state.value,
        at=_behind(touch) if rests else at,
        there=client.local(_behind(touch) if rests else at),
        touch_id=touch.id,
        reason=touch.enrollment.reason if touch.state is TouchState.stopped else None,
        moved_from=_moved_from(touch, client, before),
        waits_for=touch.waits_for,
        why_asks=touch.why_asks,
        channel=step.channel if step else StepChannel.letter,
        case=touch.case,
        rests=rests,
        wakes=rests and touch.enrollment.paused_until is not None,
    )


def _moved_from(touch: Touch, client: WorkingCalendar, before: datetime | None) -> date | None:
    if touch.step is None or before is None or touch.state is not TouchState.planned:
        return None
    start = timing.counting_from(touch.enrollment, touch.n, before=before)
    return _shifted(touch.step.wait.after(start, client), client.wall(touch.due_at))


def _to_come(
    enrollment: Enrollment,
    first: int,
    before: datetime,
    client: WorkingCalendar,
    around: Surroundings,
) -> Iterator[PlanRow]:
    """The steps behind the last touch, each taken to go out when it is due."""
    goes = (TouchState.planned, TouchState.sent)
    own = (_behind(touch) for touch in enrollment.touches if touch.state in goes)
    days = around.taken | {client.wall(at).date() for at in own}
    for step in enrollment.cadence.steps:
        if step.n < first:
            continue
        start = timing.counting_from(enrollment, step.n, before=before)
        moment = timing.moment_of(step, client, start, replace(around, taken=days))
        yield _coming_step(step, moment, start, client, enrollment)
        before = moment.at
        if step.channel is not StepChannel.call:
            days |= {client.wall(moment.at).date()}


def _coming_step(
    step: Step, moment: Moment, start: datetime, client: WorkingCalendar, enrollment: Enrollment
) -> PlanRow:
    return PlanRow(
        n=step.n,
        name=step.name,
        state="to_come",
        at=moment.at,
        there=client.local(moment.at),
        moved_from=_shifted(step.wait.after(start, client), client.wall(moment.at)),
        waits_for=moment.because,
        channel=step.channel,
        rests=enrollment.state is EnrollmentState.paused,
    )


def _shifted(meant: datetime, placed: datetime) -> date | None:
    return meant.date() if meant.date() < placed.date() else None


def ahead(lead: Lead, first: int, *, at: datetime) -> list[PlanRow]:
    """The steps that would come if the follow-ups went on with this one now."""
    found = enrollments_of(lead)
    if not found:
        return []
    last = found[-1]
    # Only to be shown: it belongs to no session.
    again = Enrollment(
        cadence=last.cadence,
        lead=lead,
        first_step=first,
        started_at=at,
        state=EnrollmentState.active,
        touches=[],
    )
    around = timing.surroundings(last, at)
    return list(_to_come(again, first, at, lead.client.calendar, around))


def _is_planned() -> tuple[sa.ColumnElement[bool], ...]:
    return Enrollment.state == EnrollmentState.active, Touch.state == TouchState.planned


def _in_state(state: TouchState) -> tuple[sa.ColumnElement[bool], ...]:
    return Enrollment.state.in_((EnrollmentState.active, EnrollmentState.paused)), (
        Touch.state == state
    )


def _source(kind: Kind, at: Any, *where: sa.ColumnElement[bool]) -> Source:
    def find(lead_ids: Collection[int]) -> Things:
        return (
            sa.select(Enrollment.lead_id, at, NO_DAY, NO_WORDS, Touch.id)
            .join(Touch, Touch.enrollment_id == Enrollment.id)
            .where(Enrollment.lead_id.in_(lead_ids), *where)
        )

    comes = sa.exists().where(
        Enrollment.lead_id == Lead.id, Touch.enrollment_id == Enrollment.id, *where
    )
    return Source(kind, find, comes.correlate(Lead))


# Among what may come next on a lead: letters that go out by themselves, also after a rest that has an end;
# those that wait for our word; and our own calls.
TOUCHES = _source(
    Kind.touch,
    sa.func.coalesce(Enrollment.paused_until, Touch.due_at, type_=Touch.due_at.type),
    sa.or_(Enrollment.state == EnrollmentState.active, Enrollment.paused_until.is_not(None)),
    Touch.state == TouchState.planned,
)
ASKS = _source(Kind.asks, Touch.due_at, *_in_state(TouchState.asks))
CALLS = _source(Kind.call, Touch.due_at, *_in_state(TouchState.calls))
