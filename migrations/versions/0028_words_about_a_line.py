"""Questions about a line, and a proposal passed on

Revision: 0028
After: 0027
Made: 2026-11-22 16:10:00+00:00
"""

revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
