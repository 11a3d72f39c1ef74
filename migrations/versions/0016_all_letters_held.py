"""All automatic letters held, by a person or after a restore

Revision: 0016
After: 0015
Made: 2026-11-22 09:45:00+00:00
"""

revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
