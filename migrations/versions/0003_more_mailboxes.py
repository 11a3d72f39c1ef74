"""More mailboxes

Revision: 0003
After: 0002
Made: 2026-11-22 06:40:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
ENCRYPTION = sa.Enum('tls', 'starttls', 'none', name='encryption', native_enum=False, length=24)
WAY = sa.Enum('password', 'google', 'microsoft', 'other', name='way', native_enum=False, length=24)
HOW_FAR = sa.Enum('since', 'everything', 'from_now', name='howfar', native_enum=False, length=24)
ROLE = sa.Enum('inbox', 'sent', name='role', native_enum=False, length=24)


def upgrade() -> None:
    op.create_table(
        'mail_account',
        sa.Column('host', sa.String(length=255), nullable=False),
        sa.Column('port', sa.Integer(), nullable=False),
        sa.Column('encryption', ENCRYPTION, nullable=False),
        sa.Column('user', sa.String(length=255), nullable=False),
        sa.Column('way', WAY, nullable=False),
        sa.Column('password', sa.Text(), nullable=False),
        sa.Column('client_id', sa.String(length=255), nullable=False),
        sa.Column('client_secret', sa.Text(), nullable=False),
        sa.Column('authorize_url', sa.String(length=500), nullable=False),
        sa.Column('token_url', sa.String(length=500), nullable=False),
        sa.Column('scope', sa.String(length=500), nullable=False),
        sa.Column('refresh_token', sa.Text(), nullable=False),
        sa.Column('connected_at', INSTANT, nullable=True),
        sa.Column('inboxes', sa.JSON(), nullable=False),
        sa.Column('sent', sa.String(length=255), nullable=False),
        sa.Column('how_far', HOW_FAR, nullable=True),
        sa.Column('since_on', sa.Date(), nullable=True),
        sa.Column('marks_seen', sa.Boolean(), nullable=False),
        sa.Column('active', sa.Boolean(), nullable=False),
        sa.Column('added_at', INSTANT, nullable=False),
        sa.Column('begun_at', INSTANT, nullable=True),
        sa.Column('version', sa.Integer(), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_mail_account')),
        sa.UniqueConstraint('user', 'host', 'port', name=op.f('uq_mail_account_user_host_port')),
    )
    with op.batch_alter_table('mailbox') as batch_op:
        batch_op.add_column(sa.Column('account_id', sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column('folder', sa.String(length=255), nullable=False, server_default='')
        )
        batch_op.add_column(sa.Column('role', ROLE, nullable=False, server_default='inbox'))
        batch_op.add_column(sa.Column('how_far', HOW_FAR, nullable=True))
        batch_op.add_column(sa.Column('since_on', sa.Date(), nullable=True))
        batch_op.add_column(sa.Column('busy_at', INSTANT, nullable=True))
        batch_op.add_column(sa.Column('ahead', sa.Integer(), nullable=False, server_default='0'))
        batch_op.create_foreign_key(
            op.f('fk_mailbox_account_id_mail_account'),
            'mail_account',
            ['account_id'],
            ['id'],
            ondelete='SET NULL',
        )
        batch_op.create_index(batch_op.f('ix_mailbox_account_id'), ['account_id'], unique=False)
    with op.batch_alter_table('arrival') as batch_op:
        batch_op.add_column(
            sa.Column('is_sent', sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column('answers', sa.String(length=998), nullable=True))
    op.create_index(
        'ix_arrival_answers',
        'arrival',
        ['answers'],
        sqlite_where=sa.text('answers IS NOT NULL'),
        postgresql_where=sa.text('answers IS NOT NULL'),
    )


def downgrade() -> None:
    op.drop_index('ix_arrival_answers', table_name='arrival')
    with op.batch_alter_table('arrival') as batch_op:
        batch_op.drop_column('answers')
        batch_op.drop_column('is_sent')
    with op.batch_alter_table('mailbox') as batch_op:
        batch_op.drop_index(batch_op.f('ix_mailbox_account_id'))
        batch_op.drop_constraint(op.f('fk_mailbox_account_id_mail_account'), type_='foreignkey')
        for name in ('ahead', 'busy_at', 'since_on', 'how_far', 'role', 'folder', 'account_id'):
            batch_op.drop_column(name)
    op.drop_table('mail_account')
