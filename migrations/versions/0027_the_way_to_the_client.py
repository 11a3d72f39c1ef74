"""A proposal on its way: approved, declined, extended, accepted on paper

Revision: 0027
After: 0026
Made: 2026-11-22 16:10:00+00:00
"""

revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
