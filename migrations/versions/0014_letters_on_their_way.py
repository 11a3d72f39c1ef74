"""Letters on their way: tries, probes, filing, doubt

Revision: 0014
After: 0013
Made: 2026-11-22 09:45:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None

ADDED = (
    'still_wanted', 'tries', 'tried_since', 'sending_since', 'relay', 'hitch', 'is_held', 'taken', 'refusals', 'doubted_at',
    'looked', 'looked_at', 'known', 'evidence', 'filed', 'filing_since',
)


def upgrade() -> None:
    hitch = sa.Enum('away', 'slow', 'certificate', 'tls', 'login', 'answer', name='hitch', native_enum=False, length=24)
    known = sa.Enum('no_mailbox', 'unreadable', 'not_filed', 'sent_before', name='known', native_enum=False, length=24)
    evidence = sa.Enum('taken', 'sent_folder', 'inbox', 'answer', 'person', name='evidence', native_enum=False, length=24)
    filed = sa.Enum('by_server', 'by_us', 'nowhere', name='filed', native_enum=False, length=24)
    with op.batch_alter_table('letter', schema=None) as batch_op:
        batch_op.add_column(sa.Column('still_wanted', sa.String(length=60), nullable=True))
        batch_op.add_column(sa.Column('tries', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('tried_since', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('sending_since', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('relay', sa.String(length=320), server_default='', nullable=False))
        batch_op.add_column(sa.Column('hitch', hitch, nullable=True))
        batch_op.add_column(sa.Column('is_held', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('taken', sa.JSON(), server_default='[]', nullable=False))
        batch_op.add_column(sa.Column('refusals', sa.JSON(), server_default='{}', nullable=False))
        batch_op.add_column(sa.Column('doubted_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('looked', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('looked_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('known', known, nullable=True))
        batch_op.add_column(sa.Column('evidence', evidence, nullable=True))
        batch_op.add_column(sa.Column('filed', filed, nullable=True))
        batch_op.add_column(sa.Column('filing_since', sa.DateTime(timezone=True), nullable=True))
    # Those that have waited for a person are looked for, too; their rows are due long since.
    op.execute(
        "UPDATE due SET state = 'scheduled', lease_until = NULL WHERE kind = 'mail.deliver'"
        " AND subject IN (SELECT id FROM letter WHERE state = 'uncertain')"
    )
    op.create_table('sent_folder',
    sa.Column('mailbox', sa.String(length=400), nullable=False),
    sa.Column('account_id', sa.Integer(), nullable=True),
    sa.Column('folder', sa.String(length=255), nullable=False),
    sa.Column('relay', sa.String(length=320), nullable=False),
    sa.Column('seen_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('missed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('filed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('failed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('error', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['account_id'], ['mail_account.id'], name=op.f('fk_sent_folder_account_id_mail_account'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sent_folder')),
    sa.UniqueConstraint('mailbox', name=op.f('uq_sent_folder_mailbox'))
    )
    with op.batch_alter_table('sent_folder', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sent_folder_account_id'), ['account_id'], unique=False)


def downgrade() -> None:
    op.drop_table('sent_folder')
    # What was withdrawn never left, and is not to.
    op.execute("UPDATE letter SET state = 'failed' WHERE state = 'withdrawn'")
    with op.batch_alter_table('letter', schema=None) as batch_op:
        for name in reversed(ADDED):
            batch_op.drop_column(name)
