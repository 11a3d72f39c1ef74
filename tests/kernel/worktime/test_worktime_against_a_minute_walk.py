"""The rules of time against a walk over every minute, which knows nothing of how they are counted.

The walk writes down what the clock on the wall shows at each minute of two weeks, looks up where
the windows' boundaries stand in that record, and then counts minutes one by one.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from agency.kernel.worktime import WorkingCalendar, first_response_due_at, promise_at

MINUTE = timedelta(minutes=1)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAYS = 17

ZONES = (
    "America/New_York",
    "Europe/Berlin",
    "Australia/Lord_Howe",  # half an hour forward, half an hour back
    "Asia/Kathmandu",  # 05:45 from UTC
    "Europe/Moscow",
    "America/Santiago",  # its clocks change at midnight
    "Africa/Cairo",
)
WEEKS_WITH_A_CHANGE = (
    datetime(2026, 3, 7, tzinfo=UTC),  # New York
    datetime(2026, 3, 28, tzinfo=UTC),  # Berlin, and Lord Howe and Santiago a week later
    datetime(2026, 4, 23, tzinfo=UTC),  # Cairo
    datetime(2026, 9, 5, tzinfo=UTC),  # Santiago
    datetime(2026, 10, 3, tzinfo=UTC),  # Lord Howe
    datetime(2026, 10, 24, tzinfo=UTC),  # Berlin, Cairo, and New York a week later
)

Hours = dict[str, list[tuple[str, str]]]


@cache
def record(zone: str, start: datetime) -> tuple[list[str], dict[str, int]]:
    """What the wall shows at each minute, and the minute at which it stands for each reading.

    A reading that occurs twice stands where it first occurs. One that is skipped stands as long
    after the jump as it comes after the last reading before it.
    """
    walls = [(start + n * MINUTE).astimezone(ZoneInfo(zone)) for n in range(DAYS * 1440)]
    shown = [str(wall)[:16] for wall in walls]
    stands: dict[str, int] = {}
    for n, reading in enumerate(shown):
        stands.setdefault(reading, n)
    for n, (before, after) in enumerate(pairwise(walls), start=1):
        naive = before.replace(tzinfo=None) + MINUTE
        for late in range(int((after.replace(tzinfo=None) - naive) / MINUTE)):
            stands[str(naive + late * MINUTE)[:16]] = n + late
    return shown, stands


class Walk:
    """A calendar as a row of minutes, each open or not."""

    def __init__(self, hours: Hours, zone: str, days_off: set[date], start: datetime) -> None:
        self.start = start
        self.shown, self.stands = record(zone, start)
        self.open = [False] * len(self.shown)
        first = start.date() - timedelta(days=1)
        for day in (first + timedelta(days=n) for n in range(DAYS + 3)):
            for opens, closes in () if day in days_off else hours.get(WEEKDAYS[day.weekday()], ()):
                for n in range(self._minute(day, opens), self._minute(day, closes)):
                    self.open[n] = True

    def _minute(self, day: date, clock: str) -> int:
        reading = f"{day + timedelta(days=1)} 00:00" if clock == "24:00" else f"{day} {clock}"
        beyond = 0 if reading < self.shown[0] else len(self.shown)
        return self.stands.get(reading, beyond)

    def minutes_from(self, at: datetime) -> Iterator[int]:
        yield from range(int((at - self.start) / MINUTE), len(self.open))
        assume(False)  # the two weeks were too short for this case

    def next_open(self, at: datetime) -> datetime:
        return self._at(next(n for n in self.minutes_from(at) if self.open[n]))

    def add(self, at: datetime, minutes: int) -> datetime:
        passed = 0
        for n in self.minutes_from(at):
            if passed == minutes:
                return self._at(n)
            passed += self.open[n]
        raise AssertionError("the minutes ran out")

    def between(self, a: datetime, b: datetime) -> int:
        return sum(self.open[int((a - self.start) / MINUTE) : int((b - self.start) / MINUTE)])

    def half_hour(self, at: datetime) -> datetime:
        return self._at(next(n for n in self.minutes_from(at) if self.shown[n][-2:] in "00 30"))

    def _at(self, n: int) -> datetime:
        return self.start + n * MINUTE


def clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


# Most boundaries in the small hours, where clocks change.
boundaries = st.one_of(
    st.integers(0, 4 * 60), st.integers(0, 16).map(lambda n: n * 15), st.integers(0, 24 * 60)
)
days = (
    st.lists(boundaries, min_size=2, max_size=6, unique=True)
    .map(lambda drawn: [clock(each) for each in sorted(drawn)])
    .map(lambda drawn: list(zip(drawn[::2], drawn[1::2], strict=False)))
)
weeks = st.dictionaries(st.sampled_from(WEEKDAYS), days, min_size=1)


@st.composite
def calendars(draw: st.DrawFn, start: datetime) -> tuple[WorkingCalendar, Walk]:
    hours, zone = draw(weeks), draw(st.sampled_from(ZONES))
    away = st.integers(0, DAYS - 1).map(lambda n: start.date() + timedelta(days=n))
    days_off = draw(st.sets(away, max_size=3))
    return WorkingCalendar(hours, zone, days_off=days_off), Walk(hours, zone, days_off, start)


class Case(NamedTuple):
    """An instant, and two calendars, each as it is counted and as it is walked."""

    at: datetime
    agency: WorkingCalendar
    agency_walk: Walk
    client: WorkingCalendar
    client_walk: Walk


@st.composite
def cases(draw: st.DrawFn) -> Case:
    week = draw(st.sampled_from(WEEKS_WITH_A_CHANGE))
    at = week + draw(st.integers(0, 3 * 1440)) * MINUTE
    start = week - timedelta(days=2)
    return Case(at, *draw(calendars(start)), *draw(calendars(start)))


walked = settings(max_examples=60, deadline=None)


@walked
@given(cases(), st.integers(0, 900))
def test_add_minutes(case: Case, n: int) -> None:
    assert case.client.add_minutes(case.at, n) == case.client_walk.add(case.at, n)


@walked
@given(cases())
def test_next_open_and_is_open(case: Case) -> None:
    opens_at = case.client_walk.next_open(case.at)
    assert case.client.next_open(case.at) == opens_at
    assert case.client.is_open(case.at) == (opens_at == case.at)


@walked
@given(cases(), st.integers(0, 7 * 1440))
def test_minutes_between(case: Case, n: int) -> None:
    until = case.at + n * MINUTE
    counted = case.client.minutes_between(case.at, until)
    assert counted == case.client_walk.between(case.at, until)


@walked
@given(cases())
def test_first_response(case: Case) -> None:
    assert first_response_due_at(case.at, case.agency) == case.agency_walk.add(case.at, 15)


@walked
@given(cases())
def test_promise(case: Case) -> None:
    readable_at = case.client_walk.next_open(case.agency_walk.add(case.at, 240))
    assert promise_at(case.at, case.agency, case.client) == case.client_walk.half_hour(readable_at)


@walked
@given(cases(), st.integers(0, 400), st.integers(0, 400), st.integers(0, 59))
def test_minutes_add_up(case: Case, a: int, b: int, seconds: int) -> None:
    calendar, at = case.client, case.at + timedelta(seconds=seconds)
    assume(any(case.client_walk.open))
    assert calendar.add_minutes(calendar.add_minutes(at, a), b) == calendar.add_minutes(at, a + b)
    assert calendar.minutes_between(at, calendar.add_minutes(at, a)) == a


@pytest.mark.parametrize("week", WEEKS_WITH_A_CHANGE)
def test_every_week_walked_has_a_clock_that_changes(week: datetime) -> None:
    offsets = [
        {(week + timedelta(days=n)).astimezone(ZoneInfo(zone)).utcoffset() for n in range(3)}
        for zone in ZONES
    ]
    assert any(len(each) == 2 for each in offsets)
