"""A client is reminded of the last day of an offer

Revision: 0031
After: 0030
Made: 2026-11-22 20:00:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = '0031'
down_revision = '0030'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('agency', schema=None) as batch_op:
        batch_op.add_column(
            sa.Column('remind_before_days', sa.Integer(), server_default='3', nullable=False)
        )
    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.add_column(
            sa.Column('reminds', sa.Boolean(), server_default=sa.true(), nullable=False)
        )


def downgrade() -> None:
    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.drop_column('reminds')
    with op.batch_alter_table('agency', schema=None) as batch_op:
        batch_op.drop_column('remind_before_days')
