"""Writing the index: many documents at a time, in the transaction of the change that they follow.

Everybody writes in the same order (documents, words, grams, postings; each sorted), so that two who write at the
same moment wait for one another and never cross.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from agency.kernel.search.folding import first_of_each, grams, names_in, phone
from agency.kernel.search.models import GRAMS, POSTINGS, SearchDocument, SearchWord
from agency.kernel.search.sources import SOURCES, Document, Source
from agency.kernel.search.stemming import stems_of

BATCH = 500
# A document has at most so many words in its short fields.
MOST_NAMES = 60
# An id's 63 bits: the second (to the year 2106), the subject (the 134 millionth begins anew), the kind.
SECOND_BITS, SUBJECT_BITS, KIND_BITS = 32, 27, 4


def identity(source: Source, document: Document) -> int:
    """The id of a document: by the second it tells of, then by its subject and kind; without a time by its subject."""
    second = int(document.at.timestamp()) if document.at else 0
    subject = document.subject_id % (1 << SUBJECT_BITS)
    return first_of_second(second) + (subject << KIND_BITS) + source.number


def first_of_second(second: float) -> int:
    """The least id that a document of this second (since 1970) may have."""
    return min(max(0, int(second)), (1 << SECOND_BITS) - 1) << (SUBJECT_BITS + KIND_BITS)


def since(at: datetime) -> int:
    """The least id of what was said at this moment or later."""
    return first_of_second(at.timestamp())


def write(session: Session, subjects: Mapping[str, Collection[int]]) -> None:
    """Bring these subjects, by kind, up to date in the index, whatever happened to them."""
    wanted = [(kind, id) for kind in sorted(subjects) for id in sorted(subjects[kind])]
    for start in range(0, len(wanted), BATCH):
        some: dict[str, list[int]] = defaultdict(list)
        for kind, id in wanted[start : start + BATCH]:
            some[kind].append(id)
        _write(session, some)


def forget(session: Session, kind: str, ids: Collection[int]) -> None:
    """Take these subjects out of the index, and out of its dictionary what only they had."""
    _drop(session, _held(session, {kind: sorted(ids)}).values())


def _write(session: Session, subjects: Mapping[str, Sequence[int]]) -> None:
    # Held first and read after: whoever else writes about them at this moment has then been seen.
    held = _held(session, subjects)
    documents = [
        (SOURCES[kind], told)
        for kind, ids in subjects.items()
        for told in SOURCES[kind].describe(ids)
    ]
    told = {(source.kind, each.subject_id) for source, each in documents}
    _drop(session, [id for subject, id in held.items() if subject not in told])
    if documents:
        put(session, documents, held=[id for subject, id in held.items() if subject in told])


def put(
    session: Session, documents: Sequence[tuple[Source, Document]], *, held: Collection[int] = ()
) -> None:
    """Write these documents of whatever kinds; `held` are the ids of those that are in the index already."""
    ordered = sorted(documents, key=lambda each: (each[0].kind, each[1].subject_id))
    ids = [identity(*each) for each in ordered]
    _put_documents(session, ordered, ids)
    spoken = [_names_of(told) for _, told in ordered]
    had = _drop_postings(session, {*held, *ids}) if held else set()
    words = _word_ids(session, {w: said for each in spoken for w, said in each.items()})
    postings = [
        {"word_id": words[word], "kind": source.kind, "document_id": id}
        for (source, _), id, names in zip(ordered, ids, spoken)
        for word in names
    ]
    if postings:
        session.execute(_insert(session, POSTINGS).on_conflict_do_nothing(), postings)
    # A name that was changed, or erased, stays in no dictionary; the sweep in test_hand_over_and_erase holds this.
    drop_unused(session, had - set(words.values()))


def stems_for(dialect: str, stems: Sequence[str]) -> str:
    """The stems as this database keeps them: one after the other, or as a tsvector with their places."""
    if dialect != "postgresql":
        return " ".join(stems)
    places: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(stems, start=1):
        places[one].append(place)
    return " ".join(
        f"'{one}':{','.join(map(str, found[:200]))}" for one, found in sorted(places.items())
    )


def _put_documents(
    session: Session, documents: Iterable[tuple[Source, Document]], ids: Iterable[int]
) -> None:
    dialect = session.get_bind().dialect.name
    rows = [
        {
            "id": id,
            "kind": source.kind,
            "subject_id": each.subject_id,
            "lead_id": each.lead_id,
            "at": each.at,
            "words": stems_for(dialect, stems_of(each.words)),
        }
        for (source, each), id in zip(documents, ids)
    ]
    insert = _insert(session, SearchDocument)
    changed = {name: insert.excluded[name] for name in ("id", "lead_id", "at", "words")}
    session.execute(
        insert.on_conflict_do_update(index_elements=["kind", "subject_id"], set_=changed), rows
    )


def _names_of(document: Document) -> dict[str, str]:
    found = first_of_each(pair for text in document.names for pair in names_in(text))
    found |= {figures: figures for figures in map(phone, document.phones) if len(figures) > 3}
    return dict(list(found.items())[:MOST_NAMES])


def _held(session: Session, subjects: Mapping[str, Collection[int]]) -> dict[tuple[str, int], int]:
    kind, subject = SearchDocument.kind, SearchDocument.subject_id
    asked = (sa.and_(kind == name, subject.in_(ids)) for name, ids in subjects.items())
    rows = session.execute(
        sa.select(kind, subject, SearchDocument.id)
        .where(sa.or_(sa.false(), *asked))
        .order_by(kind, subject)
        .with_for_update()
    )
    return {(name, subject_id): id for name, subject_id, id in rows}


def _drop(session: Session, documents: Collection[int]) -> None:
    if not documents:
        return
    words = _drop_postings(session, documents)
    session.execute(sa.delete(SearchDocument).where(SearchDocument.id.in_(documents)))
    drop_unused(session, words)


def _drop_postings(session: Session, documents: Collection[int]) -> set[int]:
    """The ids of the words that they had."""
    theirs = POSTINGS.c.document_id.in_(documents)
    words = set(session.scalars(sa.select(POSTINGS.c.word_id).where(theirs)))
    session.execute(sa.delete(POSTINGS).where(theirs))
    return words


def drop_unused(session: Session, words: Collection[int]) -> None:
    """Take those of these words out of the dictionary that no document has any more."""
    if not words:
        return
    used = sa.exists().where(POSTINGS.c.word_id == SearchWord.id)
    unused = session.scalars(
        sa.select(SearchWord.id)
        .where(SearchWord.id.in_(words), ~used)
        # Whoever is just about to use one holds it; it stays then.
        .with_for_update(skip_locked=True)
    ).all()
    if unused:
        session.execute(sa.delete(GRAMS).where(GRAMS.c.word_id.in_(unused)))
        session.execute(sa.delete(SearchWord).where(SearchWord.id.in_(unused)))


def _word_ids(session: Session, spoken: Mapping[str, str]) -> dict[str, int]:
    """The ids of these words in the dictionary; those that are new come into it, with their grams."""
    found = _known(session, spoken.keys())
    while missing := sorted(spoken.keys() - found.keys()):
        rows = [{"word": word, "written": spoken[word][:64]} for word in missing]
        insert = _insert(session, SearchWord).on_conflict_do_nothing()
        added = session.execute(insert.returning(SearchWord.word, SearchWord.id), rows).all()
        pieces = [{"gram": g, "word_id": id} for word, id in added for g in sorted(grams(word))]
        if pieces:
            session.execute(_insert(session, GRAMS), pieces)
        found |= dict(added)
        # What somebody else has just added is known by now, unless it was taken out again: then once more.
        found |= _known(session, set(missing) - found.keys())
    return found


def _known(session: Session, words: Collection[str]) -> dict[str, int]:
    if not words:
        return {}
    chosen = sa.select(SearchWord.word, SearchWord.id).where(SearchWord.word.in_(sorted(words)))
    # Held, so that nobody takes a word out of the dictionary that we are about to use.
    rows = session.execute(
        chosen.order_by(SearchWord.word).with_for_update(read=True, key_share=True)
    )
    return dict(rows.all())


def _insert(session: Session, table: Any) -> Any:
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    return dialect.insert(table)
