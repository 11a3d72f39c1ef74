"""The plan as a drawing: where each stage lies on the line of time, and which days are written on it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Generic, Protocol, TypeVar

_WEEK = timedelta(days=7)
_LABELS = 10  # as many as can be written above the chart without touching
_MONTH_STEPS = (1, 2, 3, 6, 12)


class Timed(Protocol):
    """What can be drawn: it lies between two days."""

    @property
    def starts_on(self) -> date: ...

    @property
    def due_on(self) -> date: ...


class Months(Protocol):
    """Whoever writes the months."""

    def month(self, day: date) -> str:
        """The name of a day's month, short."""


T = TypeVar("T", bound=Timed)


@dataclass(frozen=True)
class Bar(Generic[T]):
    """A stage from where to how far, in per cent of the chart's width."""

    stage: T
    start: float
    length: float


@dataclass(frozen=True)
class Tick:
    """A day on the axis: its figure, and its month where another one begins."""

    at: float
    month: str
    figure: str = ""


class PlanChart(Generic[T]):
    """Stages drawn to the day, on a line that begins on a Monday and ends with a Sunday."""

    def __init__(self, stages: Sequence[T], write: Months) -> None:
        self._write = write
        self._first = _monday(min(stage.starts_on for stage in stages))
        last = max(stage.due_on for stage in stages)
        self._days = (_monday(last) + _WEEK - self._first).days
        self.bars = [self._bar(stage) for stage in stages]
        self.has_weeks = self._days // 7 <= 2 * _LABELS
        self.ticks = list(self._ticks())

    def place(self, day: date) -> float | None:
        """Where the morning of this day lies; None where it is not on the line."""
        at = self._at(day)
        return at if 0 <= at <= 100 else None

    def _bar(self, stage: T) -> Bar[T]:
        start = self._at(stage.starts_on)
        return Bar(stage, start, round(self._at(stage.due_on + timedelta(days=1)) - start, 2))

    def _at(self, day: date) -> float:
        return round(100 * (day - self._first).days / self._days, 2)

    def _ticks(self) -> Iterator[Tick]:
        if self.has_weeks:
            yield from self._every_week(1 if self._days // 7 <= _LABELS else 2)
        else:
            yield from self._every_month()

    def _every_week(self, step: int) -> Iterator[Tick]:
        month = None
        for week in range(0, self._days // 7, step):
            day = self._first + week * _WEEK
            name = "" if day.month == month else self._write.month(day)
            month = day.month
            yield Tick(self._at(day), name, str(day.day))

    def _every_month(self) -> Iterator[Tick]:
        end = self._first + timedelta(days=self._days)
        months = [day for day in _firsts_of_month(self._first) if day < end - _WEEK]
        if months[0] - self._first > 2 * _WEEK:
            months.insert(0, self._first)
        step = next((step for step in _MONTH_STEPS if len(months) / step <= _LABELS), 12)
        year = None
        for day in months[::step]:
            new, year = day.year != year, day.year
            yield Tick(self._at(day), self._write.month(day), str(day.year) if new else "")


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _firsts_of_month(start: date) -> Iterator[date]:
    """The first days of the months after `start`, for thirty years."""
    for month in range(start.year * 12 + start.month, start.year * 12 + start.month + 360):
        yield date(month // 12, month % 12 + 1, 1)
