"""Time zones as browsers name them, and the country that a zone lies in."""

from functools import cache
from zoneinfo import available_timezones

from babel.core import get_global

from agency.kernel.worktime.errors import CalendarError
from agency.kernel.worktime.public_holidays import country_code


def known_zone(typed: str | None) -> str | None:
    """The zone of this name, or None: what a browser sends is a hint, never an error."""
    name = (typed or "").strip()
    return name if name in _zones() else None


def country_of(zone: str) -> str | None:
    """The country that the zone lies in, by Unicode's list, if we know its public holidays."""
    name = get_global("zone_aliases").get(zone, zone)
    country = get_global("zone_territories").get(name)
    try:
        return country_code(country) if country else None
    except CalendarError:
        return None


@cache
def _zones() -> frozenset[str]:
    return frozenset(name for name in available_timezones() if "/" in name or name == "UTC")
