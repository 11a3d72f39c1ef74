"""Gaps in the words of a cadence: how one types them, what fills them, and which of them nothing would fill.

In the database a gap is `%(name)s`; a person reads and types `{name}`, as in the house's snippets.
"""

import re
from collections.abc import Iterator, Mapping

from agency.followups.states import Case, Purpose

_STORED = re.compile(r"%\((\w+)\)s")
_TYPED = re.compile(r"\{\s*([^{}\n]{1,40}?)\s*\}")
# Begun as a gap of the machine, and not one: "%(name)" without its end.
_BROKEN = re.compile(r"%\([^)\n]{0,40}\)?s?")

# What a letter about each of them can say, in the order in which the page tells of it.
OF_PURPOSE: dict[Purpose, tuple[str, ...]] = {
    Purpose.proposal: ("name", "title", "link", "manager"),
    Purpose.brief: ("name", "title", "link", "manager"),
    Purpose.word: ("name", "title", "what", "manager"),
    Purpose.payment: ("name", "title", "what", "manager"),
}
OF_CASE: dict[Case, tuple[str, ...]] = {
    Case.opened: ("sections",),
    Case.unfinished: ("stopped_at",),
}


def known(purpose: Purpose, case: Case | None = None) -> tuple[str, ...]:
    """The gaps that fill themselves in a letter of this purpose, when this has happened."""
    return OF_PURPOSE[purpose] + (OF_CASE.get(case, ()) if case is not None else ())


def typed(text: str) -> str:
    """As a person reads it: `{name}`."""
    return _STORED.sub(r"{\1}", text)


def stored(text: str) -> str:
    """As it is kept: `%(name)s`. Line ends become those of a letter."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _TYPED.sub(lambda gap: f"%({gap[1]})s", lines).strip()


def unknown_in(text: str, purpose: Purpose, case: Case | None = None) -> list[str]:
    """What stands there like a gap and would never be filled, as it was typed."""
    named = known(purpose, case)
    return list(dict.fromkeys(_unknown(text, named)))


def _unknown(text: str, named: tuple[str, ...]) -> Iterator[str]:
    for gap in _TYPED.finditer(text):
        if gap[1] not in named:
            yield gap[0]
    for gap in _BROKEN.finditer(text):
        whole = _STORED.fullmatch(gap[0])
        if whole is None or whole[1] not in named:
            yield gap[0]


def names_in(text: str) -> list[str]:
    """The gaps that stand in kept words, each once."""
    return list(dict.fromkeys(_STORED.findall(text)))


def filled(text: str, values: Mapping[str, str]) -> str:
    """The words with their gaps filled; one that nothing fills stays as it is."""
    # Not the % operator: somebody's own wording may well say "10 %".
    return _STORED.sub(lambda gap: values.get(gap[1], gap[0]), text)
