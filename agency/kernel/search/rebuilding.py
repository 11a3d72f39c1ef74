"""Building the index anew, a batch at a time, each in a transaction of its own, while the house goes on working."""

from collections.abc import Callable, Iterator

import sqlalchemy as sa

from agency.kernel.db import db
from agency.kernel.search import writing
from agency.kernel.search.models import POSTINGS, SearchDocument, SearchPlace, SearchWord
from agency.kernel.search.sources import SOURCES, Source

BATCH = 200
DONE = -1


def rebuild(*, commit: Callable[[], None], afresh: bool = False) -> int:
    """All of it, to the end, committing after each batch; how many subjects were indexed."""
    if afresh:
        begin()
    indexed = 0
    while count := step():
        indexed += count
        commit()
    for _ in sweep():
        commit()
    begin()
    commit()
    return indexed


def begin() -> None:
    """From the beginning, whatever was done of it before."""
    db.session.execute(sa.delete(SearchPlace))


def is_wanted() -> bool:
    """Whether there is something to index, and nothing is: after an upgrade."""
    nothing = db.session.scalar(sa.select(SearchDocument.id).limit(1)) is None
    return nothing and any(_next(source, 0) for source in SOURCES.values())


def step() -> int:
    """Index the next batch, going on where it was left; how many subjects that was, 0 at the end of all."""
    for source in sorted(SOURCES.values(), key=lambda each: each.number):
        place = db.session.scalar(sa.select(SearchPlace).filter_by(kind=source.kind))
        if place is None:
            place = SearchPlace(kind=source.kind, last_id=0)
            db.session.add(place)
        if place.last_id == DONE:
            continue
        if ids := _next(source, place.last_id):
            writing.write(db.session(), {source.kind: ids})
            place.last_id = ids[-1]
            return len(ids)
        place.last_id = DONE
    return 0


def sweep() -> Iterator[int]:
    """Take out what is in the index of things that are gone, and words nobody has; a number after each batch."""
    for source in SOURCES.values():
        yield from _sweep(source)
    unused = ~sa.exists().where(POSTINGS.c.word_id == SearchWord.id)
    last = 0
    while ids := list(
        db.session.scalars(
            sa.select(SearchWord.id)
            .where(SearchWord.id > last, unused)
            .order_by(SearchWord.id)
            .limit(BATCH)
        )
    ):
        writing.drop_unused(db.session(), ids)
        last = ids[-1]
        yield len(ids)


def _sweep(source: Source) -> Iterator[int]:
    gone = ~sa.exists().where(source.model.id == SearchDocument.subject_id)
    chosen = sa.select(SearchDocument.subject_id).where(SearchDocument.kind == source.kind, gone)
    while ids := list(db.session.scalars(chosen.limit(BATCH))):
        writing.forget(db.session(), source.kind, ids)
        yield len(ids)


def _next(source: Source, after: int) -> list[int]:
    chosen = sa.select(source.model.id).where(source.model.id > after)
    return list(db.session.scalars(chosen.order_by(source.model.id).limit(BATCH)))
