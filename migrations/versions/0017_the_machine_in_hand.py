"""Steps that lie in the outbox ask once more before they leave

Revision: 0017
After: 0016
Made: 2026-11-22 09:45:00+00:00
"""

from alembic import op

revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Whatever leaves from now on is asked right before whether it still should, as what is written from now on.
    op.execute(
        "UPDATE letter SET still_wanted = 'followups.last_look' WHERE still_wanted IS NULL AND automatic"
        " AND state IN ('queued', 'sending', 'uncertain')"
        ' AND id IN (SELECT letter_id FROM touch WHERE letter_id IS NOT NULL)'
    )


def downgrade() -> None:
    pass
