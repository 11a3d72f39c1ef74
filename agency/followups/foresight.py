"""The steps of a cadence in advance: when each goes out, by both clocks, and which days are jumped over and why."""

import enum
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from agency.kernel.worktime import Delay, WorkingCalendar, next_due
from agency.kernel.worktime.cadence import Unit
from agency.kernel.worktime.defaults import SENDING_WINDOW
from agency.kernel.worktime.public_holidays import is_public_holiday

DAY = timedelta(days=1)
# Further back than this nobody wants to read why a day was no working day.
MOST_DAYS = 60


class Why(enum.Enum):
    """Why a step does not go out at the time that its delay alone would give."""

    early = "early"
    evening = "evening"
    weekend = "weekend"
    holiday = "holiday"
    closed = "closed"
    taken = "taken"


@dataclass(frozen=True)
class Jump:
    """Days of the client that are jumped over for one reason, the first and the last; and for a holiday, whose."""

    why: Why
    first: date
    last: date
    country: str | None = None


class Wait(NamedTuple):
    """What is known of a step: how long it waits, where that can be told; a reminder to call sends nothing."""

    delay: Delay | None
    is_call: bool = False


@dataclass(frozen=True)
class Foreseen:
    """One step: its moment, on the client's clock too, and why it is not earlier. No moment where no delay is typed."""

    n: int
    at: datetime | None = None
    there: datetime | None = None
    jumps: tuple[Jump, ...] = ()


def foresee(
    steps: Sequence[Wait],
    client: WorkingCalendar,
    start: datetime,
    *,
    from_start: bool,
    taken: Collection[date] = (),
) -> list[Foreseen]:
    """All steps, each taken to go out when it is due. Behind a step without a delay nobody can count on.

    `taken` are the client's days on which another automatic letter goes to them.
    """
    found: list[Foreseen] = []
    counted_from: datetime | None = start
    days = set(taken)
    for n, (delay, is_call) in enumerate(steps, start=1):
        if delay is None or counted_from is None:
            found.append(Foreseen(n))
            counted_from = start if from_start else None
            continue
        # A call is none of the letters of which one a day is enough.
        busy = set[date]() if is_call else days
        at = next_due(counted_from, delay, client, SENDING_WINDOW, busy)
        jumps = tuple(why_later(counted_from, delay, client, at, busy))
        found.append(Foreseen(n, at, client.local(at), jumps))
        busy.add(client.wall(at).date())
        counted_from = start if from_start else at
    return found


def why_later(
    counted_from: datetime,
    delay: Delay,
    client: WorkingCalendar,
    at: datetime,
    taken: Collection[date] = (),
) -> Iterator[Jump]:
    """What lies between the time that the delay alone would give and the one at which it goes out."""
    meant, goes = delay.after(counted_from, client), client.wall(at)
    if delay.unit is Unit.minutes:
        # Counted in their hours: the days without any lie between the start and the time meant.
        yield from _jumps(client.wall(counted_from).date(), meant.date(), client, ())
    day, opens, closes = meant.date(), _clock(SENDING_WINDOW.start), _clock(SENDING_WINDOW.end)
    if meant.time() >= closes:
        if client.is_working_day(day):
            yield Jump(Why.evening, day, day)
            day += DAY
    elif meant.time() < opens and client.is_working_day(day) and day == goes.date():
        yield Jump(Why.early, day, day)
    yield from _jumps(day, goes.date(), client, taken)


def _jumps(
    first: date, end: date, client: WorkingCalendar, taken: Collection[date]
) -> Iterator[Jump]:
    """Each run of days before `end` that are jumped over for one reason."""
    run: Jump | None = None
    for n in range(min((end - first).days, MOST_DAYS)):
        here = _jump(first + n * DAY, client, taken)
        if here is None:
            continue
        if run is not None and _continues(run, here):
            run = Jump(run.why, run.first, here.last, run.country)
            continue
        if run is not None:
            yield run
        run = here
    if run is not None:
        yield run


def _continues(run: Jump, here: Jump) -> bool:
    # Holidays have names of their own, day by day.
    return run.why is here.why and run.why is not Why.holiday and run.last + DAY == here.first


def _jump(day: date, client: WorkingCalendar, taken: Collection[date]) -> Jump | None:
    if is_public_holiday(day, client.country) and client.week[day.weekday()]:
        return Jump(Why.holiday, day, day, client.country)
    if not client.is_working_day(day):
        return Jump(Why.weekend if day.weekday() > 4 else Why.closed, day, day)
    return Jump(Why.taken, day, day) if day in taken else None


def _clock(minutes: int) -> time:
    return time(minutes // 60, minutes % 60)
