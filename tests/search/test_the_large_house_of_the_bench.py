"""The house that the bench measures is indexed in bulk; what stands in its index is what the packages would write."""

import sqlalchemy as sa

from agency.demo.studio import Studio
from agency.kernel.db import db
from agency.kernel.search import rebuilding
from agency.kernel.search.models import GRAMS, POSTINGS, SearchDocument, SearchWord
from agency.leads import queries
from bench import crowd
from tests.support import NOW

LEADS = 12


def test_its_index_is_that_of_a_rebuild(studio: Studio) -> None:
    before = queries.how_many_open([()])
    db.session.commit()
    crowd.fill(LEADS, owner_id=studio.vera.id, now=NOW)
    made = _index()
    for table in (POSTINGS, GRAMS, SearchWord.__table__, SearchDocument.__table__):
        db.session.execute(sa.delete(table))
    db.session.commit()
    rebuilding.rebuild(commit=db.session.commit, afresh=True)
    assert _index() == made
    assert queries.how_many_open([()])[0] == before[0] + 5


def _index() -> tuple[list[tuple[object, ...]], list[tuple[object, ...]]]:
    documents = sa.select(SearchDocument.id, SearchDocument.lead_id, SearchDocument.at).order_by(
        "id"
    )
    words = sa.cast(SearchDocument.words, sa.Text)
    found = db.session.execute(documents.add_columns(words)).all()
    postings = sa.select(SearchWord.word, POSTINGS.c.document_id).join(
        SearchWord, SearchWord.id == POSTINGS.c.word_id
    )
    return [tuple(row) for row in found], sorted(tuple(row) for row in db.session.execute(postings))
