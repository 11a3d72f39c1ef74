"""What somebody asked for: words, phrases in quotes, words with a minus, a phone. Anything may be typed here."""

import re
from dataclasses import dataclass

from agency.kernel.search.folding import fold, phone, words_in

MOST_SIGNS = 200
MOST_TERMS = 8
# A word that may go on is looked for by its beginning from this many letters on, in text.
MAY_GO_ON = 3
_PIECE = re.compile(r'(?P<no>(?<!\S)-)?(?:"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+))')
_OF_A_NUMBER = re.compile(r"[\d\s()+.,/\-\u2010-\u2015]+")


@dataclass(frozen=True)
class Term:
    """One thing that was asked for: a word, or several that stand together."""

    words: tuple[str, ...]
    is_phrase: bool = False
    may_go_on: bool = False
    whole: str = ""

    @property
    def goes_on(self) -> bool:
        """Whether text that begins like its last word is meant too."""
        return self.may_go_on and len(self.words[-1]) >= MAY_GO_ON


@dataclass(frozen=True)
class Asked:
    """All that was asked for at once. `phone` are the figures where nothing but a number was typed."""

    text: str
    terms: tuple[Term, ...]
    without: tuple[Term, ...]
    phone: str = ""

    @property
    def is_nothing(self) -> bool:
        return not self.terms


def read(text: str) -> Asked:
    """Read what was typed into the field."""
    text = " ".join(text.replace("\0", " ")[:MOST_SIGNS].split())
    pieces = list(_PIECE.finditer(text))
    last = pieces[-1] if pieces else None
    wanted: list[Term] = []
    without: list[Term] = []
    for piece in pieces:
        if (term := _term(piece, is_last=piece is last)) is not None:
            (without if piece["no"] else wanted).append(term)
    figures = phone(text) if _OF_A_NUMBER.fullmatch(text) else ""
    return Asked(
        text=text,
        terms=tuple(wanted[:MOST_TERMS]),
        without=tuple(without[:MOST_TERMS]),
        phone=figures if len(figures) > 4 else "",
    )


def _term(piece: re.Match[str], *, is_last: bool) -> Term | None:
    if (phrase := piece["phrase"]) is not None:
        words = tuple(words_in(phrase))
        return Term(words, is_phrase=True) if words else None
    word = piece["word"]
    is_number = _OF_A_NUMBER.fullmatch(word) and len(words_in(word)) > 1
    words = (phone(word),) if is_number else tuple(words_in(word))
    if not words or not words[0]:
        return None
    whole = fold(word).strip(".,;:<>()") if len(words) > 1 and ("@" in word or "." in word) else ""
    return Term(words, may_go_on=is_last and not piece["no"], whole=whole)
