"""Pages exactly as they came in: a client who hands a brief in is answered once this is on the disk.

What the house makes of it (a lead, its clocks, its notices) is made right after, when the browser asks for the thanks,
or by the worker where no browser asks. Until then the page lies here; afterwards it is gone, since its answers are the
brief's.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, mapped_column
from werkzeug.datastructures import CombinedMultiDict, MultiDict

from agency.kernel import due
from agency.kernel.auth import what_they_open
from agency.kernel.db import Model, db, durable, writing

SETTLE = "briefs.settle"
# A browser comes for the thanks at once; where none does, nobody waits for long.
SOON = timedelta(seconds=5)


class BriefArrival(Model):
    """A page as it came, with the language in which it was read; it is taken as of the moment at which it came."""

    __tablename__ = "brief_arrival"

    brief_id: Mapped[int] = mapped_column(sa.ForeignKey("brief.id"), index=True)
    page: Mapped[int]
    # What was sent, as pairs of a name and a value; without its seal, which was looked at when it came.
    fields: Mapped[list[Any]]
    # "" where the address named none: then it is the brief's.
    language: Mapped[str] = mapped_column(sa.String(2))
    came_at: Mapped[datetime]

    def sent(self, **more: str) -> CombinedMultiDict[str, Any]:
        """What was sent, as a form reads it."""
        pairs = [(name, value) for name, value in (*self.fields, *more.items())]
        return CombinedMultiDict([MultiDict(pairs)])


# Built once, and plain: nothing of the mapper is wanted here.
_KEEPING = sa.insert(Model.metadata.tables[BriefArrival.__tablename__])


@dataclass(frozen=True)
class Page:
    """A page on its way in, by this secret, sealed for this brief."""

    token: str
    brief_id: int
    page: int
    fields: list[tuple[str, str]]
    language: str
    came_at: datetime


@contextmanager
def opened() -> Iterator[Connection]:
    """A transaction in which pages are kept: on the disk when this returns."""
    with writing(), durable() as line:
        yield line


def keep(line: Connection, pages: Sequence[Page]) -> list[bool]:
    """Whether each was kept: one whose link opens no such brief (any more) is not."""
    now = max(each.came_at for each in pages)
    doors = what_they_open(line, "brief", [each.token for each in pages], now=now)
    are_theirs = [doors.get(each.token) == each.brief_id for each in pages]
    kept = [each for each, is_theirs in zip(pages, are_theirs, strict=True) if is_theirs]
    if kept:
        line.execute(_KEEPING, [_row(each) for each in kept])
        due.plan_all(line, SETTLE, {each.brief_id: each.came_at + SOON for each in kept})
    return are_theirs


def of(brief_id: int) -> list[BriefArrival]:
    """What came in with a brief and was not taken yet, in its order."""
    chosen = sa.select(BriefArrival).where(BriefArrival.brief_id == brief_id)
    return list(db.session.scalars(chosen.order_by(BriefArrival.id)))


def _row(page: Page) -> dict[str, Any]:
    return {
        "brief_id": page.brief_id,
        "page": page.page,
        "fields": page.fields,
        "language": page.language,
        "came_at": page.came_at,
    }
