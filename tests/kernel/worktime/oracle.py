"""The rules of time once more, as plainly as they can be said: minutes are looked at one by one, days day by day.

Written from the text of the rules alone, and it shares no code with the product, so that the two can
be laid beside each other.
"""

from calendar import monthrange
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, cached_property
from typing import Any
from zoneinfo import ZoneInfo

import holidays

DAY, MINUTE, SECOND = timedelta(days=1), timedelta(minutes=1), timedelta(seconds=1)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

Json = dict[str, Any]


@cache
def public_holidays(country: str) -> Any:
    """The days on which this country stays at home."""
    return holidays.country_holidays(country)


@dataclass(eq=False)
class Diary:
    """When somebody is there, minute by minute."""

    zone: str
    country: str | None
    hours: dict[str, list[list[str]]]
    days_off: Collection[str] = ()

    def __post_init__(self) -> None:
        self.info = ZoneInfo(self.zone)
        self._days: dict[date, set[int]] = {}
        self._open: dict[date, list[int]] = {}

    # Clocks

    def wall(self, at: datetime) -> datetime:
        """What the clock on their wall shows."""
        return at.astimezone(self.info).replace(tzinfo=None)

    def instant(self, wall: datetime) -> datetime:
        """When their clock shows this; by fold=0 the first time, or as much later as was left out."""
        return wall.replace(tzinfo=self.info, fold=0).astimezone(UTC)

    # Days

    def works_on(self, day: date) -> bool:
        """Whether they are there at all on that day; one that the calendar left out has no minutes."""
        return bool(self.opened_by(day))

    def next_working_day(self, wall: datetime) -> datetime:
        """The same time of day, a day later or as many days later as it takes."""
        wall += DAY
        while not self.works_on(wall.date()):
            wall += DAY
        return wall

    # Minutes, numbered from 1970 on

    def windows_on(self, day: date) -> list[list[str]]:
        """The hours of that weekday, unless something takes the day off."""
        if str(day) in self.days_off:
            return []
        if self.country is not None and day in public_holidays(self.country):
            return []
        return self.hours.get(WEEKDAYS[day.weekday()], [])

    def opened_by(self, day: date) -> set[int]:
        """The minutes of one of their days that a window covers; what slides out of its day is lost."""
        if day not in self._days:
            begins, ends = self._minute(day, "00:00"), self._minute(day, "24:00")
            self._days[day] = {
                minute
                for start, end in self.windows_on(day)
                for minute in range(self._minute(day, start), self._minute(day, end))
                if begins <= minute < ends
            }
        return self._days[day]

    def _minute(self, day: date, clock: str) -> int:
        return number(self.instant(moment(day, clock)))

    def open_on(self, utc_day: date) -> list[int]:
        """The open minutes of a day of UTC, in their order, whichever of their days they belong to."""
        if utc_day not in self._open:
            first = (utc_day - EPOCH.date()).days * 1440
            near = (utc_day + n * DAY for n in range(-2, 3))
            opened = set().union(*map(self.opened_by, near))
            self._open[utc_day] = sorted(n for n in opened if first <= n < first + 1440)
        return self._open[utc_day]

    def open_from(self, at: datetime) -> Iterator[int]:
        """Every open minute from the one at hand on."""
        day = at.astimezone(UTC).date()
        while True:
            yield from (minute for minute in self.open_on(day) if minute >= number(at))
            day += DAY

    def is_open(self, at: datetime) -> bool:
        return number(at) in self.open_on(at.astimezone(UTC).date())

    def next_open(self, at: datetime) -> datetime:
        """This instant if they are there, else the first one when they are."""
        return max(at, start_of(next(self.open_from(at))))

    def count(self, at: datetime, minutes: int) -> datetime:
        """When so many minutes have passed in which they were there."""
        left = minutes * MINUTE
        if not left:
            return at
        for minute in self.open_from(at):
            since = max(at, start_of(minute))
            here = start_of(minute + 1) - since
            if here >= left:
                return since + left
            left -= here
        raise AssertionError("minutes never end")

    def seconds_between(self, a: datetime, b: datetime) -> float:
        """How long they were there meanwhile."""
        passed = timedelta()
        for minute in self.open_from(a):
            if start_of(minute) >= b:
                break
            passed += min(b, start_of(minute + 1)) - max(a, start_of(minute))
        return passed.total_seconds()

    def half_hour(self, at: datetime) -> datetime:
        """This instant if their clock shows a half hour just now, else the next one when it does."""
        minute = number(at) if start_of(number(at)) == at else number(at) + 1
        while self.wall(start_of(minute)).minute not in (0, 30):
            minute += 1
        return start_of(minute)


