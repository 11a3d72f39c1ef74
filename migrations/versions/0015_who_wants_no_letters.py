"""Who wants no letters, and whose address takes none

Revision: 0015
After: 0014
Made: 2026-11-22 09:45:00+00:00
"""

revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
