"""Briefs filled in by several hands, and added to after they were handed in

Revision: 0019
After: 0018
Made: 2026-11-22 13:00:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def _givers() -> sa.Enum:
    return sa.Enum('client', 'colleague', 'member', 'known', name='giver', native_enum=False, length=24)


def upgrade() -> None:
    op.create_table('brief_hand',
    sa.Column('brief_id', sa.Integer(), nullable=False),
    sa.Column('page_key', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('address', sa.String(length=255), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['brief_id'], ['brief.id'], name=op.f('fk_brief_hand_brief_id_brief')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_brief_hand'))
    )
    op.create_index(op.f('ix_brief_hand_brief_id'), 'brief_hand', ['brief_id'], unique=False)
    op.create_table('brief_revision',
    sa.Column('brief_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('given_by', _givers(), nullable=False),
    sa.Column('giver_id', sa.Integer(), nullable=True),
    sa.Column('answers', sa.JSON(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['brief_id'], ['brief.id'], name=op.f('fk_brief_revision_brief_id_brief')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_brief_revision')),
    sa.UniqueConstraint('brief_id', 'number', name=op.f('uq_brief_revision_brief_id_number'))
    )
    op.create_table('brief_letter',
    sa.Column('brief_id', sa.Integer(), nullable=False),
    sa.Column('letter_id', sa.Integer(), nullable=False),
    sa.Column('address', sa.String(length=255), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['brief_id'], ['brief.id'], name=op.f('fk_brief_letter_brief_id_brief')),
    sa.ForeignKeyConstraint(['letter_id'], ['letter.id'], name=op.f('fk_brief_letter_letter_id_letter')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_brief_letter'))
    )
    op.create_index(op.f('ix_brief_letter_brief_id'), 'brief_letter', ['brief_id'], unique=False)
    op.create_index('ix_brief_letter_address', 'brief_letter', ['address', 'at'], unique=False)
    with op.batch_alter_table('brief', schema=None) as batch_op:
        batch_op.add_column(sa.Column('reopened_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('loads', sa.JSON(), server_default='{}', nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('brief', schema=None) as batch_op:
        batch_op.drop_column('loads')
        batch_op.drop_column('reopened_at')
    op.drop_index('ix_brief_letter_address', table_name='brief_letter')
    op.drop_index(op.f('ix_brief_letter_brief_id'), table_name='brief_letter')
    op.drop_table('brief_letter')
    op.drop_table('brief_revision')
    op.drop_index(op.f('ix_brief_hand_brief_id'), table_name='brief_hand')
    op.drop_table('brief_hand')
