"""Notices, and who takes what

Revision: 0008
After: 0007
Made: 2026-11-22 06:40:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('notice',
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('kind', sa.String(length=60), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('stream', sa.String(length=24), nullable=True),
    sa.Column('stream_id', sa.Integer(), nullable=True),
    sa.Column('data', sa.JSON(), nullable=False),
    sa.Column('in_bell', sa.Boolean(), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('mailed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('pushed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_notice_member_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice'))
    )
    unread = sa.text('read_at IS NULL')
    with op.batch_alter_table('notice', schema=None) as batch_op:
        batch_op.create_index('ix_notice_member_at', ['member_id', 'at'], unique=False)
        batch_op.create_index('ix_notice_unread', ['member_id'], unique=False, sqlite_where=unread, postgresql_where=unread)
        batch_op.create_index('ix_notice_stream', ['stream', 'stream_id'], unique=False)
    op.create_table('absence',
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=False),
    sa.Column('kind', sa.Enum('leave', 'illness', 'other', name='awayfor', native_enum=False, length=24), nullable=False),
    sa.Column('stand_in_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint('until_on >= from_on', name=op.f('ck_absence_in_order')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_absence_member_id_member')),
    sa.ForeignKeyConstraint(['stand_in_id'], ['member.id'], name=op.f('fk_absence_stand_in_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_absence'))
    )
    with op.batch_alter_table('absence', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_absence_member_id'), ['member_id'], unique=False)

    op.create_table('member_browser',
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('endpoint', sa.Text(), nullable=False),
    sa.Column('endpoint_hash', sa.String(length=64), nullable=False),
    sa.Column('p256dh', sa.String(length=120), nullable=False),
    sa.Column('auth', sa.String(length=40), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('added_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_member_browser_member_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_member_browser')),
    sa.UniqueConstraint('endpoint_hash', name=op.f('uq_member_browser_endpoint_hash'))
    )
    with op.batch_alter_table('member_browser', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_member_browser_member_id'), ['member_id'], unique=False)

    op.create_table('notice_choices',
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('ways', sa.JSON(), nullable=False),
    sa.Column('quiet_from', sa.String(length=5), nullable=True),
    sa.Column('quiet_until', sa.String(length=5), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_notice_choices_member_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_notice_choices')),
    sa.UniqueConstraint('member_id', name=op.f('uq_notice_choices_member_id'))
    )
    op.create_table('service_member',
    sa.Column('service_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_service_member_member_id_member')),
    sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_service_member_service_id_service')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_service_member')),
    sa.UniqueConstraint('service_id', 'member_id', name=op.f('uq_service_member_service_id_member_id'))
    )
    op.create_table('push_message',
    sa.Column('notice_id', sa.Integer(), nullable=False),
    sa.Column('browser_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['browser_id'], ['member_browser.id'], name=op.f('fk_push_message_browser_id_member_browser'), ondelete='CASCADE'),
    sa.ForeignKeyConstraint(['notice_id'], ['notice.id'], name=op.f('fk_push_message_notice_id_notice')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_push_message'))
    )
    with op.batch_alter_table('push_message', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_push_message_browser_id'), ['browser_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_push_message_notice_id'), ['notice_id'], unique=False)

    op.create_table('reminder',
    sa.Column('lead_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('words', sa.String(length=200), nullable=False),
    sa.Column('only_if_silent', sa.Boolean(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('rang_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('done_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['lead_id'], ['lead.id'], name=op.f('fk_reminder_lead_id_lead')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_reminder_member_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reminder'))
    )
    with op.batch_alter_table('reminder', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_reminder_lead_id'), ['lead_id'], unique=False)
        batch_op.create_index('ix_reminder_member_at', ['member_id', 'at'], unique=False)

    with op.batch_alter_table('agency', schema=None) as batch_op:
        batch_op.add_column(sa.Column('days_off', sa.JSON(), server_default=sa.text("'[]'"), nullable=False))
        batch_op.add_column(sa.Column('sharing', sa.Enum('turn', 'load', name='sharing', native_enum=False, length=24), server_default='turn', nullable=False))
    with op.batch_alter_table('member', schema=None) as batch_op:
        batch_op.add_column(sa.Column('hours', sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column('language', sa.String(length=2), nullable=True))
        batch_op.add_column(sa.Column('turn', sa.Integer(), server_default='0', nullable=False))
    with op.batch_alter_table('inquiry', schema=None) as batch_op:
        batch_op.add_column(sa.Column('is_past', sa.Boolean(), server_default=sa.false(), nullable=False))
    with op.batch_alter_table('lead', schema=None) as batch_op:
        batch_op.add_column(sa.Column('snoozed_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('snoozed_until', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('woken_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('woken_by', sa.Enum('time', 'client', 'hand', name='waker', native_enum=False, length=24), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('lead', schema=None) as batch_op:
        for column in ('woken_by', 'woken_at', 'snoozed_until', 'snoozed_at'):
            batch_op.drop_column(column)
    with op.batch_alter_table('inquiry', schema=None) as batch_op:
        batch_op.drop_column('is_past')
    with op.batch_alter_table('member', schema=None) as batch_op:
        for column in ('turn', 'language', 'hours'):
            batch_op.drop_column(column)
    with op.batch_alter_table('agency', schema=None) as batch_op:
        for column in ('sharing', 'days_off'):
            batch_op.drop_column(column)
    for table in ('reminder', 'push_message', 'service_member', 'notice_choices', 'member_browser', 'absence', 'notice'):
        op.drop_table(table)
