"""Lines of the house, how long they took, who is free, what an hour costs

Revision: 0029
After: 0028
Made: 2026-11-22 16:10:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = '0029'
down_revision = '0028'
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        'house_line',
        sa.Column('text', sa.JSON(), nullable=False),
        sa.Column('section', sa.JSON(), nullable=False),
        sa.Column('service_id', sa.Integer(), nullable=True),
        sa.Column('role_id', sa.Integer(), nullable=True),
        sa.Column('minutes', sa.Integer(), nullable=True),
        sa.Column('most_minutes', sa.Integer(), nullable=True),
        sa.Column('fixed_minor', sa.BigInteger(), nullable=True),
        sa.Column('currency', sa.String(3), nullable=False),
        sa.Column('unit', sa.String(20), nullable=False),
        sa.Column('tags', sa.JSON(), nullable=False),
        sa.Column('kept_on', sa.Date(), nullable=False),
        sa.Column('archived_at', INSTANT, nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint(
            'fixed_minor IS NULL OR minutes IS NULL', name=op.f('ck_house_line_hours_or_fixed')
        ),
        sa.CheckConstraint(
            'minutes IS NULL OR minutes >= 0', name=op.f('ck_house_line_hours_positive')
        ),
        sa.CheckConstraint(
            'most_minutes IS NULL OR most_minutes > minutes',
            name=op.f('ck_house_line_hours_from_to'),
        ),
        sa.ForeignKeyConstraint(
            ['role_id'], ['role.id'], name=op.f('fk_house_line_role_id_role')
        ),
        sa.ForeignKeyConstraint(
            ['service_id'], ['service.id'], name=op.f('fk_house_line_service_id_service')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_house_line')),
    )
    op.create_table(
        'cost_rate',
        sa.Column('member_id', sa.Integer(), nullable=False),
        sa.Column('minor', sa.Integer(), nullable=False),
        sa.Column('currency', sa.String(3), nullable=False),
        sa.Column('valid_from', sa.Date(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.CheckConstraint('minor > 0', name=op.f('ck_cost_rate_positive')),
        sa.ForeignKeyConstraint(
            ['member_id'], ['member.id'], name=op.f('fk_cost_rate_member_id_member')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_cost_rate')),
        sa.UniqueConstraint(
            'member_id',
            'currency',
            'valid_from',
            name=op.f('uq_cost_rate_member_id_currency_valid_from'),
        ),
    )
    with op.batch_alter_table('estimate_line', schema=None) as batch_op:
        batch_op.add_column(sa.Column('house_line_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('came_from_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f('fk_estimate_line_house_line_id_house_line'),
            'house_line',
            ['house_line_id'],
            ['id'],
        )
        batch_op.create_foreign_key(
            batch_op.f('fk_estimate_line_came_from_id_estimate_line'),
            'estimate_line',
            ['came_from_id'],
            ['id'],
            ondelete='SET NULL',
        )
        for column in ('house_line_id', 'came_from_id', 'text'):
            batch_op.create_index(batch_op.f(f'ix_estimate_line_{column}'), [column])
    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.add_column(sa.Column('planned_from', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('planned_until', sa.Date(), nullable=True))
        batch_op.create_check_constraint('planned_in_order', 'planned_until >= planned_from')


def downgrade() -> None:
    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_proposal_planned_in_order'), type_='check')
        batch_op.drop_column('planned_until')
        batch_op.drop_column('planned_from')
    with op.batch_alter_table('estimate_line', schema=None) as batch_op:
        for column in ('text', 'came_from_id', 'house_line_id'):
            batch_op.drop_index(batch_op.f(f'ix_estimate_line_{column}'))
        batch_op.drop_constraint(
            batch_op.f('fk_estimate_line_came_from_id_estimate_line'), type_='foreignkey'
        )
        batch_op.drop_constraint(
            batch_op.f('fk_estimate_line_house_line_id_house_line'), type_='foreignkey'
        )
        batch_op.drop_column('came_from_id')
        batch_op.drop_column('house_line_id')
    op.drop_table('cost_rate')
    op.drop_table('house_line')
