"""The rules of time as the judge reads them: written from their text, on zoneinfo and holidays alone.

It shares no code with the product, so that a mistake of the one is not a mistake of the other.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import holidays

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
OPENS, CLOSES = time(10), time(17)
MONDAY_TO_FRIDAY = range(5)
EVERY_DAY = range(7)


@cache
def free_days(country: str) -> Any:
    """The public holidays of a country."""
    return holidays.country_holidays(country)


@dataclass(frozen=True)
class Almanac:
    """When somebody is there: from an hour to an hour on some days of the week, on their own clock."""

    zone: str
    country: str | None = None
    days: range = MONDAY_TO_FRIDAY
    begins: time = time(9)
    ends: time = time(18)

    def wall(self, at: datetime) -> datetime:
        """What their clock shows."""
        return at.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)

    def instant(self, wall: datetime) -> datetime:
        """When it shows that: the first time of two; moved on by the gap where it never does."""
        return wall.replace(tzinfo=ZoneInfo(self.zone), fold=0).astimezone(UTC)

    def works_on(self, day: date) -> bool:
        at_home = self.country is not None and day in free_days(self.country)
        return day.weekday() in self.days and not at_home

    def hours_from(self, at: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Their working times from the one at hand on, as instants."""
        day = self.wall(at).date() - DAY
        while True:
            if self.works_on(day):
                begins, ends = (
                    self.instant(datetime.combine(day, each)) for each in (self.begins, self.ends)
                )
                if ends > at:
                    yield max(begins, at), ends
            day += DAY

    def count(self, at: datetime, minutes: int) -> datetime:
        """When so many minutes have passed in which they were there."""
        left = minutes * MINUTE
        for begins, ends in self.hours_from(at):
            if ends - begins >= left:
                return begins + left
            left -= ends - begins
        raise AssertionError("working times never end")

    def place(self, wall: datetime) -> datetime:
        """The first moment from there on at which a letter may go."""
        if wall.time() < OPENS:
            wall = datetime.combine(wall.date(), OPENS)
        elif wall.time() >= CLOSES:
            wall = datetime.combine(wall.date() + DAY, OPENS)
        while not self.works_on(wall.date()):
            wall += DAY
        return wall

    def after(self, at: datetime, delay: str) -> datetime:
        """When a step is due that waits for so long, before anything else gets in its way."""
        count, unit = int(delay[:-1]), delay[-1]
        if unit == "m":
            wall = self.wall(self.count(at, count))
        elif unit == "M":
            wall = months_later(self.wall(at), count)
        else:
            wall = self.wall(at) + count * {"d": DAY, "w": 7 * DAY}[unit]
        return self.instant(self.place(wall))

    def next_working_day(self, at: datetime) -> datetime:
        """The same time of day on their next working day."""
        wall = self.wall(at) + DAY
        while not self.works_on(wall.date()):
            wall += DAY
        return self.instant(wall)

    def may_get_letters(self, at: datetime) -> bool:
        """Whether a letter of a machine may go to them at this moment."""
        wall = self.wall(at)
        return self.works_on(wall.date()) and OPENS <= wall.time() < CLOSES

    def promise(self, received_at: datetime, house: "Almanac") -> datetime:
        """By when an answer is promised to whoever wrote then."""
        at = next(begins for begins, _ in self.hours_from(house.count(received_at, 240)))
        wall = self.wall(at)
        past = timedelta(minutes=wall.minute % 30, seconds=wall.second)
        past += timedelta(microseconds=wall.microsecond)
        return at + (30 * MINUTE - past) if past else at


def months_later(wall: datetime, months: int) -> datetime:
    """By the calendar; the 31st becomes the last day of a shorter month."""
    months += wall.month - 1
    year, month = wall.year + months // 12, months % 12 + 1
    return wall.replace(year=year, month=month, day=min(wall.day, monthrange(year, month)[1]))
