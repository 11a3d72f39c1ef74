"""Days as a filter says them: "friday", "завтра", "+3d", "30.11", "2026-11-30"; before, on or after."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from agency.tasks.filter_words import NEAR, WEEK, WEEKDAYS

_PACE = re.compile(r"([+-]?)(\d{1,3})(d|w|д|н)")
_DAY = re.compile(r"(\d{1,2})\.(\d{1,2})(?:\.(\d{4}))?")
_SIGN = re.compile(r"<=|>=|<|>|=|")


class NoDay(ValueError):
    """Words that say no day."""


@dataclass(frozen=True)
class Days:
    """From which day to which; None is open. Both belong to it."""

    first: date | None
    last: date | None


def days(words: str, today: date) -> Days:
    """The days that are meant. Raises NoDay."""
    sign = (_SIGN.match(words) or [""])[0]
    said = words[len(sign) :]
    if said in WEEK:
        return _beside(sign, today - timedelta(days=today.weekday()), _sunday(today))
    day = day_of(said, today)
    try:
        return _beside(sign, day, day)
    except OverflowError:  # before the first day of all, or after the last
        raise NoDay(words) from None


def _beside(sign: str, first: date, last: date) -> Days:
    one = timedelta(days=1)
    return {
        "<": Days(None, first - one),
        "<=": Days(None, last),
        ">": Days(last + one, None),
        ">=": Days(first, None),
    }.get(sign, Days(first, last))


def day_of(said: str, today: date) -> date:
    """One day; a day of the week is the next one, today included. Raises NoDay."""
    if said in NEAR:
        return today + timedelta(days=NEAR[said])
    if said in WEEKDAYS:
        return today + timedelta(days=(WEEKDAYS[said] - today.weekday()) % 7)
    if found := _PACE.fullmatch(said):
        sign, count, unit = found.groups()
        way = -1 if sign == "-" else 1
        return today + timedelta(days=way * int(count) * (7 if unit in "wн" else 1))
    try:
        if found := _DAY.fullmatch(said):
            day, month, year = found.groups()
            return date(int(year or today.year), int(month), int(day))
        return date.fromisoformat(said)
    except ValueError:
        raise NoDay(said) from None


def _sunday(today: date) -> date:
    return today + timedelta(days=6 - today.weekday())
