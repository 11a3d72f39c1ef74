"""Briefs that may come from machines, set aside

Revision: 0022
After: 0021
Made: 2026-11-22 13:00:00+00:00
"""

revision = '0022'
down_revision = '0021'
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
