"""Lines of an estimate that answers suggest

Revision: 0021
After: 0020
Made: 2026-11-22 13:00:00+00:00
"""

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
