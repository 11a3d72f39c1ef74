"""Search

Revision: 0009
After: 0008
Made: 2026-11-22 06:40:00+00:00
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None

LONG = sa.BigInteger().with_variant(sa.Integer, 'sqlite')
WORD = sa.String(48).with_variant(sa.String(48, collation='C'), 'postgresql')
STEMS = sa.Text().with_variant(TSVECTOR(), 'postgresql')

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
GIN = 'CREATE INDEX ix_search_document_words ON search_document USING gin (words)'


OPEN = sa.text("stage IN ('new', 'talking', 'proposal')")


def upgrade() -> None:
    op.create_index(
        'ix_lead_open', 'lead', ['owner_id', 'turn'], sqlite_where=OPEN, postgresql_where=OPEN
    )
    op.create_table(
        'search_document',
        sa.Column('id', LONG, autoincrement=False, nullable=False),
        sa.Column('kind', sa.String(length=12), nullable=False),
        sa.Column('subject_id', sa.Integer(), nullable=False),
        sa.Column('lead_id', sa.Integer(), nullable=True),
        sa.Column('at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('words', STEMS, nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_search_document')),
        sa.UniqueConstraint('kind', 'subject_id', name=op.f('uq_search_document_kind_subject_id')),
    )
    op.create_index('ix_search_document_kind_id', 'search_document', ['kind', 'id'])
    op.create_table(
        'search_word',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('word', WORD, nullable=False),
        sa.Column('written', sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_search_word')),
        sa.UniqueConstraint('word', name=op.f('uq_search_word_word')),
    )
    op.create_table(
        'search_gram',
        sa.Column('gram', WORD, nullable=False),
        sa.Column('word_id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ['word_id'], ['search_word.id'], ondelete='CASCADE',
            name=op.f('fk_search_gram_word_id_search_word'),
        ),
        sa.PrimaryKeyConstraint('gram', 'word_id', name=op.f('pk_search_gram')),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f('ix_search_gram_word_id'), 'search_gram', ['word_id'])
    op.create_table(
        'search_posting',
        sa.Column('word_id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(length=12), nullable=False),
        sa.Column('document_id', LONG, nullable=False),
        sa.ForeignKeyConstraint(
            ['word_id'], ['search_word.id'], name=op.f('fk_search_posting_word_id_search_word')
        ),
        sa.PrimaryKeyConstraint('word_id', 'kind', 'document_id', name=op.f('pk_search_posting')),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f('ix_search_posting_document_id'), 'search_posting', ['document_id'])
    op.create_table(
        'search_place',
        sa.Column('id', sa.Integer(), nullable=False),
        sa.Column('kind', sa.String(length=12), nullable=False),
        sa.Column('last_id', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_search_place')),
        sa.UniqueConstraint('kind', name=op.f('uq_search_place_kind')),
    )
    if op.get_context().dialect.name == 'sqlite':
        for statement in FTS5:
            op.execute(statement)
    else:
        op.execute(GIN)


def downgrade() -> None:
    op.drop_index('ix_lead_open', 'lead')
    if op.get_context().dialect.name == 'sqlite':
        op.execute('DROP TABLE search_text')
    for table in ('search_place', 'search_posting', 'search_gram', 'search_document', 'search_word'):
        op.drop_table(table)
