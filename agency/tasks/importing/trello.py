"""The export of a Trello board: one JSON object. Comments stand before the cards that they are about."""

from collections.abc import Callable, Iterator
from typing import Any, TextIO

from agency.kernel import outward
from agency.tasks.attached import MOST as MOST_LINKS
from agency.tasks.importing.models import Part
from agency.tasks.importing.pieces_of_json import NotJson, members
from agency.tasks.importing.rows import (
    LONGEST_TITLE,
    Found,
    NotSuch,
    Row,
    day_of,
    instant,
    plain,
)

# Trello puts no more of what happened into an export.
MOST_ACTIONS = 1000
# What their lists of things to tick are called where nobody gave them a name.
NAMELESS = {"checklist", "чек-лист", "чеклист"}
_COLOURS = {"green": 4, "lime": 4, "yellow": 3, "orange": 3, "red": 5, "pink": 5, "purple": 2}


def read(source: TextIO, found: Found, *, zone: str) -> Iterator[Row]:
    """Its rows; what else is in it goes into `found`. Raises NotSuch."""
    seen: set[str] = set()
    try:
        for name, item in members(source):
            seen.add(name)
            if name == "id":
                found.board = plain(item)
            elif name == "name":
                found.title = plain(item)
            elif name in _READERS and isinstance(item, dict):
                yield from _READERS[name](item, found, zone)
    except (NotJson, UnicodeDecodeError):
        raise NotSuch("not_json") from None
    if not found.lists or "cards" not in seen:
        raise NotSuch("not_trello")
    if found.pieces[Part.comment, ""] >= MOST_ACTIONS:
        found.leave("older", count=0)


def _list(item: dict[str, Any], found: Found, zone: str) -> Iterator[Row]:
    found.note(
        found.lists,
        plain(item.get("id")),
        name=plain(item.get("name"))[:80],
        closed=bool(item.get("closed")),
        place=_place(item),
    )
    return iter(())


def _label(item: dict[str, Any], found: Found, zone: str) -> Iterator[Row]:
    colour = plain(item.get("color")).split("_")[0]
    name = plain(item.get("name"))[:40] or colour
    if name:
        found.note(found.labels, plain(item.get("id")), name=name, colour=_COLOURS.get(colour, 1))
    return iter(())


def _member(item: dict[str, Any], found: Found, zone: str) -> Iterator[Row]:
    found.note(found.people, plain(item.get("id")), name=plain(item.get("fullName"))[:120])
    return iter(())


def _action(item: dict[str, Any], found: Found, zone: str) -> Iterator[Row]:
    found.pieces[Part.comment, ""] += 1
    data = item.get("data")
    card = data.get("card") if isinstance(data, dict) else None
    if item.get("type") != "commentCard" or not isinstance(card, dict):
        found.leave("history")
        return
    author = item.get("memberCreator")
    said = {
        "words": found.words(data.get("text") if isinstance(data, dict) else ""),
        "by": plain(author.get("id")) if isinstance(author, dict) else "",
        "name": plain(author.get("fullName"))[:120] if isinstance(author, dict) else "",
        "at": _moment(item.get("date")),
    }
    at = instant(item.get("date"))
    yield Row(
        Part.comment,
        plain(item.get("id"))[:80],
        said,
        plain(card.get("id"))[:80],
        at.timestamp() if at is not None else 0.0,
    )


def _card(item: dict[str, Any], found: Found, zone: str) -> Iterator[Row]:
    key, whole = plain(item.get("id"))[:80], plain(item.get("name")) or "–"
    details = found.words(item.get("desc"))
    if len(whole) > LONGEST_TITLE:
        details = f"{whole}\n\n{details}".strip()
    if item.get("customFieldItems"):
        found.leave("custom_fields", whole)
    if item.get("start"):
        found.leave("start_days", whole)
    due = day_of(item.get("due"), zone)
    yield Row(
        Part.card,
        key,
        {
            "title": whole[:LONGEST_TITLE],
            "details": details,
            "list": plain(item.get("idList")),
            "closed": bool(item.get("closed")),
            "done": bool(item.get("dueComplete")),
            "due": due.isoformat() if due is not None else None,
            "labels": [plain(one) for one in _many(item, "idLabels")],
            "people": [plain(one) for one in _many(item, "idMembers")],
        },
        place=_place(item),
    )
    for number, one in enumerate(_many(item, "attachments")):
        if isinstance(one, dict):
            yield from _attachment(one, number, key, found)


def _attachment(item: dict[str, Any], number: int, card: str, found: Found) -> Iterator[Row]:
    url, name = plain(item.get("url")), plain(item.get("name"))[:300]
    if not outward.is_outside(url) or len(url) > 2000:
        found.leave("bad_links", name or url)
        return
    if item.get("isUpload"):
        found.leave("files", name)
    key = plain(item.get("id"))[:80] or f"{card}-{number}"
    row = Row(Part.link, key, {"url": url, "title": name if name != url else ""}, card, number)
    yield from found.room_for(row, MOST_LINKS)


def _checklist(item: dict[str, Any], found: Found, zone: str) -> Iterator[Row]:
    card, name, place = plain(item.get("idCard"))[:80], plain(item.get("name")), _place(item)
    for one in sorted(filter(_is_item, _many(item, "checkItems")), key=_place):
        due, whose = day_of(one.get("due"), zone), plain(one.get("idMember"))
        words = plain(one.get("name")) or "–"
        if name and name.casefold() not in NAMELESS:
            words = f"{name}: {words}"
        said: dict[str, Any] = {
            "words": found.words(words, LONGEST_TITLE),
            "done": one.get("state") == "complete",
        }
        part = Part.check
        if due is not None or whose:
            # What has a day or somebody's name is a subtask with us.
            part, said = Part.subtask, {**said, "due": due and due.isoformat(), "people": [whose]}
        row = Row(part, plain(one.get("id"))[:80], said, card, place * 1000 + _place(one) / 1e6)
        yield from found.room_for(row)


_READERS: dict[str, Callable[[dict[str, Any], Found, str], Iterator[Row]]] = {
    "lists": _list,
    "labels": _label,
    "members": _member,
    "actions": _action,
    "cards": _card,
    "checklists": _checklist,
}


def _is_item(item: Any) -> bool:
    return isinstance(item, dict)


def _many(item: dict[str, Any], name: str) -> list[Any]:
    value = item.get(name)
    return value if isinstance(value, list) else []


def _place(item: dict[str, Any]) -> float:
    value = item.get("pos")
    is_figure = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_figure and -1e300 < value < 1e300 else 0.0  # type: ignore[operator,arg-type]


def _moment(raw: Any) -> str | None:
    at = instant(raw)
    return at.isoformat() if at is not None else None
