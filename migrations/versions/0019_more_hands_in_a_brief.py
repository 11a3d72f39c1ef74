"""Briefs filled in by several hands, and added to after they were handed in

Revision: 0019
After: 0018
Made: 2026-11-22 13:00:00+00:00
"""

revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
