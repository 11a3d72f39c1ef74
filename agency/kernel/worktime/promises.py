"""What we owe a client who wrote: a first answer, a holding letter, a promise kept."""

from datetime import datetime, timedelta

from agency.kernel.worktime.calendar import DAY, MINUTE, WorkingCalendar
from agency.kernel.worktime.instants import utc

FIRST_RESPONSE_MINUTES = 15
HOLDING_LETTER_AFTER = timedelta(minutes=15)
PROMISE_MINUTES = 240
HALF_HOUR = timedelta(minutes=30)
REMIND_BEFORE_MINUTES = (30, 10)
DAYS_BACK = 60


def first_response_due_at(received_at: datetime, answering: WorkingCalendar) -> datetime:
    """By when one of us answers: 15 minutes of our answering hours."""
    return answering.add_minutes(received_at, FIRST_RESPONSE_MINUTES)


def holding_letter_at(received_at: datetime) -> datetime:
    """When the machine answers for us: 15 real minutes, at any hour, as the client is still up."""
    return utc(received_at) + HOLDING_LETTER_AFTER


def promise_at(
    received_at: datetime,
    answering: WorkingCalendar,
    client: WorkingCalendar,
    minutes: int = PROMISE_MINUTES,
) -> datetime:
    """The time that the holding letter names for the real answer.

    Four hours of ours, then when the client is there to read it, told in half hours of the
    client's clock; rounding up may reach the end of the client's day.
    """
    answered_at = answering.add_minutes(received_at, minutes)
    return _next_half_hour(client.next_open(answered_at), client)


def promise_reminder_at(
    promised_at: datetime, answering: WorkingCalendar, *, made_at: datetime
) -> datetime | None:
    """When whoever has to keep a promise is reminded: half an hour of our answering hours before, or ten minutes
    where it was made later than that; None where not even those are left.
    """
    for minutes in REMIND_BEFORE_MINUTES:
        at = _so_long_before(promised_at, minutes, answering)
        if at > made_at:
            return at
    return None


def _so_long_before(at: datetime, minutes: int, calendar: WorkingCalendar) -> datetime:
    """The latest instant from which so many open minutes pass until `at`."""
    left, day = minutes * MINUTE, calendar.local(at).date() + DAY
    for _ in range(DAYS_BACK):
        for start, end in reversed(calendar.windows_on(day)):
            end = min(end, at)
            if end - start >= left:
                return end - left
            left -= max(end - start, timedelta())
        day -= DAY
    return at - minutes * MINUTE  # closed for weeks: by the clock on the wall


def _next_half_hour(at: datetime, client: WorkingCalendar) -> datetime:
    # By the client's clock, since in Kathmandu the half hours are not those of UTC. In real time,
    # since 01:45 before the clocks go back is a quarter of an hour before another 01:00.
    shown = client.wall(at)
    past = timedelta(minutes=shown.minute, seconds=shown.second, microseconds=shown.microsecond)
    past %= HALF_HOUR
    return at + (HALF_HOUR - past) if past else at
