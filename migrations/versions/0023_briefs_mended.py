"""What was mended of briefs

Revision: 0023
After: 0022
Made: 2026-11-22 13:00:00+00:00
"""

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
