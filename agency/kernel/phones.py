"""Phone numbers: kept in one notation (E.164), whatever the one in which somebody wrote them."""

import re

from phonenumbers import (
    NumberParseException,
    PhoneNumber,
    PhoneNumberFormat,
    format_number,
    is_valid_number,
    parse,
)

# Longer than any number with its notes ("ask for Ana, extension 12"); more is no number.
MOST_LETTERS = 40
_MARKS = re.compile(r"[\s\u00a0\u202f()./\u2010-\u2015-]+")


def e164(typed: str | None, country: str | None = None) -> str | None:
    """The number as +351220001122, or None when this is no number that can be rung.

    Without its country it is read as one of `country` ("PT"); without that it is not guessed.
    """
    found = _read((typed or "").strip(), country)
    return format_number(found, PhoneNumberFormat.E164) if found is not None else None


def spaced(number: str) -> str:
    """The number as people read it, +351 22 000 1122; what is no number stays as it is."""
    found = _read(number, None)
    return format_number(found, PhoneNumberFormat.INTERNATIONAL) if found is not None else number


def bare(typed: str) -> str:
    """What was typed without the marks between its figures, to compare it with others."""
    return _MARKS.sub("", typed)


def _read(typed: str, country: str | None) -> PhoneNumber | None:
    if not typed or len(typed) > MOST_LETTERS or "\x00" in typed:
        return None
    for text in dict.fromkeys((typed, *_with_plus(typed))):
        try:
            found = parse(text, country)
        except NumberParseException:
            continue
        if is_valid_number(found):
            return found
    return None


def _with_plus(typed: str) -> list[str]:
    """The same with the country said as E.164 does, where people and services say it otherwise."""
    figures = bare(typed)
    if not figures.isascii() or not figures.isdecimal():
        return []
    if figures.startswith("00"):
        return [f"+{figures[2:]}"]
    # 8 (495) … is how Russia and its neighbour ring themselves; +84 is Vietnam.
    home = [f"+7{figures[1:]}"] if len(figures) == 11 and figures.startswith("8") else []
    return [*home, f"+{figures}"] if len(figures) > 10 else []
