"""The working calendar: when somebody can be reached, and how to count in that time."""

from collections.abc import Collection, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple, Self
from zoneinfo import ZoneInfo

from agency.kernel.worktime.errors import CalendarError
from agency.kernel.worktime.hours import WEEKDAYS, Hours, parse_week
from agency.kernel.worktime.instants import utc
from agency.kernel.worktime.public_holidays import country_code, is_public_holiday

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)

# Far enough for any delay that people agree on, near enough to give up on a calendar that only
# seems to open, such as one with nothing but Fridays where every Friday is a holiday.
YEARS_AHEAD = 10
DAYS_AHEAD = YEARS_AHEAD * 366
# Days whose windows are remembered: most questions are about the same few weeks.
MOST_KEPT = 100


class Opening(NamedTuple):
    """A window of one real day: two instants in UTC, `end` outside of it."""

    start: datetime
    end: datetime


class WorkingCalendar:
    """Opening hours per weekday in a zone, less the country's public holidays and own days off.

    Hours look like `{"mon": [("09:00", "13:00"), ("14:00", "18:00")]}`; weekdays that are not named
    are closed. Minutes inside windows are real ones, also on days when the clocks change.
    """

    def __init__(
        self,
        hours: Hours,
        zone: str,
        country: str | None = None,
        days_off: Collection[date] = (),
    ) -> None:
        self.week = parse_week(hours)
        self.zone = _zone(zone)
        self.country = None if country is None else country_code(country)
        self.days_off = frozenset(days_off)
        self._windows: dict[date, list[Opening]] = {}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Self:
        """From what `to_dict` gives, or somebody typed; country and days_off may be left out."""
        country = data.get("country")
        if not isinstance(country, str | None):
            raise CalendarError("%(typed)s is not a country; use a code like DE.", typed=country)
        days_off = data.get("days_off", ())
        if not isinstance(days_off, list | tuple | set | frozenset):
            raise CalendarError("Days off are a list of dates, like 2026-05-04.")
        return cls(
            data.get("hours") or {},
            data.get("zone") or "",
            country,
            [_date(typed) for typed in days_off],
        )

    def to_dict(self) -> dict[str, Any]:
        """Plain lists and strings, for JSON."""
        return {
            "hours": {
                name: [window.as_typed() for window in windows]
                for name, windows in zip(WEEKDAYS, self.week, strict=True)
                if windows
            },
            "zone": self.zone.key,
            "country": self.country,
            "days_off": [day.isoformat() for day in sorted(self.days_off)],
        }

    def add_minutes(self, at: datetime, minutes: int) -> datetime:
        """The first instant by which so many open minutes have passed since `at`.

        A result that falls on the end of a window is that end; no minutes lead nowhere.
        """
        if minutes < 0:
            raise CalendarError("Working time is counted forward; give zero minutes or more.")
        end = at = utc(at)
        left = minutes * MINUTE
        if left:
            for start, end in self._openings(at):  # which run out with an error, never quietly
                left -= end - max(start, at)
                if left <= timedelta():
                    break
        return end + left

    def minutes_between(self, a: datetime, b: datetime) -> int:
        """Whole open minutes from `a` to `b`; negative when `b` comes first."""
        a, b = utc(a), utc(b)
        if b < a:
            return -self.minutes_between(b, a)
        # A day to each side, since clocks may be moved across midnight, either way.
        first, last = self._local_day(a) - DAY, self._local_day(b) + DAY
        open_time = timedelta()
        for n in range((last - first).days + 1):
            for start, end in self.windows_on(first + n * DAY):
                open_time += max(min(end, b) - max(start, a), timedelta())
        return open_time // MINUTE

    def next_open(self, at: datetime) -> datetime:
        """The first instant from `at` on that lies within a window, its start included."""
        at = utc(at)
        return max(at, next(self._openings(at)).start)

    def is_open(self, at: datetime) -> bool:
        """Whether `at` lies within a window, its start included and its end not."""
        return self.next_open(at) == utc(at)

    def windows_on(self, day: date) -> list[Opening]:
        """The day's windows as they really pass, in order and apart from each other.

        Where the clocks skip an hour, a window in it slides forward and may meet the next one,
        or the next day; what they share counts once.
        """
        found = self._windows.get(day)
        if found is None:
            if len(self._windows) >= MOST_KEPT:
                self._windows.clear()
            found = self._windows[day] = self._read_windows(day)
        return list(found)

    def _read_windows(self, day: date) -> list[Opening]:
        if self._is_off(day):
            return []
        latest, midnight = self._instant_on(day, 0), self._instant_on(day + DAY, 0)
        openings = []
        for start, end in sorted(
            (self._instant_on(day, window.start), self._instant_on(day, window.end))
            for window in self.week[day.weekday()]
        ):
            opening = Opening(max(start, latest), min(end, midnight))
            if opening.start < opening.end:
                openings.append(opening)
                latest = opening.end
        return openings

    def is_working_day(self, day: date) -> bool:
        """Whether that day opens at all."""
        return bool(self.windows_on(day))

    def working_day_from(self, day: date) -> date:
        """That day, or the first working day after it."""
        return next(each for each in self._days_from(day) if self.is_working_day(each))

    def local(self, at: datetime) -> datetime:
        """The instant as the calendar's own clock shows it."""
        return utc(at).astimezone(self.zone)

    def wall(self, at: datetime) -> datetime:
        """The same as bare date and time of day, to count calendar days with."""
        return self.local(at).replace(tzinfo=None)

    def instant(self, local: datetime) -> datetime:
        """When the calendar's clock shows that date and time of day, in UTC.

        A time that does not exist moves forward by the gap; of one that exists twice it is the
        first. Both is what fold=0 means in PEP 495.
        """
        return local.replace(tzinfo=self.zone, fold=0).astimezone(UTC)

    def _openings(self, at: datetime) -> Iterator[Opening]:
        # From the day before, which ends after midnight where the clocks skip midnight.
        for day in self._days_from(self._local_day(at) - DAY):
            for opening in self.windows_on(day):
                if opening.end > at:
                    yield opening

    def _days_from(self, day: date) -> Iterator[date]:
        for n in range(DAYS_AHEAD):
            yield day + n * DAY
        raise CalendarError(
            "This calendar does not open long enough within %(years)s years from %(day)s; "
            "give it hours on days that are not all taken off.",
            years=YEARS_AHEAD,
            day=day,
        )

    def _is_off(self, day: date) -> bool:
        closed = not self.week[day.weekday()] or day in self.days_off
        return closed or is_public_holiday(day, self.country)

    def _local_day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def _instant_on(self, day: date, minutes: int) -> datetime:
        return self.instant(datetime.combine(day, time()) + minutes * MINUTE)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, TypeError, AttributeError, OSError):
        raise CalendarError(
            "The zone %(zone)s is not known; use a name like Europe/Berlin.", zone=name or "–"
        ) from None


def _date(typed: str) -> date:
    try:
        return date.fromisoformat(typed)
    except (TypeError, ValueError):
        raise CalendarError(
            "%(typed)s is not a date; write it like 2026-05-04.", typed=typed
        ) from None
