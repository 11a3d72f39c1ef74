"""When a touch is due, and whether its moment is really there: the rules of time, asked of our records."""

from collections.abc import Set
from datetime import date, datetime, time, timedelta

import sqlalchemy as sa

from agency.followups.mails import readers_for
from agency.followups.models import Enrollment, Step, Touch, TouchState
from agency.kernel.db import db
from agency.kernel.worktime import WorkingCalendar, next_due, place, postpone
from agency.kernel.worktime.defaults import SENDING_WINDOW
from agency.leads.absence import back_on
from agency.leads.readers import Readers, written_to


def due_at(enrollment: Enrollment, step: Step, *, counted_from: datetime) -> datetime:
    """When this step falls due, on a day on which no other automatic letter goes to its readers."""
    client = enrollment.lead.client.calendar
    readers = readers_for(enrollment)
    taken = days_taken(readers, client, (TouchState.planned, TouchState.sent))
    return next_due(counted_from, step.wait, client, SENDING_WINDOW, taken)


def out_of_the_way(touch: Touch, now: datetime) -> datetime | None:
    """The next working day, when another automatic letter went to this address today; else None."""
    client = touch.enrollment.lead.client.calendar
    taken = days_taken(readers_for(touch.enrollment), client, (TouchState.sent,))
    if client.wall(now).date() not in taken:
        return None
    return postpone(now, client, SENDING_WINDOW, taken)


def after_absence(touch: Touch, now: datetime) -> datetime | None:
    """The first working morning on which the client is back, when the touch would go before that; else None."""
    lead, readers = touch.enrollment.lead, readers_for(touch.enrollment)
    client = lead.client.calendar
    day = back_on(lead, now, readers.addresses)
    if day is None or client.wall(max(now, touch.due_at)).date() >= day:
        return None
    taken = days_taken(readers, client, (TouchState.planned, TouchState.sent))
    morning = _morning(day, client)
    while morning.date() in taken:
        morning = _morning(morning.date() + timedelta(days=1), client)
    return client.instant(morning)


def next_opening(touch: Touch, now: datetime) -> datetime | None:
    """When the sending window opens, for a touch that comes late into a night or a holiday; else None."""
    client = touch.enrollment.lead.client.calendar
    local = client.wall(now)
    placed = place(local, client, SENDING_WINDOW)
    return None if placed == local else client.instant(placed)


def days_taken(
    readers: Readers, client: WorkingCalendar, states: tuple[TouchState, ...]
) -> Set[date]:
    """The client's local days on which an automatic letter goes, or went, to one of their addresses."""
    rows = db.session.execute(
        sa.select(sa.func.coalesce(Touch.sent_at, Touch.due_at, type_=Touch.due_at.type))
        .join(Enrollment, Enrollment.id == Touch.enrollment_id)
        .where(
            sa.or_(
                sa.false(),
                *(Enrollment.lead_id.in_(written_to(each)) for each in sorted(readers.addresses)),
            ),
            Touch.state.in_(states),
        )
    )
    return {client.wall(at).date() for (at,) in rows}


def _morning(day: date, client: WorkingCalendar) -> datetime:
    return place(datetime.combine(day, time.min), client, SENDING_WINDOW)
