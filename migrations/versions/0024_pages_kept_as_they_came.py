"""A last page that a client sends is kept as it came, and taken right after

Revision: 0024
After: 0023
Made: 2026-11-22 16:00:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = '0024'
down_revision = '0023'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('brief_arrival',
    sa.Column('brief_id', sa.Integer(), nullable=False),
    sa.Column('page', sa.Integer(), nullable=False),
    sa.Column('fields', sa.JSON(), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('came_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['brief_id'], ['brief.id'], name=op.f('fk_brief_arrival_brief_id_brief')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_brief_arrival'))
    )
    with op.batch_alter_table('brief_arrival', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_brief_arrival_brief_id'), ['brief_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('brief_arrival', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_brief_arrival_brief_id'))
    op.drop_table('brief_arrival')
