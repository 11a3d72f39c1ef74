"""Narrowing what is found: by when it was said, and by conditions on the lead that it leads to."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from agency.kernel.search import writing
from agency.kernel.search.models import SearchDocument

# With conditions on leads, this many of the latest that fit the words are looked at.
LOOKED_AT = 5_000
Rows = sa.Select[str, int, int | None, int, int]
Condition = Callable[[str], sa.ColumnElement[bool] | None]


def _none(kind: str) -> None:
    """No condition."""


@dataclass(frozen=True)
class Narrow:
    """`since` leaves out what was said before; `where` gives a condition on documents of a kind, or None."""

    since: datetime | None = None
    where: Condition = _none

    @property
    def least_id(self) -> int | None:
        return writing.since(self.since) if self.since else None

    def rows(self, kind: str, ids: sa.Select[int], *, limit: int, rank: int = 0) -> Rows:
        """The documents with these ids (the latest first) that fit, with what a hit is made of."""
        condition = self.where(kind)
        inner = ids.limit(limit if condition is None else LOOKED_AT).subquery()
        chosen = (
            sa.select(
                SearchDocument.kind,
                SearchDocument.subject_id,
                SearchDocument.lead_id,
                SearchDocument.id,
                sa.literal(rank, literal_execute=True).label("rank"),
            )
            .join(inner, inner.c[0] == SearchDocument.id)
            .order_by(SearchDocument.id.desc())
            .limit(limit)
        )
        return chosen if condition is None else chosen.where(condition)


def everything(
    selects: list[Rows],
) -> sa.CompoundSelect[str, int, int | None, int, int]:
    """All of these in one statement; each keeps its own order and limit."""
    return sa.union_all(*(sa.select(each.subquery()) for each in selects))


EVERYTHING = Narrow()
