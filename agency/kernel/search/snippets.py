"""Why something was found: its words with what was asked for marked in them, cut to a line or two."""

import re
from collections.abc import Collection
from dataclasses import dataclass

from markupsafe import Markup, escape

from agency.kernel.search.asking import Asked
from agency.kernel.search.folding import fold, latin, phone
from agency.kernel.search.stemming import AT_HOME, MOST_SIGNS, stem

ROOM = 220
BEFORE = 70
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\+?\d[\d\s().\-\u2010-\u2015]{2,24}\d")
_BLANKS = re.compile(r"\s+")


@dataclass(frozen=True)
class Marker:
    """Knows which words to mark: by their stems, by how they begin, by the words of the dictionary they are."""

    stems: frozenset[str]
    begun: tuple[str, ...]
    names: frozenset[str]
    figures: str = ""

    @classmethod
    def of(cls, asked: Asked, names: Collection[str] = ()) -> "Marker":
        """What was asked for, and the words of the dictionary by which it was found."""
        words = [word for term in asked.terms for word in term.words]
        begun = tuple(term.words[-1] for term in asked.terms if term.may_go_on)
        stems = frozenset(map(stem, words))
        return cls(stems, begun, frozenset(names), asked.phone[-AT_HOME:])

    def line(self, text: str) -> Markup:
        """A short field, whole."""
        return _marked(text, self._hits(text))

    def snippet(self, text: str, *, room: int = ROOM) -> Markup:
        """The part of a long text that says most of what was asked for; its beginning where it says nothing."""
        text = _BLANKS.sub(" ", text[:MOST_SIGNS]).strip()
        hits = self._hits(text)
        start = _best_start(hits, room)
        begin = _word_start(text, start - BEFORE) if start > BEFORE else 0
        end = _word_end(text, begin + room)
        inside = [(a - begin, b - begin) for a, b in hits if a >= begin and b <= end]
        before, after = "… " if begin else "", " …" if end < len(text) else ""
        return Markup("{}{}{}").format(before, _marked(text[begin:end], inside), after)

    def marks(self, text: str) -> bool:
        """Whether there is something to mark in it."""
        return bool(self._hits(text))

    def _hits(self, text: str) -> list[tuple[int, int]]:
        if self.figures:
            numbers = _NUMBER.finditer(text)
            return [one.span() for one in numbers if self.figures in phone(one.group())]
        return [one.span() for one in _WORD.finditer(text) if self._is_meant(one.group())]

    def _is_meant(self, word: str) -> bool:
        folded = fold(word)
        return (
            stem(folded) in self.stems
            or folded.startswith(self.begun)
            or (bool(self.names) and latin(folded) in self.names)
        )


def _best_start(hits: list[tuple[int, int]], room: int) -> int:
    """Where the stretch with the most hits begins, the first of them."""
    if not hits:
        return 0
    starts = [start for start, _ in hits]
    within = [sum(one <= start < one + room - BEFORE for start in starts) for one in starts[:50]]
    return starts[within.index(max(within))]


def _word_start(text: str, place: int) -> int:
    return text.find(" ", place) + 1 or place


def _word_end(text: str, place: int) -> int:
    return (
        len(text)
        if place >= len(text)
        else text.rfind(" ", 0, place)
        if " " in text[:place]
        else place
    )


def _marked(text: str, hits: list[tuple[int, int]]) -> Markup:
    parts, done = [], 0
    for start, end in hits:
        parts += [escape(text[done:start]), Markup("<mark>{}</mark>").format(text[start:end])]
        done = end
    return Markup("").join([*parts, escape(text[done:])])
