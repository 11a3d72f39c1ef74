"""Sorting learns

Revision: 0004
After: 0003
Made: 2026-11-22 06:40:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
DECISION = sa.Enum('asks', 'nothing', name='decision', native_enum=False, length=24)
FAILURE = sa.Enum('hard', 'soft', name='failure', native_enum=False, length=24)


def upgrade() -> None:
    op.create_table(
        'thread_token',
        sa.Column('digest', sa.String(length=64), nullable=False),
        sa.Column('letter_id', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['letter_id'], ['letter.id'], name=op.f('fk_thread_token_letter_id_letter')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_thread_token')),
        sa.UniqueConstraint('digest', name=op.f('uq_thread_token_digest')),
    )
    with op.batch_alter_table('thread_token') as batch_op:
        batch_op.create_index(batch_op.f('ix_thread_token_letter_id'), ['letter_id'], unique=False)
    op.create_table(
        'sender_rule',
        sa.Column('address', sa.String(length=320), nullable=False),
        sa.Column('decision', DECISION, nullable=False),
        sa.Column('said_at', INSTANT, nullable=False),
        sa.Column('member_id', sa.Integer(), nullable=True),
        sa.Column('arrival_id', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['arrival_id'], ['arrival.id'], name=op.f('fk_sender_rule_arrival_id_arrival')),
        sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_sender_rule_member_id_member')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_sender_rule')),
        sa.UniqueConstraint('address', name=op.f('uq_sender_rule_address')),
    )
    op.create_table(
        'filing',
        sa.Column('lead_id', sa.Integer(), nullable=False),
        sa.Column('into_id', sa.Integer(), nullable=False),
        sa.Column('filed_at', INSTANT, nullable=False),
        sa.Column('member_id', sa.Integer(), nullable=True),
        sa.Column('undone_at', INSTANT, nullable=True),
        sa.Column('moved', sa.JSON(), nullable=False),
        sa.Column('before', sa.JSON(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(['lead_id'], ['lead.id'], name=op.f('fk_filing_lead_id_lead')),
        sa.ForeignKeyConstraint(['into_id'], ['lead.id'], name=op.f('fk_filing_into_id_lead')),
        sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_filing_member_id_member')),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_filing')),
    )
    with op.batch_alter_table('filing') as batch_op:
        batch_op.create_index(batch_op.f('ix_filing_lead_id'), ['lead_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_filing_into_id'), ['into_id'], unique=False)
    with op.batch_alter_table('arrival') as batch_op:
        batch_op.add_column(sa.Column('absent_until', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('failure', FAILURE, nullable=True))
    op.create_index(
        'ix_arrival_absent',
        'arrival',
        ['sender_address', 'absent_until'],
        sqlite_where=sa.text('absent_until IS NOT NULL'),
        postgresql_where=sa.text('absent_until IS NOT NULL'),
    )
    with op.batch_alter_table('message') as batch_op:
        batch_op.add_column(
            sa.Column('is_guess', sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table('agency') as batch_op:
        batch_op.add_column(
            sa.Column('plus_addresses', sa.Boolean(), nullable=False, server_default=sa.false())
        )


def downgrade() -> None:
    with op.batch_alter_table('agency') as batch_op:
        batch_op.drop_column('plus_addresses')
    with op.batch_alter_table('message') as batch_op:
        batch_op.drop_column('is_guess')
    op.drop_index('ix_arrival_absent', table_name='arrival')
    with op.batch_alter_table('arrival') as batch_op:
        batch_op.drop_column('failure')
        batch_op.drop_column('absent_until')
    op.drop_table('filing')
    op.drop_table('sender_rule')
    op.drop_table('thread_token')
