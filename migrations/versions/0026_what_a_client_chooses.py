"""What a client chooses of a proposal, and how they accept

Revision: 0026
After: 0025
Made: 2026-11-22 16:10:00+00:00
"""

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
