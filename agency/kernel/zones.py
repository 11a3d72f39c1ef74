"""Time zones as browsers name them or letters betray them, and the country that a zone lies in."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo, available_timezones

from babel.core import get_global

from agency.kernel.domains import country_of_address
from agency.kernel.worktime.errors import CalendarError
from agency.kernel.worktime.public_holidays import country_code


def known_zone(typed: str | None) -> str | None:
    """The zone of this name, or None: what a browser sends is a hint, never an error."""
    name = (typed or "").strip()
    return name if name in _zones() else None


def country_of(zone: str) -> str | None:
    """The country that the zone lies in, by Unicode's list, if we know its public holidays."""
    name = get_global("zone_aliases").get(zone, zone)
    return with_holidays(get_global("zone_territories").get(name))


def with_holidays(country: str | None) -> str | None:
    """The country, if we know its public holidays."""
    try:
        return country_code(country) if country else None
    except CalendarError:
        return None


def zone_of_letter(address: str, sent: datetime | None) -> str | None:
    """Where whoever wrote it is: of the zones of their domain's country the first on whose clock it was sent.

    `sent` is the letter's own date, with the offset that the sender's program wrote. None where the two tell
    nothing, or contradict each other.
    """
    country = country_of_address(address)
    if country is None or sent is None or sent.tzinfo is None:
        return None
    zones = _zones_by_country().get(country, ())
    offset = sent.utcoffset()
    return next((name for name in zones if _offset_in(name, sent) == offset), None)


def _offset_in(zone: str, at: datetime) -> timedelta | None:
    try:
        return at.astimezone(ZoneInfo(zone)).utcoffset()
    except (OverflowError, ValueError):
        # The first and the last days that there are have no neighbours.
        return None


@cache
def _zones_by_country() -> Mapping[str, list[str]]:
    """The zones of each country in the order of the tz database's own list."""
    found = defaultdict(list)
    for line in (files("tzdata") / "zoneinfo" / "zone.tab").read_text().splitlines():
        if line and not line.startswith("#"):
            country, _, name = line.split("\t")[:3]
            found[country].append(name)
    return dict(found)


@cache
def _zones() -> frozenset[str]:
    return frozenset(name for name in available_timezones() if "/" in name or name == "UTC")
