"""The cadence: when the letters that follow a proposal go out."""

import re
from calendar import monthrange
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import MAXYEAR, date, datetime, timedelta
from enum import StrEnum
from typing import Any, Self

from agency.kernel.worktime.calendar import DAY, WorkingCalendar
from agency.kernel.worktime.errors import CadenceError
from agency.kernel.worktime.hours import Window
from agency.kernel.worktime.instants import utc

WEEK = timedelta(weeks=1)
WORKING_DAYS_LATE = 2

_DELAY = re.compile(r"([1-9]\d{0,4})([mdwM])", re.ASCII)


class Unit(StrEnum):
    """What a delay counts. Minutes are those of the client's hours, all else calendar days."""

    minutes = "m"
    days = "d"
    weeks = "w"
    months = "M"


@dataclass(frozen=True)
class Delay:
    """How long a step waits."""

    count: int
    unit: Unit

    @classmethod
    def parse(cls, typed: object) -> Self:
        """From "240m", "3d", "2w" or "1M"."""
        match = _DELAY.fullmatch(typed) if isinstance(typed, str) else None
        if match is None:
            raise CadenceError(
                "%(typed)s is not a delay; write a number from 1 with m for minutes of the "
                "client's hours, d for days, w for weeks or M for months, like 240m, 3d, 2w or 1M.",
                typed=typed,
            )
        return cls(int(match[1]), Unit(match[2]))

    def after(self, at: datetime, client: WorkingCalendar) -> datetime:
        """The client's local time so much later, before it is placed in a window."""
        if self.unit is Unit.minutes:
            return client.wall(client.add_minutes(at, self.count))
        wall = client.wall(at)
        if self.unit is Unit.months:
            return _months_later(wall, self.count)
        return wall + self.count * (WEEK if self.unit is Unit.weeks else DAY)

    def __str__(self) -> str:
        return f"{self.count}{self.unit}"


class CountedFrom(StrEnum):
    """What a delay is counted from: the step before, or the start of the cadence."""

    previous = "previous"
    start = "start"


@dataclass(frozen=True)
class Cadence:
    """The delays of a follow-up plan, and what they are counted from."""

    delays: tuple[Delay, ...]
    counted_from: CountedFrom = CountedFrom.previous

    def __post_init__(self) -> None:
        if not self.delays:
            raise CadenceError("This cadence has no steps; give at least one delay, like 3d.")

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """From `{"counted_from": "previous", "steps": ["240m", "3d"]}`."""
        typed, counted_from = data.get("steps"), data.get("counted_from", "previous")
        if not isinstance(typed, list | tuple):
            raise CadenceError("The steps of a cadence are a list of delays, like 240m, 3d, 1w.")
        if counted_from not in list(CountedFrom):
            raise CadenceError(
                "A cadence cannot count from %(typed)s; choose previous or start.",
                typed=counted_from,
            )
        return cls(tuple(Delay.parse(each) for each in typed), CountedFrom(counted_from))

    def to_dict(self) -> dict[str, Any]:
        """Plain lists and strings, for JSON."""
        return {
            "counted_from": str(self.counted_from),
            "steps": [str(each) for each in self.delays],
        }


@dataclass(frozen=True)
class PlannedStep:
    """One step of a plan shown in advance; `local` is the client's wall clock at `due_at`."""

    n: int
    due_at: datetime
    local: datetime


def steps(
    sent_at: datetime, cadence: Cadence, client: WorkingCalendar, window: Window
) -> Iterator[PlannedStep]:
    """All steps in advance, each taken to go out when it is due."""
    counted_from, taken = sent_at, set[date]()
    for n, delay in enumerate(cadence.delays, start=1):
        due_at = next_due(counted_from, delay, client, window, taken)
        local = client.wall(due_at)
        yield PlannedStep(n, due_at, local)
        taken.add(local.date())
        if cadence.counted_from is CountedFrom.previous:
            counted_from = due_at


def next_due(
    counted_from: datetime,
    delay: Delay,
    client: WorkingCalendar,
    window: Window,
    taken: Collection[date] = (),
) -> datetime:
    """When a step is due, in UTC.

    `counted_from` is when the step before really went out; for the first step, and for a cadence
    that counts from the start, when the proposal was sent. `taken` are the client's local days on
    which an automatic letter to the same address goes anyway, holding letters apart.
    """
    placed = place(delay.after(counted_from, client), client, window)
    return _on_a_free_day(placed, client, taken)


def postpone(
    at: datetime, client: WorkingCalendar, window: Window, taken: Collection[date] = ()
) -> datetime:
    """For a step that meets another automatic letter at `at`: the next working day, in UTC."""
    local = client.wall(at)
    # Placed first: late in the evening the next working day is tomorrow, not the day after.
    placed = place(local, client, window)
    return _on_a_free_day(placed, client, {*taken, local.date()})


def place(local: datetime, client: WorkingCalendar, window: Window) -> datetime:
    """The client's local time moved into the sending window of a working day."""
    midnight = datetime.combine(local, datetime.min.time())
    opens, closes = (midnight + timedelta(minutes=minutes) for minutes in window)
    if local < opens:
        local = opens
    elif local >= closes:
        local = opens + DAY
    return _on_a_working_day(local, client)


def is_stale(due_at: datetime, at: datetime, client: WorkingCalendar) -> bool:
    """Whether a step is more than two working days late at `at`, so that the manager is asked."""
    latest = client.wall(due_at)
    for _ in range(WORKING_DAYS_LATE):
        latest = _on_a_working_day(latest + DAY, client)
    return utc(at) > client.instant(latest)


def _on_a_free_day(local: datetime, client: WorkingCalendar, taken: Collection[date]) -> datetime:
    """That time on the first working day without a letter, as an instant.

    The client's clock is asked for the day: a time that it skips may slide behind midnight.
    """
    at = client.instant(local)
    while client.wall(at).date() in taken:
        local = _on_a_working_day(local + DAY, client)
        at = client.instant(local)
    return at


def _on_a_working_day(local: datetime, client: WorkingCalendar) -> datetime:
    return datetime.combine(client.working_day_from(local.date()), local.time())


def _months_later(local: datetime, months: int) -> datetime:
    years, month = divmod(local.month - 1 + months, 12)
    year, month = local.year + years, month + 1
    if year > MAXYEAR:
        raise OverflowError("date value out of range")  # as adding days says it
    return local.replace(year=year, month=month, day=min(local.day, monthrange(year, month)[1]))
