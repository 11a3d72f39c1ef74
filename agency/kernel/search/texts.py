"""Finding by text: stems in FTS5 or in a tsvector, asked for in the words of either."""

from collections.abc import Callable, Collection, Iterable
from typing import Any

import sqlalchemy as sa

from agency.kernel.db import db
from agency.kernel.search.asking import Asked, Term
from agency.kernel.search.found import Hit
from agency.kernel.search.models import SearchDocument
from agency.kernel.search.narrowing import EVERYTHING, Narrow, everything
from agency.kernel.search.stemming import phone_words, stem

_text = sa.table("search_text", sa.column("rowid", sa.Integer), sa.column("search_text"))


def find(
    asked: Asked, kinds: Collection[str], *, limit: int, narrow: Narrow = EVERYTHING
) -> list[Hit]:
    """The latest of each kind whose text says all that was asked for: at most `limit` of each."""
    words = wanted(asked)
    if not words or not kinds:
        return []
    ids = _in_postgresql if db.engine.dialect.name == "postgresql" else _in_sqlite
    selects = [narrow.rows(kind, ids(words, kind, narrow.least_id), limit=limit) for kind in kinds]
    return [Hit(*row) for row in db.session.execute(everything(selects))]


def wanted(asked: Asked) -> "list[tuple[bool, Term | str]]":
    """What a text must say (True) and must not; nothing where only the latter was asked for."""
    if asked.phone:
        return [(True, one) for one in phone_words(asked.phone)[:1]]
    if not asked.terms:
        return []
    return [*((True, term) for term in asked.terms), *((False, term) for term in asked.without)]


def stems_of_term(term: Term) -> list[str]:
    """Its words as the index has them."""
    return [stem(word) for word in term.words]


def _in_sqlite(words: "list[tuple[bool, Term | str]]", kind: str, least: int | None) -> Any:
    said = " AND ".join(_fts5(one) for is_wanted, one in words if is_wanted)
    unsaid = " OR ".join(_fts5(one) for is_wanted, one in words if not is_wanted)
    expression = f"({said}) NOT ({unsaid})" if unsaid else said
    match = sa.literal_column("search_text").op("MATCH")(
        f'kind : "{kind}" AND words : ({expression})'
    )
    chosen = sa.select(_text.c.rowid).where(match).order_by(_text.c.rowid.desc())
    return chosen if least is None else chosen.where(_text.c.rowid >= least)


def _in_postgresql(words: "list[tuple[bool, Term | str]]", kind: str, least: int | None) -> Any:
    # Written out rather than bound: the planner chooses by how common the words are.
    query = sa.cast(
        sa.literal(
            " & ".join(("" if is_wanted else "!") + _tsquery(one) for is_wanted, one in words),
            literal_execute=True,
        ),
        sa.dialects.postgresql.TSQUERY,
    )
    of_kind = SearchDocument.kind == sa.literal(kind, literal_execute=True)
    chosen = (
        sa.select(SearchDocument.id)
        .where(of_kind, SearchDocument.words.op("@@")(query))
        .order_by(SearchDocument.id.desc())
    )
    return chosen if least is None else chosen.where(SearchDocument.id >= least)


def _fts5(one: Term | str) -> str:
    return _said(one, lambda stems: '"' + " ".join(stems) + '"', lambda begun: f'"{begun}" *', "OR")


def _tsquery(one: Term | str) -> str:
    def together(stems: Iterable[str]) -> str:
        return "(" + " <-> ".join(f"'{each}'" for each in stems) + ")"

    return _said(one, together, lambda begun: f"'{begun}':*", "|")


def _said(
    one: Term | str,
    together: Callable[[list[str]], str],
    begun: Callable[[str], str],
    either: str,
) -> str:
    if isinstance(one, str):
        return together([one])
    said = together(stems_of_term(one))
    if one.goes_on and len(one.words) == 1:
        return f"({said} {either} {begun(one.words[0])})"
    return said
