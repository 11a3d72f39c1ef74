"""Pages, styles and texts of proposals, and the kit of the brand

Revision: 0030
After: 0029
Made: 2026-11-22 16:10:00+00:00
"""

revision = '0030'
down_revision = '0029'
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
