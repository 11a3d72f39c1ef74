"""Narrowing what is found: by when it was said, and by conditions on the lead that it leads to.

The statements of a search are put together as text: there are a dozen parts in one, and building them as expressions
takes longer than the database takes to answer. Nothing that somebody typed stands in them but words of letters and
figures (`texts`) and ids; whatever else a condition compares with is bound.
"""

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import sqlalchemy as sa

from agency.kernel.db import db
from agency.kernel.search import writing
from agency.kernel.search.found import Hit

# With conditions on leads, this many of the latest that fit the words are looked at.
LOOKED_AT_FIRST, LOOKED_AT = 200, 3_000


def _none(kind: str) -> str:
    return ""


class Wanted(NamedTuple):
    """Documents of a kind: a SELECT of their `id`, the latest first, and how lenient it is."""

    kind: str
    ids: str
    rank: int = 0


@dataclass(frozen=True)
class Narrow:
    """`since` leaves out what was said before, but for the kinds that are said at no time; `where` gives a condition in
    SQL on the `document` of a kind, or "", with its values in `bound`."""

    since: datetime | None = None
    where: Callable[[str], str] = _none
    bound: Sequence[sa.BindParameter[Any]] = ()
    timeless: Collection[str] = ()

    def least_id(self, kind: str) -> int | None:
        """The first document of this kind that is late enough."""
        return writing.since(self.since) if self.since and kind not in self.timeless else None

    def hits(self, wanted: Sequence[Wanted], *, limit: int) -> list[Hit]:
        """The latest of each that fit, at most `limit` of each, all in one statement.

        Where a condition has to be asked of each document, it is asked of some first: mostly that is enough.
        """
        if not any(self.where(each.kind) for each in wanted):
            return self._read(wanted, limit, limit)
        found = self._read(wanted, limit, LOOKED_AT_FIRST)
        many = Counter((hit.kind, hit.rank) for hit in found)
        wanting = [each for each in wanted if many[each.kind, each.rank] < limit]
        again = self._read(wanting, limit, LOOKED_AT)
        return [hit for hit in found if many[hit.kind, hit.rank] >= limit] + again

    def _read(self, wanted: Sequence[Wanted], limit: int, looked_at: int) -> list[Hit]:
        parts = [self._part(each, limit, looked_at) for each in wanted]
        if not parts:
            return []
        used = [each for each in self.bound if any(f":{each.key}" in part for part in parts)]
        numbered = (f"SELECT * FROM ({part}) AS part{n}" for n, part in enumerate(parts))
        statement = sa.text(" UNION ALL ".join(numbered)).bindparams(*used)
        return [Hit(*row) for row in db.session.execute(statement)]

    def _part(self, wanted: Wanted, limit: int, looked_at: int) -> str:
        condition = self.where(wanted.kind)
        most, where = (looked_at, f" WHERE {condition}") if condition else (limit, "")
        return (
            "SELECT document.kind, document.subject_id, document.lead_id, document.id,"
            f" {wanted.rank} AS rank FROM ({wanted.ids} LIMIT {most}) AS found"
            f" JOIN search_document AS document ON document.id = found.id{where}"
            f" ORDER BY document.id DESC LIMIT {limit}"
        )


EVERYTHING = Narrow()
