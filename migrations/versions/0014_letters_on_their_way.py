"""Letters on their way: tries, probes, filing, doubt

Revision: 0014
After: 0013
Made: 2026-11-22 09:45:00+00:00
"""

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
