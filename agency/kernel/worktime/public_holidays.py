"""Public holidays by country, as the holidays package knows them."""

from collections.abc import Mapping
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


def holiday_name(day: date, country: str, language: str) -> str:
    """What the country calls that day, in this language where its names are known in it; "" on any other day."""
    return _names(country, day.year, language).get(day, "")


@cache
def _names(country: str, year: int, language: str) -> Mapping[date, str]:
    known = getattr(holidays.country_holidays(country), "supported_languages", ())
    # Its own names are better than none, English ones better than those of a language that nobody here reads.
    chosen = next((each for each in (language, "en_US") if each in known), None)
    return dict(holidays.country_holidays(country, years=year, language=chosen).items())


@cache
def _countries() -> frozenset[str]:
    return frozenset(holidays.list_supported_countries(include_aliases=True))


@cache
def _holidays(country: str, year: int) -> frozenset[date]:
    return frozenset(holidays.country_holidays(country, years=year))