def number(at: datetime) -> int:
    """Of the minute that is running."""
    return (at - EPOCH) // MINUTE


def start_of(minute: int) -> datetime:
    return EPOCH + minute * MINUTE


def moment(day: date, clock: str) -> datetime:
    """A day and "09:30" put together; "24:00" is when the next day begins."""
    hours, minutes = clock.split(":")
    return datetime.combine(day, time()) + timedelta(hours=int(hours), minutes=int(minutes))


@dataclass(eq=False)
class Case:
    """One question to the rules, and what they say."""

    asked: Json

    @cached_property
    def agency(self) -> Diary:
        return Diary(**self.asked["agency"])

    @cached_property
    def client(self) -> Diary:
        return Diary(**self.asked["client"])

    @cached_property
    def received_at(self) -> datetime:
        return datetime.fromisoformat(self.asked["received_at"])

    @cached_property
    def sent_at(self) -> datetime:
        return datetime.fromisoformat(self.asked["sent_at"])

    def promise_at(self) -> datetime:
        counted = self.agency.count(self.received_at, 240)
        return self.client.half_hour(self.client.next_open(counted))

    def place(self, wall: datetime) -> datetime:
        start, end = (moment(wall.date(), clock) for clock in self.asked["window"])
        if wall < start:
            wall = start
        elif wall >= end:
            wall = start + DAY
        while not self.client.works_on(wall.date()):
            wall += DAY
        return wall

    def later(self, at: datetime, delay: str) -> datetime:
        """What their clock shows when the delay is over."""
        count, unit = int(delay[:-1]), delay[-1]
        if unit == "m":
            return self.client.wall(self.client.count(at, count))
        wall = self.client.wall(at)
        if unit == "M":
            return months_later(wall, count)
        return wall + {"d": DAY, "w": 7 * DAY}[unit] * count

    def on_a_free_day(self, wall: datetime, taken: Collection[date]) -> datetime:
        """The instant; a day that has its letter is passed over."""
        while self.client.wall(self.client.instant(wall)).date() in taken:
            wall = self.client.next_working_day(wall)
        return self.client.instant(wall)

    def due(self, counted_from: datetime, delay: str, taken: Collection[date]) -> datetime:
        return self.on_a_free_day(self.place(self.later(counted_from, delay)), taken)

    def postponed(self, at: datetime, taken: Collection[date]) -> datetime:
        """Its day has its letter, so it goes on the next working day that has none, in the window."""
        wall = self.client.wall(at)
        return self.on_a_free_day(self.place(wall), {*taken, wall.date()})

    def latest(self, due_at: datetime) -> datetime:
        """Two working days late, and no more."""
        wall = self.client.wall(due_at)
        for _ in range(2):
            wall = self.client.next_working_day(wall)
        return self.client.instant(wall)

    def steps(self) -> Iterator[Json]:
        cadence, before = self.asked["cadence"], self.sent_at
        taken: set[date] = set()
        for n, delay in enumerate(cadence["steps"], start=1):
            base = before if cadence["counted_from"] == "previous" else self.sent_at
            before = self.due(base, delay, taken)
            wall = self.client.wall(before)
            taken.add(wall.date())
            shown = str(wall).replace(" ", "T")
            yield {"n": n, "due_at": written(before), "local": shown[: 19 if wall.second else 16]}

    def answer(self) -> Json:
        return {
            "first_response_due_at": written(self.agency.count(self.received_at, 15)),
            "holding_letter_at": written(self.received_at + 15 * MINUTE),
            "promise_at": written(self.promise_at()),
            "steps": list(self.steps()),
        }


def months_later(wall: datetime, months: int) -> datetime:
    """By the calendar; the 31st becomes the last day of a shorter month."""
    year, month = wall.year, wall.month
    for _ in range(months):
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return wall.replace(year=year, month=month, day=min(wall.day, monthrange(year, month)[1]))


def written(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
