"""Public holidays by country, as the holidays package knows them."""

from datetime import date
from functools import cache

import holidays

from agency.kernel.worktime.errors import CalendarError


def country_code(typed: str) -> str:
    """The code in capitals; refused when no holidays are known for it."""
    code = typed.upper()
    if code not in _countries():
        raise CalendarError(
            "No public holidays are known for the country %(country)s; use a two-letter code "
            "like DE, or leave the country out.",
            country=typed,
        )
    return code


def is_public_holiday(day: date, country: str | None) -> bool:
    """Whether the country rests on that day; without a country nobody does."""
    return country is not None and day in _holidays(country, day.year)


@cache
def _countries() -> frozenset[str]:
    return frozenset(holidays.list_supported_countries(include_aliases=True))


@cache
def _holidays(country: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country, years=year))
