"""Cadences with channels, cases and versions; enrollments of every purpose; what we wait for

Revision: 0013
After: 0012
Made: 2026-11-22 09:45:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None

CURRENT = sa.text('retired_at IS NULL')
ONE_SUBJECT = (
    '(proposal_id IS NOT NULL AND brief_id IS NULL AND awaited_id IS NULL)'
    ' OR (proposal_id IS NULL AND brief_id IS NOT NULL AND awaited_id IS NULL)'
    ' OR (proposal_id IS NULL AND brief_id IS NULL AND awaited_id IS NOT NULL)'
)


def _one_of(name: str, *values: str) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, length=24)


def upgrade() -> None:
    purposes = _one_of('purpose', 'proposal', 'brief', 'word', 'payment')
    op.create_table('awaited',
    sa.Column('lead_id', sa.Integer(), nullable=False),
    sa.Column('purpose', purposes, nullable=False),
    sa.Column('what', sa.String(length=200), nullable=False),
    sa.Column('task_id', sa.Integer(), nullable=True),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('since', sa.DateTime(timezone=True), nullable=False),
    sa.Column('came_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint("purpose IN ('word', 'payment')", name=op.f('ck_awaited_purpose')),
    sa.ForeignKeyConstraint(['lead_id'], ['lead.id'], name=op.f('fk_awaited_lead_id_lead')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_awaited_member_id_member')),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_awaited_task_id_task')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_awaited'))
    )
    op.create_index(op.f('ix_awaited_lead_id'), 'awaited', ['lead_id'], unique=False)
    op.create_index(op.f('ix_awaited_task_id'), 'awaited', ['task_id'], unique=False)
    op.create_table('reading',
    sa.Column('proposal_id', sa.Integer(), nullable=False),
    sa.Column('link_id', sa.Integer(), nullable=False),
    sa.Column('section', sa.String(length=40), nullable=False),
    sa.Column('seconds', sa.Integer(), nullable=False),
    sa.Column('read_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['link_id'], ['guest_link.id'], name=op.f('fk_reading_link_id_guest_link')),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_reading_proposal_id_proposal')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reading')),
    sa.UniqueConstraint('link_id', 'section', name=op.f('uq_reading_link_id_section'))
    )
    op.create_index(op.f('ix_reading_proposal_id'), 'reading', ['proposal_id'], unique=False)
    with op.batch_alter_table('cadence', schema=None) as batch_op:
        batch_op.drop_constraint('uq_cadence_purpose', type_='unique')
        batch_op.add_column(sa.Column('version', sa.Integer(), server_default='1', nullable=False))
        batch_op.add_column(sa.Column('name', sa.JSON(), server_default='{}', nullable=False))
        batch_op.add_column(sa.Column('published_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('member_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_cadence_member_id_member'), 'member', ['member_id'], ['id'])
        batch_op.create_unique_constraint(batch_op.f('uq_cadence_purpose_version'), ['purpose', 'version'])
        batch_op.create_index(
            'ix_cadence_current', ['purpose'], unique=True, sqlite_where=CURRENT, postgresql_where=CURRENT
        )
    with op.batch_alter_table('step', schema=None) as batch_op:
        channels = _one_of('stepchannel', 'letter', 'approval', 'call')
        batch_op.add_column(sa.Column('channel', channels, server_default='letter', nullable=False))
        batch_op.add_column(sa.Column('cases', sa.JSON(), server_default='{}', nullable=False))
    with op.batch_alter_table('enrollment', schema=None) as batch_op:
        batch_op.alter_column('proposal_id', existing_type=sa.Integer(), nullable=True)
        batch_op.add_column(sa.Column('brief_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('awaited_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('paused_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('paused_until', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_enrollment_brief_id_brief'), 'brief', ['brief_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_enrollment_awaited_id_awaited'), 'awaited', ['awaited_id'], ['id'])
        batch_op.create_index(batch_op.f('ix_enrollment_brief_id'), ['brief_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_enrollment_awaited_id'), ['awaited_id'], unique=False)
        batch_op.create_check_constraint('one_subject', ONE_SUBJECT)
    with op.batch_alter_table('touch', schema=None) as batch_op:
        whys = _one_of('whyasks', 'late', 'stranger', 'approval', 'call', 'no_address')
        waits = _one_of('waits', 'absence', 'other_letter', 'window', 'held', 'mailbox', 'paused', 'asked_for')
        cases = _one_of('case', 'unopened', 'opened', 'expired', 'not_begun', 'unfinished')
        batch_op.add_column(sa.Column('message_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('why_asks', whys, nullable=True))
        batch_op.add_column(sa.Column('waits_for', waits, nullable=True))
        batch_op.add_column(sa.Column('case', cases, nullable=True))
        batch_op.add_column(sa.Column('own_subject', sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column('own_words', sa.Text(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_touch_message_id_message'), 'message', ['message_id'], ['id'])
    # What asked until now asked because it was late.
    op.execute("UPDATE touch SET why_asks = 'late' WHERE state = 'asks'")


def downgrade() -> None:
    # Only proposals were followed up before, each by the one cadence; resting was not known.
    others = 'SELECT id FROM enrollment WHERE proposal_id IS NULL'
    op.execute(f'DELETE FROM touch WHERE enrollment_id IN ({others})')
    op.execute('DELETE FROM enrollment WHERE proposal_id IS NULL')
    op.execute("UPDATE touch SET state = 'asks' WHERE state = 'calls'")
    resting = "enrollment_id IN (SELECT id FROM enrollment WHERE state = 'paused')"
    op.execute(f"UPDATE touch SET state = 'stopped' WHERE state IN ('asks', 'planned') AND {resting}")
    op.execute(
        "UPDATE enrollment SET state = 'stopped', reason = 'by_hand', stopped_at = paused_at"
        " WHERE state = 'paused'"
    )
    current = (
        'SELECT id FROM cadence AS kept WHERE kept.retired_at IS NULL AND kept.purpose ='
        ' (SELECT gone.purpose FROM cadence AS gone WHERE gone.id = enrollment.cadence_id)'
    )
    retired = 'SELECT id FROM cadence WHERE retired_at IS NOT NULL'
    op.execute(f'UPDATE enrollment SET cadence_id = ({current}) WHERE cadence_id IN ({retired})')
    gone = "SELECT id FROM cadence WHERE retired_at IS NOT NULL OR purpose IN ('brief', 'word', 'payment')"
    op.execute(f'DELETE FROM step WHERE cadence_id IN ({gone})')
    op.execute(f'DELETE FROM cadence WHERE id IN ({gone})')
    with op.batch_alter_table('touch', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_touch_message_id_message'), type_='foreignkey')
        for name in ('own_words', 'own_subject', 'case', 'waits_for', 'why_asks', 'message_id'):
            batch_op.drop_column(name)
    with op.batch_alter_table('enrollment', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_enrollment_one_subject'), type_='check')
        batch_op.drop_index(batch_op.f('ix_enrollment_awaited_id'))
        batch_op.drop_index(batch_op.f('ix_enrollment_brief_id'))
        batch_op.drop_constraint(batch_op.f('fk_enrollment_awaited_id_awaited'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_enrollment_brief_id_brief'), type_='foreignkey')
        for name in ('paused_until', 'paused_at', 'awaited_id', 'brief_id'):
            batch_op.drop_column(name)
        batch_op.alter_column('proposal_id', existing_type=sa.Integer(), nullable=False)
    with op.batch_alter_table('step', schema=None) as batch_op:
        batch_op.drop_column('cases')
        batch_op.drop_column('channel')
    with op.batch_alter_table('cadence', schema=None) as batch_op:
        batch_op.drop_index('ix_cadence_current')
        batch_op.drop_constraint(batch_op.f('uq_cadence_purpose_version'), type_='unique')
        batch_op.drop_constraint(batch_op.f('fk_cadence_member_id_member'), type_='foreignkey')
        for name in ('retired_at', 'member_id', 'published_at', 'name', 'version'):
            batch_op.drop_column(name)
        batch_op.create_unique_constraint('uq_cadence_purpose', ['purpose'])
    op.drop_table('reading')
    op.drop_table('awaited')
