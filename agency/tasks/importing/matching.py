"""What of theirs is what of ours: lists and columns by name or by what the name means, people by address or name."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agency.people.models import Member
from agency.tasks.projects import BoardColumn, ColumnKind
from agency.tasks.sold import COLUMNS

_MEANS: dict[ColumnKind, re.Pattern[str]] = {
    ColumnKind.done: re.compile(
        r"\b(done|complete[d]?|shipped|live)\b|готов|сделан|завершен", re.I
    ),
    ColumnKind.waiting: re.compile(r"\bwait|\bclient\b|\bblocked\b|жд[её]м|ожида|клиент", re.I),
    ColumnKind.checking: re.compile(r"review|check|\bqa\b|test|провер|ревью|тест", re.I),
    ColumnKind.work: re.compile(r"doing|progress|in work|в работе|делаем|в процессе", re.I),
    ColumnKind.next: re.compile(
        r"to.?do|next|backlog|inbox|ideas?\b|дальше|очеред|план|иде[ия]", re.I
    ),
}
_RANK = {kind: rank for rank, kind in enumerate(COLUMNS)}


@dataclass
class Place:
    """Where the cards of a list go: a column that is there, or a new one of this name and kind."""

    name: str
    kind: ColumnKind
    column_id: int | None = None


def meaning(name: str) -> ColumnKind | None:
    """What a list of this name is for; None where the name does not say it."""
    return next((kind for kind, words in _MEANS.items() if words.search(name)), None)


def places(
    lists: Mapping[str, Mapping[str, Any]], columns: Sequence[BoardColumn]
) -> dict[str, Place]:
    """By the id of each list; what was archived there goes where its name says, else into the first column."""
    found: dict[str, Place] = {}
    fresh: dict[str, Place] = {}
    has_work = False
    for id, each in sorted(lists.items(), key=lambda item: float(item[1]["place"])):
        kind = meaning(each["name"])
        known = _named(each["name"], columns) or _first_of(kind, columns)
        if known is None and columns and (each["closed"] or not each["name"]):
            known = columns[0]
        if known is not None:
            found[id] = Place(each["name"], known.kind, known.id)
            continue
        kind = kind or (ColumnKind.work if has_work else ColumnKind.next)
        has_work = has_work or kind is ColumnKind.work
        place = Place(each["name"] or COLUMNS[kind]["en"], kind)
        found[id] = fresh.setdefault(place.name.casefold(), place)
    return found


def whole_board(fresh: Sequence[Place]) -> list[tuple[ColumnKind, dict[str, str]]]:
    """The columns of a new board: those of the lists, and one for each thing that a board of ours needs besides."""
    board = [(each.kind, {"en": each.name, "ru": each.name}) for each in fresh]
    for kind, name in COLUMNS.items():
        if all(kind is not there for there, _name in board):
            later = (n for n, (one, _name) in enumerate(board) if _RANK[one] > _RANK[kind])
            board.insert(next(later, len(board)), (kind, dict(name)))
    return board


def member_of(person: Mapping[str, Any], members: Sequence[Member]) -> int | None:
    """Who of us this is: by address, else by a name that only one of us has."""
    email, name = str(person.get("email") or "").casefold(), str(person["name"]).casefold()
    for each in members:
        if email and each.user is not None and each.user.email.casefold() == email:
            return each.id
    same = [each.id for each in members if name and each.name.casefold() == name]
    return same[0] if len(same) == 1 else None


def _named(name: str, columns: Sequence[BoardColumn]) -> BoardColumn | None:
    folded = name.casefold()
    called = (one for one in columns if folded in {each.casefold() for each in one.name.values()})
    return next(called, None)


def _first_of(kind: ColumnKind | None, columns: Sequence[BoardColumn]) -> BoardColumn | None:
    return next((one for one in columns if one.kind is kind), None)
