"""The period that figures look at: the last 90 days, a year, or all; its months by the agency's calendar."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from babel.dates import format_skeleton

from agency.kernel.i18n import in_zone, language

DAYS = {"90": 90, "365": 365, "all": None}
USUAL = "365"


@dataclass(frozen=True)
class Period:
    """From the beginning of a day of the agency's; `since` is None where nothing is left out."""

    key: str
    since: datetime | None
    until: datetime
    zone: str

    @classmethod
    def named(cls, key: str, *, now: datetime, zone: str) -> "Period":
        """The one with this name; any other name is the usual one."""
        key = key if key in DAYS else USUAL
        days, here = DAYS[key], in_zone(now, zone)
        if days is None:
            return cls(key, None, now, zone)
        first = here.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=days)
        return cls(key, first.astimezone(UTC), now, zone)

    def month_of(self, at: datetime) -> date:
        """The first day of its month, on the agency's calendar."""
        return in_zone(at, self.zone).date().replace(day=1)

    def months(self, first: datetime) -> Iterator[date]:
        """Every month from this instant to the end, also those in which nothing came."""
        month, last = self.month_of(max(first, self.since or first)), self.month_of(self.until)
        while month <= last:
            yield month
            month = (month + timedelta(days=32)).replace(day=1)


def month_name(month: str, skeleton: str = "MMM") -> str:
    """ "2026-03" as "Mar"."""
    day = datetime.fromisoformat(f"{month}-01")
    return str(format_skeleton(skeleton, day, locale=language())).rstrip(".")
