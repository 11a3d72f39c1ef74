"""Which column of a table is which of our fields, as far as its heads and cells tell."""

import re
from collections.abc import Sequence
from typing import Any

from flask_babel import lazy_gettext as _l

FIELDS: dict[str, Any] = {
    "name": _l("Name"),
    "email": _l("Mail address"),
    "phone": _l("Phone"),
    "company": _l("Company"),
    "position": _l("Position"),
    "subject": _l("What it is about"),
    "words": _l("Their words, notes"),
    "received_at": _l("When they wrote"),
    "stage": _l("Where it stands"),
}
# What makes a row a lead, and not only a person.
OF_LEADS = ("subject", "words", "received_at", "stage")
_HEADS = {
    "email": r"e-?mail|mail|почта|эл.*адрес|имейл|адрес эл",
    "phone": r"phone|tel|mobile|whatsapp|телефон|тел\b|моб|номер",
    "company": r"compan|organi[sz]|firm|client|account|компани|организац|фирм|клиент|юр.*лиц",
    "position": r"position|job|role|title$|должност",
    "received_at": r"date|created|received|when|дата|создан|получен|когда",
    "stage": r"stage|status|state|этап|стади|статус|состояни",
    "subject": r"subject|topic|deal|project|lead|тема|сделк|проект|назван|задача",
    "words": r"message|note|comment|description|text|request|сообщен|заметк|коммент|описан|примеч|текст|запрос",
    "name": r"name|contact|person|имя|фио|контакт|лицо",
}
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_NUMBER = re.compile(r"[+(]?\d[\d\s().\-–]{6,20}")


def has_heads(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row names the columns."""
    first = [cell for cell in rows[0] if cell]
    if any(_ADDRESS.fullmatch(cell) or _NUMBER.fullmatch(cell) for cell in first):
        return False
    return any(re.search(words, cell.lower()) for words in _HEADS.values() for cell in first)


def guess(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, int]:
    """Our fields by the number of their column. Heads speak first, then what stands under them."""
    found: dict[str, int] = {}
    for name, words in _HEADS.items():
        for number, head in enumerate(heads):
            if number not in found.values() and re.search(words, head.strip().lower()):
                found[name] = number
                break
    for name, pattern in (("email", _ADDRESS), ("phone", _NUMBER)):
        if name not in found:
            _by_cells(found, name, pattern, rows)
    if "name" not in found:
        free = [number for number in range(_width(heads, rows)) if number not in found.values()]
        if free:
            found["name"] = free[0]
    return found


def _by_cells(
    found: dict[str, int], name: str, pattern: re.Pattern[str], rows: Sequence[Sequence[str]]
) -> None:
    seen = rows[:50]
    for number in range(_width((), seen)):
        cells = [row[number] for row in seen if len(row) > number and row[number]]
        fitting = sum(bool(pattern.fullmatch(cell)) for cell in cells)
        if number not in found.values() and fitting * 2 > len(cells) > 0:
            found[name] = number
            return


def _width(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    return max([len(heads), *(len(row) for row in rows[:50])])
