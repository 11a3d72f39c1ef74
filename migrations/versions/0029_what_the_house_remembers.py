"""Lines of the house, how long they took, who is free, what an hour costs

Revision: 0029
After: 0028
Made: 2026-11-22 16:10:00+00:00
"""

revision = '0029'
down_revision = '0028'
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
