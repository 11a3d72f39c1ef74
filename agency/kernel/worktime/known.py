"""Calendars that are known already: the same hours in the same place are read once in a process."""

import json
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from agency.kernel.worktime.calendar import WorkingCalendar
from agency.kernel.worktime.hours import Hours

MOST = 512


def calendar_of(
    hours: Hours, zone: str, country: str | None = None, days_off: Iterable[date] = ()
) -> WorkingCalendar:
    """The calendar of these hours; nobody changes it. Raises CalendarError."""
    return _read(json.dumps(hours), zone, country, tuple(sorted(days_off)))


@lru_cache(maxsize=MOST)
def _read(
    hours: str, zone: str, country: str | None, days_off: tuple[date, ...]
) -> WorkingCalendar:
    return WorkingCalendar(json.loads(hours), zone, country, days_off)
