"""Cadences with channels, cases and versions; enrollments of every purpose; what we wait for

Revision: 0013
After: 0012
Made: 2026-11-22 09:45:00+00:00
"""

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
