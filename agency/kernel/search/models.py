"""The index: documents with the stems of their text, words of short fields, their grams, and who has which word.

SQLite keeps its FTS5 table `search_text` beside the documents by triggers; PostgreSQL has a GIN index on them.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.orm import Mapped, mapped_column

from agency.kernel.db import Model

LONG = sa.BigInteger().with_variant(sa.Integer, "sqlite")
# Sorted by code point, so that a range of words is a range of the index, whatever the database's locale.
WORD = sa.String(48).with_variant(sa.String(48, collation="C"), "postgresql")
STEMS = sa.Text().with_variant(TSVECTOR(), "postgresql")


class SearchDocument(Model):
    """Something that can be found. Its id grows with the time it tells of (`identity`): the latest are read first."""

    __tablename__ = "search_document"
    __table_args__ = (
        sa.UniqueConstraint("kind", "subject_id"),
        sa.Index("ix_search_document_kind_id", "kind", "id"),
    )

    id: Mapped[int] = mapped_column(LONG, primary_key=True, autoincrement=False)
    kind: Mapped[str] = mapped_column(sa.String(12))
    subject_id: Mapped[int]
    lead_id: Mapped[int | None]
    at: Mapped[datetime | None]
    words: Mapped[str] = mapped_column(STEMS)


class SearchWord(Model):
    """A word of short fields as it sounds in Latin letters, and one way in which it was written."""

    __tablename__ = "search_word"

    word: Mapped[str] = mapped_column(WORD, unique=True)
    written: Mapped[str] = mapped_column(sa.String(64))


# The pieces of each word, and which document has which word: rows without an identity of their own.
GRAMS = sa.Table(
    "search_gram",
    Model.metadata,
    sa.Column("gram", WORD, primary_key=True),
    sa.Column(
        "word_id",
        sa.ForeignKey("search_word.id", ondelete="CASCADE"),
        primary_key=True,
        index=True,
        autoincrement=False,
    ),
    sqlite_with_rowid=False,
)
POSTINGS = sa.Table(
    "search_posting",
    Model.metadata,
    sa.Column("word_id", sa.ForeignKey("search_word.id"), primary_key=True, autoincrement=False),
    sa.Column("kind", sa.String(12), primary_key=True),
    sa.Column("document_id", LONG, primary_key=True, index=True, autoincrement=False),
    sqlite_with_rowid=False,
)


class SearchPlace(Model):
    """How far a rebuild of the index has come with one kind."""

    __tablename__ = "search_place"

    kind: Mapped[str] = mapped_column(sa.String(12), unique=True)
    last_id: Mapped[int]


# `ascii` cuts at blanks and alters no letter beyond ASCII: what we stemmed is what it keeps.
FTS5 = (
    "CREATE VIRTUAL TABLE search_text USING fts5("
    "kind, words, content='search_document', content_rowid='id', tokenize='ascii', prefix='3')",
    "CREATE TRIGGER search_document_added AFTER INSERT ON search_document BEGIN"
    " INSERT INTO search_text (rowid, kind, words) VALUES (new.id, new.kind, new.words); END",
    "CREATE TRIGGER search_document_gone AFTER DELETE ON search_document BEGIN"
    " INSERT INTO search_text (search_text, rowid, kind, words)"
    " VALUES ('delete', old.id, old.kind, old.words); END",
    "CREATE TRIGGER search_document_changed AFTER UPDATE ON search_document BEGIN"
    " INSERT INTO search_text (search_text, rowid, kind, words)"
    " VALUES ('delete', old.id, old.kind, old.words);"
    " INSERT INTO search_text (rowid, kind, words) VALUES (new.id, new.kind, new.words); END",
)
GIN = "CREATE INDEX ix_search_document_words ON search_document USING gin (words)"

_documents = Model.metadata.tables[SearchDocument.__tablename__]
# The migration writes the same: tests make the tables from the models.
for _dialect, _statements in (("sqlite", FTS5), ("postgresql", (GIN,))):
    for _statement in _statements:
        _made = sa.DDL(_statement)  # type: ignore[no-untyped-call]
        event.listen(_documents, "after_create", _made.execute_if(dialect=_dialect))
