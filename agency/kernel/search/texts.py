"""Finding by text: stems in FTS5 or in a tsvector, asked for in the words of either.

Stems consist of letters and figures alone, so that nothing in them means anything to either language.
"""

from collections.abc import Callable, Collection, Iterable, Sequence

from agency.kernel.db import db
from agency.kernel.search.asking import Asked, Term
from agency.kernel.search.found import Hit
from agency.kernel.search.narrowing import EVERYTHING, Narrow, Wanted
from agency.kernel.search.stemming import phone_words, stem

# A word, or several in a row, that a text must say (True) or must not.
Said = tuple[bool, Term]
# Fewer finds than this, and the last word may be the beginning of one.
FEW = 5


def find(
    asked: Asked, kinds: Collection[str], *, limit: int, narrow: Narrow = EVERYTHING
) -> list[Hit]:
    """The latest of each kind whose text says all that was asked for: at most `limit` of each."""
    words = wanted(asked)
    if not words:
        return []
    found = _find(words, kinds, limit, narrow)
    if len(found) >= FEW or not any(term.goes_on for _, term in words):
        return found
    # Only now the beginnings of words: for a common one the database has to go through all that begins so.
    begun = _find(words, kinds, limit, narrow, is_begun=True)
    return found + [hit for hit in begun if hit not in found]


def _find(
    words: Sequence[Said],
    kinds: Collection[str],
    limit: int,
    narrow: Narrow,
    *,
    is_begun: bool = False,
) -> list[Hit]:
    is_postgresql = db.engine.dialect.name == "postgresql"
    said = _in_tsquery(words, is_begun) if is_postgresql else _in_fts5(words, is_begun)
    ids = _of_postgresql if is_postgresql else _of_sqlite
    chosen = [Wanted(kind, ids(said, kind, narrow.least_id(kind))) for kind in kinds]
    return narrow.hits(chosen, limit=limit)


def wanted(asked: Asked) -> list[Said]:
    """What a text must say, and must not; nothing where only the latter was asked for."""
    if asked.phone:
        return [(True, Term((word,), is_phrase=True)) for word in phone_words(asked.phone)[:1]]
    if not asked.terms:
        return []
    return [*((True, term) for term in asked.terms), *((False, term) for term in asked.without)]


def _of_sqlite(said: str, kind: str, least: int | None) -> str:
    match = f"""search_text MATCH 'kind : "{kind}" AND words : {said}'"""
    late = "" if least is None else f" AND rowid >= {least}"
    return f"SELECT rowid AS id FROM search_text WHERE {match}{late} ORDER BY rowid DESC"


def _of_postgresql(said: str, kind: str, least: int | None) -> str:
    # Written out rather than bound: the planner chooses by how common the words are.
    late = "" if least is None else f" AND id >= {least}"
    return (
        f"SELECT id FROM search_document WHERE kind = '{kind}'"
        f" AND words @@ CAST('{said}' AS tsquery){late} ORDER BY id DESC"
    )


def _in_fts5(words: Iterable[Said], is_begun: bool) -> str:
    def together(stems: Sequence[str]) -> str:
        return '"' + " ".join(stems) + '"'

    def one(term: Term) -> str:
        return _either(term, is_begun, together, lambda begun: f'"{begun}" *', "OR")

    said = " AND ".join(one(term) for is_wanted, term in words if is_wanted)
    unsaid = " OR ".join(one(term) for is_wanted, term in words if not is_wanted)
    return f"(({said}) NOT ({unsaid}))" if unsaid else f"({said})"


def _in_tsquery(words: Iterable[Said], is_begun: bool) -> str:
    def together(stems: Sequence[str]) -> str:
        return "(" + " <-> ".join(f"''{each}''" for each in stems) + ")"

    def one(term: Term) -> str:
        return _either(term, is_begun, together, lambda begun: f"''{begun}'':*", "|")

    return " & ".join(("" if is_wanted else "!") + one(term) for is_wanted, term in words)


def _either(
    term: Term,
    is_begun: bool,
    together: Callable[[Sequence[str]], str],
    begun: Callable[[str], str],
    either: str,
) -> str:
    said = together([stem(word) for word in term.words])
    if is_begun and term.goes_on and len(term.words) == 1:
        return f"({said} {either} {begun(term.words[0])})"
    return said
