"""Filters of a board as people type them: `owner:me due:<friday label:copy -label:x is:late words`, or in Russian.

Our own small grammar: words that must stand in the title or the description, and pairs of a key and a value; a minus
turns one round, quotes hold several words together. What is not understood is said and left out, the rest works.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from flask_babel import gettext as _

from agency.people.models import Member
from agency.tasks import labels
from agency.tasks.about import is_blocked
from agency.tasks.filter_days import NoDay, days
from agency.tasks.filter_words import ANY, KEYS, ME, NONE, PRIORITIES, STATES
from agency.tasks.hours import TaskPlan
from agency.tasks.labels import LABELS_OF
from agency.tasks.models import Task
from agency.tasks.projects import BoardColumn, ColumnKind

Where = sa.ColumnElement[bool]
LONGEST = 300
_WORD = re.compile(r'(-?)(?:([^\W\d_]+):)?("[^"]*"|«[^»]*»|“[^”]*”|[^\s"«“]+|["«“])', re.UNICODE)


class NotUnderstood(ValueError):
    """A word of a filter that means nothing here; its text says what would."""


@dataclass(frozen=True)
class Asker:
    """Who asks, and when: "me" and "friday" depend on it."""

    member_id: int
    today: date
    members: Sequence[Member]


@dataclass(frozen=True)
class Asked:
    """A filter as it was typed, as a condition on tasks, and what was not understood of it."""

    words: str = ""
    where: Where | None = None
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True)
class Term:
    """One part of a filter."""

    key: str
    value: str
    is_not: bool


def read(words: str, asker: Asker) -> Asked:
    """What somebody typed, understood as far as it can be."""
    words = " ".join(words.replace("\x00", " ").split())[:LONGEST]
    conditions, wrong = [], []
    for term in terms(words):
        try:
            found = _MEANINGS[_key(term)](term.value, asker)
            conditions.append(
                sa.not_(sa.func.coalesce(found, sa.false())) if term.is_not else found
            )
        except NotUnderstood as reason:
            wrong.append(str(reason))
    return Asked(words, sa.and_(*conditions) if conditions else None, tuple(wrong))


def terms(words: str) -> Iterator[Term]:
    """The parts in their order."""
    for minus, key, value in _WORD.findall(words):
        yield Term(key.casefold(), value.strip('"«»“”').strip(), bool(minus))


def _key(term: Term) -> str:
    if not term.key:
        if term.value.endswith(":") and term.value[:-1].casefold() in KEYS:
            raise NotUnderstood(_("Say something after “%(word)s”.", word=term.value))
        return "words"
    if term.key not in KEYS:
        raise NotUnderstood(
            _(
                "“%(word)s:” is no filter. Use owner, with, due, label, priority, section or is.",
                word=term.key,
            )
        )
    if not term.value:
        raise NotUnderstood(_("Say something after “%(word)s:”.", word=term.key))
    return KEYS[term.key]


def _owner(value: str, asker: Asker) -> Where:
    if value.casefold() in NONE:
        return Task.owner_id.is_(None)
    return Task.owner_id.in_(_members(value, asker))


def _with(value: str, asker: Asker) -> Where:
    plan = sa.select(TaskPlan.task_id).where(TaskPlan.member_id.in_(_members(value, asker)))
    return Task.id.in_(plan)


def _members(value: str, asker: Asker) -> list[int]:
    if value.casefold() in ME:
        return [asker.member_id]
    said = value.casefold()
    found = [
        each.id
        for each in asker.members
        if any(
            part.startswith(said) for part in (each.name.casefold(), *each.name.casefold().split())
        )
    ]
    if not found:
        raise NotUnderstood(_("Nobody here is called “%(name)s”.", name=value))
    return found


def _due(value: str, asker: Asker) -> Where:
    said = value.casefold()
    if said in NONE:
        return Task.due_on.is_(None)
    if said in ANY:
        return Task.due_on.is_not(None)
    try:
        between = days(said, asker.today)
    except NoDay:
        raise NotUnderstood(
            _(
                "“%(day)s” is no day. Use today, friday, +3d or 2026-03-27, with < or > before it.",
                day=value,
            )
        ) from None
    edges = []
    if between.first is not None:
        edges.append(Task.due_on >= between.first)
    if between.last is not None:
        edges.append(Task.due_on <= between.last)
    return sa.and_(*edges)


def _label(value: str, asker: Asker) -> Where:
    said = value.casefold()
    ids = [each.id for each in labels.everything() if each.name.casefold() == said]
    if not ids:
        raise NotUnderstood(_("There is no label “%(name)s”.", name=value))
    return Task.id.in_(sa.select(LABELS_OF.c.task_id).where(LABELS_OF.c.label_id.in_(ids)))


def _priority(value: str, asker: Asker) -> Where:
    found = PRIORITIES.get(value.casefold())
    if found is None:
        raise NotUnderstood(
            _("“%(word)s” is no priority. Use low, usual, high or urgent.", word=value)
        )
    return Task.priority == int(found)


def _section(value: str, asker: Asker) -> Where:
    return _holds(Task.section, value)


def _is(value: str, asker: Asker) -> Where:
    state = STATES.get(value.casefold())
    if state is None:
        raise NotUnderstood(
            _(
                "“%(word)s” is no state. Use late, blocked, waiting, done, open, extra or shown.",
                word=value,
            )
        )
    return _STATES[state](asker.today)


def _in(*kinds: ColumnKind) -> Where:
    return Task.column_id.in_(sa.select(BoardColumn.id).where(BoardColumn.kind.in_(kinds)))


_STATES: dict[str, Callable[[date], Where]] = {
    "late": lambda today: sa.and_(Task.due_on < today, sa.not_(_in(ColumnKind.done))),
    "blocked": lambda today: is_blocked(),
    "waiting": lambda today: Task.waiting_since.is_not(None),
    "done": lambda today: _in(ColumnKind.done),
    "open": lambda today: sa.not_(_in(ColumnKind.done)),
    "extra": lambda today: Task.is_out_of_scope.is_(True),
    "shown": lambda today: Task.is_client_visible.is_(True),
}


def _words(value: str, asker: Asker) -> Where:
    return sa.or_(_holds(Task.title, value), _holds(Task.details, value))


def _holds(column: sa.orm.InstrumentedAttribute[str], value: str) -> Where:
    # SQLite's lower() knows no Cyrillic, so a word is looked for as people write it.
    ways = dict.fromkeys((value, value.lower(), value.capitalize(), value.upper()))
    return sa.or_(*(column.icontains(way, autoescape=True) for way in ways))


_MEANINGS: dict[str, Callable[[str, Asker], Where]] = {
    "words": _words,
    "owner": _owner,
    "with": _with,
    "due": _due,
    "label": _label,
    "priority": _priority,
    "section": _section,
    "is": _is,
}
