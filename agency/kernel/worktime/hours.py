"""Opening hours as they are typed: windows such as 09:00–18:00, several a day, per weekday."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple, Self

from agency.kernel.worktime.errors import CalendarError

Hours = Mapping[str, Sequence[Sequence[str]]]

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MINUTES_A_DAY = 24 * 60

_CLOCK = re.compile(r"(\d{1,2}):(\d{2})", re.ASCII)


class Window(NamedTuple):
    """A stretch of one day by the wall clock, in minutes since midnight; `end` is outside of it."""

    start: int
    end: int

    @classmethod
    def parse(cls, typed: object) -> Self:
        """From `("09:00", "18:00")`; the end of the day is "24:00"."""
        if isinstance(typed, str) or not isinstance(typed, Sequence) or len(typed) != 2:
            raise CalendarError(
                "%(typed)s is not a window; write its start and its end, like 09:00 and 18:00.",
                typed=typed,
            )
        window = cls(_minutes(typed[0]), _minutes(typed[1]))
        if window.start >= window.end:
            raise CalendarError(
                "The window %(window)s ends before it has begun; put the earlier time first, and "
                "give hours past midnight to the next day, like 22:00–24:00 and 00:00–02:00.",
                window=window,
            )
        return window

    def as_typed(self) -> list[str]:
        """Back to `["09:00", "18:00"]`."""
        return [f"{minutes // 60:02}:{minutes % 60:02}" for minutes in self]

    def __str__(self) -> str:
        return "–".join(self.as_typed())


Week = tuple[tuple[Window, ...], ...]


def parse_week(hours: Hours) -> Week:
    """Seven days of windows in order, Monday first; a weekday that is not named is closed."""
    if not isinstance(hours, Mapping):
        raise CalendarError(
            "%(typed)s are not opening hours; name weekdays and their windows.", typed=hours
        )
    for name in hours:
        if name not in WEEKDAYS:
            raise CalendarError(
                "%(name)s is not a weekday; use %(weekdays)s.",
                name=name,
                weekdays=", ".join(WEEKDAYS),
            )
    week = tuple(_parse_day(name, hours.get(name, ())) for name in WEEKDAYS)
    if not any(week):
        raise CalendarError("This calendar never opens; give at least one weekday a window.")
    return week


def _parse_day(name: str, typed: Sequence[Sequence[str]]) -> tuple[Window, ...]:
    if isinstance(typed, str) or not isinstance(typed, Sequence):
        raise CalendarError(
            "The hours of %(weekday)s are not a list of windows; "
            "write them like 09:00–13:00 and 14:00–18:00.",
            weekday=name,
        )
    windows = tuple(sorted(Window.parse(each) for each in typed))
    for earlier, later in pairwise(windows):
        if later.start < earlier.end:
            raise CalendarError(
                "On %(weekday)s, %(earlier)s and %(later)s overlap; make one window of them, "
                "or move one.",
                weekday=name,
                earlier=earlier,
                later=later,
            )
    return windows


def _minutes(clock: object) -> int:
    minutes = _read(clock) if isinstance(clock, str) else None
    if minutes is not None:
        return minutes
    raise CalendarError(
        "%(clock)s is not a time of day; write it like 09:00, and the end of the day as 24:00.",
        clock=clock,
    )


@lru_cache(maxsize=500)
def _read(clock: str) -> int | None:
    # The same few times of day are read for every letter that comes in.
    match = _CLOCK.fullmatch(clock)
    minutes = int(match[1]) * 60 + int(match[2]) if match and int(match[2]) < 60 else None
    return minutes if minutes is not None and minutes <= MINUTES_A_DAY else None
