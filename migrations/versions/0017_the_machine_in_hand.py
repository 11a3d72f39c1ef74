"""Spare for the machine in hand

Revision: 0017
After: 0016
Made: 2026-11-22 09:45:00+00:00
"""

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
