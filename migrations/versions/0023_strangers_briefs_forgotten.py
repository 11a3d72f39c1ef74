"""What strangers began and never sent is taken away after a time

Revision: 0023
After: 0022
Made: 2026-11-22 13:00:00+00:00
"""

from datetime import UTC, timedelta

import sqlalchemy as sa
from alembic import op

revision = '0023'
down_revision = '0022'
branch_labels = None
depends_on = None


KIND = 'briefs.forgotten'
KEPT_FOR = timedelta(days=90)
BRIEF = sa.table(
    'brief',
    sa.column('id', sa.Integer),
    sa.column('lead_id', sa.Integer),
    sa.column('state', sa.String),
    sa.column('started_at', sa.DateTime(timezone=True)),
)
DUE = sa.table(
    'due',
    sa.column('kind', sa.String),
    sa.column('subject', sa.Integer),
    sa.column('due_at', sa.DateTime(timezone=True)),
    sa.column('state', sa.String),
    sa.column('attempt', sa.Integer),
    sa.column('failures', sa.Integer),
)


def upgrade() -> None:
    # Whatever was begun before gets its time as what is begun from now on.
    bind = op.get_bind()
    begun = sa.select(BRIEF.c.id, BRIEF.c.started_at).where(
        BRIEF.c.lead_id.is_(None), BRIEF.c.state == 'started'
    )
    rows = [
        {
            'kind': KIND,
            'subject': brief,
            'due_at': at.replace(tzinfo=at.tzinfo or UTC) + KEPT_FOR,
            'state': 'scheduled',
            'attempt': 0,
            'failures': 0,
        }
        for brief, at in bind.execute(begun)
    ]
    if rows:
        bind.execute(DUE.insert(), rows)


def downgrade() -> None:
    op.execute(f"DELETE FROM due WHERE kind = '{KIND}'")
