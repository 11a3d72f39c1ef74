"""Notices, and who takes what

Revision: 0008
After: 0007
Made: 2026-11-22 06:40:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('notice',
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=60), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('stream', sa.String(length=24), nullable=True),
    sa.Column('stream_id', sa.Integer(), nullable=True),
    sa.Column('data', sa.JSON(), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('mailed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('pushed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_notice_member_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice'))
    )
    unread = sa.text('read_at IS NULL')
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.create_index('ix_notice_member_at', ['member_id', 'at'], unique=False)
        batch_op.create_index('ix_notice_unread', ['member_id'], unique=False, sqlite_where=unread, postgresql_where=unread)
        batch_op.create_index('ix_notice_stream', ['stream', 'stream_id'], unique=False)


def downgrade() -> None:
    op.drop_table('notice')
