"""Pages, styles and texts of proposals, and the kit of the brand

Revision: 0030
After: 0029
Made: 2026-11-22 16:10:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = '0030'
down_revision = '0029'
branch_labels = None
depends_on = None

KINDS = ('terms', 'how_we_work', 'about_us', 'warranty', 'other')
TEXTS = ('why', 'rights')


def upgrade() -> None:
    op.create_table(
        'passage',
        sa.Column(
            'kind',
            sa.Enum(*KINDS, name='passagekind', native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column('title', sa.JSON(), nullable=False),
        sa.Column('body', sa.JSON(), nullable=False),
        sa.Column('tags', sa.JSON(), nullable=False),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('changed_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('archived_at', sa.DateTime(timezone=True), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_passage')),
    )
    op.create_table(
        'usual_picture',
        sa.Column('picture_id', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ['picture_id'], ['stored_file.id'], name=op.f('fk_usual_picture_picture_id_stored_file')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_usual_picture')),
        sa.UniqueConstraint('picture_id', name=op.f('uq_usual_picture_picture_id')),
    )
    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.add_column(sa.Column('style', sa.String(24), server_default='', nullable=False))
        batch_op.add_column(
            sa.Column('pages', sa.JSON(), server_default=sa.text("'[]'"), nullable=False)
        )
    with op.batch_alter_table('reference', schema=None) as batch_op:
        for name in TEXTS:
            batch_op.add_column(
                sa.Column(name, sa.JSON(), server_default=sa.text("'{}'"), nullable=False)
            )
        batch_op.add_column(
            sa.Column('tags', sa.JSON(), server_default=sa.text("'[]'"), nullable=False)
        )
        batch_op.add_column(sa.Column('archived_at', sa.DateTime(timezone=True), nullable=True))
    op.add_column('stored_file', sa.Column('made_of', sa.String(64), nullable=True))
    op.create_index(op.f('ix_stored_file_made_of'), 'stored_file', ['made_of'], unique=False)
    # Until now works stood in the order of the library.
    op.execute('UPDATE proposal_reference SET position = reference_id WHERE position = 0')


def downgrade() -> None:
    op.drop_index(op.f('ix_stored_file_made_of'), table_name='stored_file')
    with op.batch_alter_table('stored_file', schema=None) as batch_op:
        batch_op.drop_column('made_of')
    with op.batch_alter_table('reference', schema=None) as batch_op:
        for name in ('archived_at', 'tags', *reversed(TEXTS)):
            batch_op.drop_column(name)
    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.drop_column('pages')
        batch_op.drop_column('style')
    op.drop_table('usual_picture')
    op.drop_table('passage')
