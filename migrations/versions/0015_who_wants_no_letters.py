"""Who wants no letters, and whose address takes none

Revision: 0015
After: 0014
Made: 2026-11-22 09:45:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('suppression',
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('address', sa.String(length=320), nullable=False),
    sa.Column('why', sa.Enum('unsubscribed', 'complained', 'bounced', name='why', native_enum=False, length=24), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('letter_id', sa.Integer(), nullable=True),
    sa.Column('said', sa.String(length=300), nullable=False),
    sa.Column('lifted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lifted_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['letter_id'], ['letter.id'], name=op.f('fk_suppression_letter_id_letter')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_suppression'))
    )
    stands = sa.text('lifted_at IS NULL')
    op.create_index('ix_suppression_digest', 'suppression', ['digest'], unique=False)
    op.create_index('uq_suppression_standing', 'suppression', ['digest', 'why'], unique=True, sqlite_where=stands, postgresql_where=stands)
    op.create_table('letter_return',
    sa.Column('letter_id', sa.Integer(), nullable=False),
    sa.Column('times', sa.Integer(), nullable=False),
    sa.Column('last_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['letter_id'], ['letter.id'], name=op.f('fk_letter_return_letter_id_letter')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_letter_return')),
    sa.UniqueConstraint('letter_id', name=op.f('uq_letter_return_letter_id'))
    )


def downgrade() -> None:
    op.drop_table('letter_return')
    op.drop_table('suppression')
