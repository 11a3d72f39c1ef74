"""Answers as they are read, in the language at hand; what came with them does no harm to what stands around."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from babel.numbers import format_decimal

from agency.briefs.kinds import QuestionKind
from agency.kernel.i18n import language, long_day
from agency.kernel.money import Money

Kind = QuestionKind
# Marks that turn the direction of writing, and what ends each: they must not reach beyond the answer.
_TURNS = dict.fromkeys("\u202a\u202b\u202d\u202e", "\u202c") | dict.fromkeys(
    "\u2066\u2067\u2068", "\u2069"
)


class Told(Protocol):
    """What is asked of an answer to read it."""

    kind: QuestionKind
    value: Any
    labels: dict[str, str]
    fits: bool


def lines_of(answer: Told) -> list[str]:
    """One line, or one for each choice taken, place, row or part of it."""
    if not answer.value:
        return []
    if not answer.fits:
        return _as_typed(answer.value)
    try:
        return _BY_KIND.get(answer.kind, _words)(answer)
    except (ValueError, KeyError, TypeError, AttributeError, InvalidOperation):
        # Kept by something that knew other shapes: read as it stands there rather than not at all.
        return _as_typed(answer.value)


def harmless(text: str) -> str:
    """The text with its control characters made visible, and each turn of the writing direction ended."""
    open_turns: list[str] = []
    for char in text:
        if char in _TURNS:
            open_turns.append(_TURNS[char])
        elif open_turns and char == open_turns[-1]:
            open_turns.pop()
    shown = text.translate(_VISIBLE)
    return shown + "".join(reversed(open_turns))


_VISIBLE = {code: 0x2400 + code for code in range(32) if chr(code) not in "\t\n\r"}
_VISIBLE |= {0x7F: 0x2421, **dict.fromkeys(range(0x80, 0xA0), 0xFFFD)}


def _words(answer: Told) -> list[str]:
    if isinstance(answer.value, str | int):
        return [answer.labels.get(str(answer.value)) or str(answer.value)]
    return _as_typed(answer.value)


def _keys(answer: Told) -> list[str]:
    return [answer.labels.get(key) or str(key) for key in answer.value]


def _ranked(answer: Told) -> list[str]:
    return [f"{place}. {words}" for place, words in enumerate(_keys(answer), start=1)]


def _money(answer: Told) -> list[str]:
    if isinstance(answer.value, dict):
        return [Money(answer.value["minor"], answer.value["currency"]).format(language())]
    return _words(answer)


def _number(answer: Told) -> list[str]:
    return [str(format_decimal(Decimal(answer.value), "#,##0.######", locale=language()))]


def _day(answer: Told) -> list[str]:
    return [long_day(date.fromisoformat(answer.value))]


def _days(answer: Told) -> list[str]:
    first, last = (date.fromisoformat(answer.value[part]) for part in ("from", "to"))
    return [f"{long_day(first)} – {long_day(last)}"]


def _contact(answer: Told) -> list[str]:
    parts = ("name", "organisation", "email", "phone")
    return [answer.value[part] for part in parts if answer.value.get(part)]


def _rows(answer: Told) -> list[str]:
    return [" · ".join(str(words) for words in row.values()) for row in answer.value]


def _as_typed(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [line for each in value.values() for line in _as_typed(each)]
    if isinstance(value, list):
        return [line for each in value for line in _as_typed(each)]
    return [str(value)] if str(value).strip() else []


_BY_KIND: dict[QuestionKind, Callable[[Told], list[str]]] = {
    Kind.many: _keys,
    Kind.ranking: _ranked,
    Kind.budget: _money,
    Kind.number: _number,
    Kind.day: _day,
    Kind.days: _days,
    Kind.contact: _contact,
    Kind.table: _rows,
}
