"""How many hours somebody can work in a span of days, and how hours that lie between two days fall on it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from agency.kernel.worktime import WorkingCalendar, calendar_of
from agency.kernel.worktime.calendar import DAY
from agency.people.absences import Absence
from agency.people.models import Agency, Member

# Whoever can be reached for twelve hours a day still works eight, and not at the weekend unless they say so.
FULL_DAY = 8 * 60
FRIDAY = 4
FURTHEST = timedelta(days=366)


@dataclass(frozen=True)
class Days:
    """From one day to another, both included."""

    from_on: date
    until_on: date

    def __iter__(self) -> Iterator[date]:
        for number in range((self.until_on - self.from_on).days + 1):
            yield self.from_on + number * DAY

    def within(self, other: "Days") -> "Days | None":
        """What both have in common."""
        first, last = max(self.from_on, other.from_on), min(self.until_on, other.until_on)
        return Days(first, last) if first <= last else None

    @property
    def weeks(self) -> tuple[int, int]:
        """The number of the first week and of the last."""
        return self.from_on.isocalendar().week, self.until_on.isocalendar().week


@dataclass(frozen=True)
class Asked:
    """Hours that a member, or anybody of a trade, is to work between two days."""

    minutes: int
    days: Days
    member_id: int | None = None
    role_id: int | None = None


@dataclass
class Workdays:
    """The days of one member: how many minutes of each are for work."""

    member: Member
    house: Agency
    absences: Sequence[Absence] = ()
    _known: dict[date, int] = field(default_factory=dict, init=False)

    def minutes(self, days: Days) -> int:
        """How long they can work on these days."""
        return sum(self._on(day) for day in days)

    def share(self, asked: Asked, within: Days) -> int:
        """How much of what is asked falls on these days, were it spread evenly over their working time."""
        last = min(asked.days.until_on, asked.days.from_on + FURTHEST)
        spread = Days(asked.days.from_on, last)
        common = spread.within(within)
        if common is None:
            return 0
        whole = self.minutes(spread)
        if not whole:  # they are away all the time: then by the days
            return asked.minutes * len(list(common)) // len(list(spread))
        return round(asked.minutes * self.minutes(common) / whole)

    def _on(self, day: date) -> int:
        if day not in self._known:
            self._known[day] = self._worked_on(day)
        return self._known[day]

    def _worked_on(self, day: date) -> int:
        if self.member.hours is None and day.weekday() > FRIDAY:
            return 0
        if any(each.from_on <= day <= each.until_on for each in self.absences):
            return 0
        open_time = sum((end - start for start, end in self._calendar.windows_on(day)), timedelta())
        return min(open_time // timedelta(minutes=1), FULL_DAY)

    @cached_property
    def _calendar(self) -> WorkingCalendar:
        house = self.house
        if self.member.hours is None:
            return house.answering
        days_off = house.answering.days_off
        return calendar_of(
            self.member.hours, self.member.zone or house.zone, house.country, days_off
        )


def workdays(
    members: Sequence[Member], house: Agency, absences: Sequence[Absence]
) -> dict[int, Workdays]:
    """The days of each of these, by their id."""
    away = defaultdict(list)
    for each in absences:
        away[each.member_id].append(each)
    return {member.id: Workdays(member, house, away[member.id]) for member in members}
