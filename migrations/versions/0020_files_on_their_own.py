"""Files that travel on their own

Revision: 0020
After: 0019
Made: 2026-11-22 13:00:00+00:00
"""

revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
