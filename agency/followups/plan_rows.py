"""The plan of an enrollment as it is read: what went out, what was called off, and what is still to come, and when."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from agency.followups import timing
from agency.followups.models import (
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
from agency.followups.queries import enrollments_of
from agency.followups.timing import ALONE, Moment, Surroundings
from agency.kernel.worktime import WorkingCalendar
from agency.leads.models import Lead

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


def plans_of(lead: Lead) -> list[tuple[Enrollment, list[PlanRow]]]:
    """What went out, what was called off and what is still to come, of each enrollment in the order of its steps."""
    return [
        (enrollment, list(rows_of(enrollment, _surroundings(enrollment))))
        for enrollment in enrollments_of(lead)
    ]


def to_go(lead: Lead) -> list[tuple[Enrollment, PlanRow]]:
    """What is still to go out, of each enrollment."""
    return [
        (enrollment, row)
        for enrollment, rows in plans_of(lead)
        for row in rows
        if row.state in TO_GO
    ]


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
