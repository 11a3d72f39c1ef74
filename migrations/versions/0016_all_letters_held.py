"""All automatic letters held, by a person or after a restore

Revision: 0016
After: 0015
Made: 2026-11-22 09:45:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None

OPEN = sa.text('lifted_at IS NULL')


def upgrade() -> None:
    why = sa.Enum('by_hand', 'restored', name='whyheld', native_enum=False, length=24)
    op.create_table('mail_hold',
    sa.Column('why', why, nullable=False),
    sa.Column('put_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('put_by', sa.Integer(), nullable=True),
    sa.Column('words', sa.String(length=200), nullable=False),
    sa.Column('answers_too', sa.Boolean(), nullable=False),
    sa.Column('gone_since', sa.DateTime(timezone=True), nullable=True),
    sa.Column('gone_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lifted_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('lifted_by', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_mail_hold'))
    )
    op.create_index('ix_mail_hold_open', 'mail_hold', ['why'], unique=True, sqlite_where=OPEN, postgresql_where=OPEN)
    op.create_table('lifeline',
    sa.Column('house', sa.String(length=32), nullable=False),
    sa.Column('beats', sa.BigInteger(), nullable=False),
    sa.Column('lived_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('beaten_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lifeline'))
    )


def downgrade() -> None:
    op.drop_table('lifeline')
    op.drop_index('ix_mail_hold_open', table_name='mail_hold')
    op.drop_table('mail_hold')
