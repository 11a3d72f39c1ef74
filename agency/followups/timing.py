"""When a touch is due, and whether its moment is really there: the rules of time, asked of our records."""

from collections.abc import Set
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa

from agency.followups.mails import readers_for
from agency.followups.models import (
    Enrollment,
    EnrollmentState,
    Step,
    StepChannel,
    Touch,
    TouchState,
    Waits,
)
from agency.kernel.db import db
from agency.kernel.worktime import WorkingCalendar, next_due, place, postpone
from agency.kernel.worktime.defaults import SENDING_WINDOW
from agency.leads.absence import back_on
from agency.leads.readers import Readers, written_to
from agency.people import queries as people


@dataclass(frozen=True)
class Moment:
    """When a step goes, and why not at the time that its delay alone would give."""

    at: datetime
    because: Waits | None = None


@dataclass(frozen=True)
class Surroundings:
    """What else moves the letters to these readers: days on which another one goes, and until when they are away."""

    taken: frozenset[date] = frozenset()
    back_on: date | None = None
    # From which day on they are reminded of the last one of the offer, and that last day.
    reminder_on: date | None = None
    last_day: date | None = None


# Where nothing else moves them.
ALONE = Surroundings()


def surroundings(enrollment: Enrollment, now: datetime) -> Surroundings:
    """What moves the letters of this enrollment, as far as we know now; its own are not among it."""
    lead, readers = enrollment.lead, readers_for(enrollment)
    states = (TouchState.planned, TouchState.sent)
    taken = days_taken(readers, lead.client.calendar, states, but=enrollment.id)
    around = Surroundings(frozenset(taken), back_on(lead, now, readers.addresses))
    if enrollment.proposal is None:
        return around
    ends = enrollment.proposal.reminder_on(people.agency().remind_before_days)
    return replace(around, reminder_on=ends, last_day=enrollment.proposal.valid_until)


def moment_of(
    step: Step, client: WorkingCalendar, counted_from: datetime, around: Surroundings
) -> Moment:
    """When this step goes by the rules of time."""
    meant = step.wait.after(counted_from, client)
    placed = next_due(counted_from, step.wait, client, SENDING_WINDOW)
    because = Waits.window if client.wall(placed).date() != meant.date() else None
    at = placed
    if step.channel is not StepChannel.call:
        at = next_due(counted_from, step.wait, client, SENDING_WINDOW, around.taken)
        because = because if at == placed else Waits.other_letter
        reminder = _reminder(client, counted_from, at, around)
        if reminder is not None:
            return Moment(reminder)
    if around.back_on is not None and client.wall(at).date() < around.back_on:
        return Moment(_first_morning(around.back_on, client, around.taken), Waits.absence)
    return Moment(at, because)


def _reminder(
    client: WorkingCalendar, counted_from: datetime, at: datetime, around: Surroundings
) -> datetime | None:
    """The morning on which they are reminded of the last day, where this step would come too late for that.

    It goes before its time then, and says so; not on the day after the letter before it.
    """
    day, last = around.reminder_on, around.last_day
    if day is None or last is None or not client.wall(at).date() > last:
        return None
    if day <= client.wall(counted_from).date() + timedelta(days=1):
        return None
    found = _first_morning(day, client, around.taken)
    return found if client.wall(found).date() <= last else None


def counting_from(enrollment: Enrollment, n: int, *, before: datetime) -> datetime:
    """What the delay of this step is counted from; `before` is when the step before it really went out."""
    if not enrollment.cadence.counts_from_start:
        return before
    step, client = enrollment.step(n), enrollment.lead.client.calendar
    assert step is not None
    start = enrollment.started_at
    meant = client.instant(step.wait.after(start, client))
    if meant > before or n <= enrollment.first_step:
        return start
    # It rested, or was late: the steps keep their distance from one another and never come in a bunch.
    earlier = enrollment.step(n - 1)
    assert earlier is not None
    return start + (before - client.instant(earlier.wait.after(start, client)))


def out_of_the_way(touch: Touch, now: datetime, *, is_written: bool = False) -> datetime | None:
    """The next working day, when another automatic letter went to this address today; else None.

    With `is_written` it lies in the outbox, and does not stand in its own way.
    """
    client = touch.enrollment.lead.client.calendar
    itself = touch.id if is_written else None
    taken = days_taken(readers_for(touch.enrollment), client, (TouchState.sent,), itself=itself)
    if client.wall(now).date() not in taken:
        return None
    return postpone(now, client, SENDING_WINDOW, taken)


def after_absence(touch: Touch, now: datetime) -> datetime | None:
    """The first working morning on which the client is back, when the touch would go before that; else None."""
    client = touch.enrollment.lead.client.calendar
    around = surroundings(touch.enrollment, now)
    if around.back_on is None or client.wall(max(now, touch.due_at)).date() >= around.back_on:
        return None
    return _first_morning(around.back_on, client, around.taken)


def after_rest(touch: Touch, now: datetime) -> datetime:
    """When a touch goes whose time came while it rested: from now on, by place(), on a day of its own."""
    client = touch.enrollment.lead.client.calendar
    taken = surroundings(touch.enrollment, now).taken
    local = place(client.wall(now), client, SENDING_WINDOW)
    if local.date() in taken:
        return postpone(now, client, SENDING_WINDOW, taken)
    return client.instant(local)


def next_opening(touch: Touch, now: datetime) -> datetime | None:
    """When the sending window opens, for a touch that comes late into a night or a holiday; else None."""
    client = touch.enrollment.lead.client.calendar
    local = client.wall(now)
    placed = place(local, client, SENDING_WINDOW)
    return None if placed == local else client.instant(placed)


def days_taken(
    readers: Readers,
    client: WorkingCalendar,
    states: tuple[TouchState, ...],
    *,
    but: int | None = None,
    itself: int | None = None,
) -> Set[date]:
    """The client's local days on which an automatic letter goes, or went, to one of their addresses.

    A reminder to call is none. `but` is an enrollment that is left out, `itself` a touch.
    """
    if not readers.addresses:
        return frozenset()
    rows = db.session.execute(
        sa.select(sa.func.coalesce(Touch.sent_at, Touch.due_at, type_=Touch.due_at.type))
        .join(Enrollment, Enrollment.id == Touch.enrollment_id)
        .join(Step, sa.and_(Step.cadence_id == Enrollment.cadence_id, Step.n == Touch.n))
        .where(
            sa.or_(
                *(Enrollment.lead_id.in_(written_to(each)) for each in sorted(readers.addresses))
            ),
            Touch.state.in_(states),
            sa.or_(
                sa.and_(Touch.state == TouchState.sent, Touch.letter_id.is_not(None)),
                sa.and_(
                    Touch.state != TouchState.sent,
                    Enrollment.state == EnrollmentState.active,
                    Step.channel != StepChannel.call,
                ),
            ),
            sa.true() if but is None else Enrollment.id != but,
            sa.true() if itself is None else Touch.id != itself,
        )
    )
    return {client.wall(at).date() for (at,) in rows}


def _first_morning(day: date, client: WorkingCalendar, taken: Set[date]) -> datetime:
    morning = _morning(day, client)
    while morning.date() in taken:
        morning = _morning(morning.date() + timedelta(days=1), client)
    return client.instant(morning)


def _morning(day: date, client: WorkingCalendar) -> datetime:
    return place(datetime.combine(day, time.min), client, SENDING_WINDOW)
