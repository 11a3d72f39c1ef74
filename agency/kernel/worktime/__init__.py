"""The rules of time: when we owe an answer, and when the machine may write.

A `WorkingCalendar` knows when somebody can be reached: windows per weekday in their own zone, their
public holidays, their days off. `promises` counts what we owe a client who wrote, `cadence` places
the letters that follow a proposal, `preview` shows both without a database. Instants go in and come
out as aware datetimes, in UTC; only a name with `local` in it is a wall clock.
"""

from agency.kernel.worktime.cadence import (
    Cadence,
    CountedFrom,
    Delay,
    PlannedStep,
    is_stale,
    next_due,
    place,
    postpone,
    steps,
)
from agency.kernel.worktime.calendar import WorkingCalendar
from agency.kernel.worktime.errors import CadenceError, CalendarError, WorktimeError
from agency.kernel.worktime.hours import Window
from agency.kernel.worktime.known import calendar_of
from agency.kernel.worktime.promises import (
    first_response_due_at,
    holding_letter_at,
    promise_at,
    promise_reminder_at,
)

__all__ = [
    "Cadence",
    "CadenceError",
    "CalendarError",
    "CountedFrom",
    "Delay",
    "PlannedStep",
    "Window",
    "WorkingCalendar",
    "WorktimeError",
    "calendar_of",
    "first_response_due_at",
    "holding_letter_at",
    "is_stale",
    "next_due",
    "place",
    "postpone",
    "promise_at",
    "promise_reminder_at",
    "steps",
]
