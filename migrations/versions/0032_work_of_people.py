"""Owners, words, pieces, talk, files and labels of a task; timers, stages, reports

Revision: 0032
After: 0031
Made: 2026-11-22 20:00:00+00:00
"""

from datetime import date

import sqlalchemy as sa
from alembic import op

revision = '0032'
down_revision = '0031'
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
# What goes with a task that goes.
OF_A_TASK = (
    *('time_entry', 'task_plan', 'timer', 'subtask', 'check_item', 'task_comment', 'task_file'),
    *('cloud_link', 'task_label', 'task_block', 'task_reminder', 'task_repeat', 'verdict'),
)


def upgrade() -> None:
    op.create_table('label',
    sa.Column('name', sa.String(length=40), nullable=False),
    sa.Column('category', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_label')),
    sa.UniqueConstraint('name', name=op.f('uq_label_name'))
    )
    op.create_table('task_template',
    sa.Column('name', sa.JSON(), nullable=False),
    sa.Column('service_id', sa.Integer(), nullable=True),
    sa.Column('tasks', sa.JSON(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['service_id'], ['service.id'], name=op.f('fk_task_template_service_id_service')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_task_template'))
    )
    op.create_table('closed_period',
    sa.Column('until_day', sa.Date(), nullable=False),
    sa.Column('closed_at', INSTANT, nullable=False),
    sa.Column('closed_by_id', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['closed_by_id'], ['member.id'], name=op.f('fk_closed_period_closed_by_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_closed_period')),
    sa.UniqueConstraint('until_day', name=op.f('uq_closed_period_until_day'))
    )
    op.create_table('stage',
    sa.Column('project_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=160), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('starts_on', sa.Date(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('done_at', INSTANT, nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_stage_member_id_member')),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_stage_project_id_project')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_stage')),
    sa.UniqueConstraint('project_id', 'position', name=op.f('uq_stage_project_id_position'))
    )
    op.create_table('work_report',
    sa.Column('project_id', sa.Integer(), nullable=False),
    sa.Column('from_on', sa.Date(), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=False),
    sa.Column('content', sa.JSON(), nullable=False),
    sa.Column('made_at', INSTANT, nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('paper_id', sa.Integer(), nullable=True),
    sa.Column('asked_at', INSTANT, nullable=True),
    sa.Column('asked_by_id', sa.Integer(), nullable=True),
    sa.Column('failure', sa.String(length=300), server_default='', nullable=False),
    sa.Column('sent_at', INSTANT, nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['asked_by_id'], ['member.id'], name=op.f('fk_work_report_asked_by_id_member')),
    sa.ForeignKeyConstraint(['made_by_id'], ['member.id'], name=op.f('fk_work_report_made_by_id_member')),
    sa.ForeignKeyConstraint(['paper_id'], ['stored_file.id'], name=op.f('fk_work_report_paper_id_stored_file')),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_work_report_project_id_project')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_work_report'))
    )
    op.create_index(op.f('ix_work_report_project_id'), 'work_report', ['project_id'], unique=False)

    op.create_table('board_count',
    sa.Column('project_id', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_board_count_project_id_project'), ondelete='CASCADE'),
    sa.PrimaryKeyConstraint('project_id', name=op.f('pk_board_count'))
    )
    op.create_table('kept_filter',
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=60), nullable=False),
    sa.Column('words', sa.String(length=300), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_kept_filter_member_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_kept_filter')),
    sa.UniqueConstraint('member_id', 'name', name=op.f('uq_kept_filter_member_id_name'))
    )
    op.create_table('check_item',
    sa.Column('task_id', sa.Integer(), nullable=False),
    sa.Column('words', sa.String(length=300), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('done_at', INSTANT, nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_check_item_task_id_task')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_check_item'))
    )
    op.create_index(op.f('ix_check_item_task_id'), 'check_item', ['task_id'], unique=False)

    op.create_table('cloud_link',
    sa.Column('task_id', sa.Integer(), nullable=False),
    sa.Column('url', sa.String(length=2000), nullable=False),
    sa.Column('cloud', sa.Enum('google_drive', 'dropbox', 'onedrive', 'yandex_disk', 'figma', 'nextcloud', 'elsewhere', name='cloud', native_enum=False, length=24), nullable=False),
    sa.Column('title', sa.String(length=300), server_default='', nullable=False),
    sa.Column('is_client_visible', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('added_at', INSTANT, nullable=False),
    sa.Column('tried_at', INSTANT, nullable=True),
    sa.Column('opens', sa.Boolean(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_cloud_link_member_id_member')),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_cloud_link_task_id_task')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_cloud_link'))
    )
    op.create_index(op.f('ix_cloud_link_task_id'), 'cloud_link', ['task_id'], unique=False)

    op.create_table('subtask',
    sa.Column('task_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(length=300), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('owner_id', sa.Integer(), nullable=True),
    sa.Column('due_on', sa.Date(), nullable=True),
    sa.Column('done_at', INSTANT, nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['owner_id'], ['member.id'], name=op.f('fk_subtask_owner_id_member')),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_subtask_task_id_task')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_subtask'))
    )
    op.create_index('ix_subtask_owner', 'subtask', ['owner_id', 'done_at'], unique=False)
    op.create_index(op.f('ix_subtask_task_id'), 'subtask', ['task_id'], unique=False)

    op.create_table('task_block',
    sa.Column('task_id', sa.Integer(), nullable=False),
    sa.Column('blocker_id', sa.Integer(), nullable=False),
    sa.CheckConstraint('task_id <> blocker_id', name=op.f('ck_task_block_another')),
    sa.ForeignKeyConstraint(['blocker_id'], ['task.id'], name=op.f('fk_task_block_blocker_id_task')),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_task_block_task_id_task')),
    sa.PrimaryKeyConstraint('task_id', 'blocker_id', name=op.f('pk_task_block'))
    )
    op.create_index(op.f('ix_task_block_blocker_id'), 'task_block', ['blocker_id'], unique=False)

    op.create_table('task_comment',
    sa.Column('task_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('client_name', sa.String(length=120), server_default='', nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('is_client_visible', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('said_at', INSTANT, nullable=False),
    sa.Column('changed_at', INSTANT, nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint("member_id IS NULL OR client_name = ''", name=op.f('ck_task_comment_one_voice')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_task_comment_member_id_member')),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_task_comment_task_id_task')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_task_comment'))
    )
    op.create_index(op.f('ix_task_comment_task_id'), 'task_comment', ['task_id'], unique=False)

    op.create_table('task_file',
    sa.Column('task_id', sa.Integer(), nullable=False),
    sa.Column('file_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('is_client_visible', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('added_at', INSTANT, nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_task_file_file_id_stored_file')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_task_file_member_id_member')),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_task_file_task_id_task')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_task_file'))
    )
    op.create_index(op.f('ix_task_file_task_id'), 'task_file', ['task_id'], unique=False)

    op.create_table('task_label',
    sa.Column('task_id', sa.Integer(), nullable=False),
    sa.Column('label_id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['label_id'], ['label.id'], name=op.f('fk_task_label_label_id_label')),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_task_label_task_id_task')),
    sa.PrimaryKeyConstraint('task_id', 'label_id', name=op.f('pk_task_label'))
    )
    op.create_index(op.f('ix_task_label_label_id'), 'task_label', ['label_id'], unique=False)

    op.create_table('task_reminder',
    sa.Column('task_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('at', INSTANT, nullable=False),
    sa.Column('days_before', sa.Integer(), nullable=True),
    sa.Column('hour', sa.String(length=5), nullable=False),
    sa.Column('zone', sa.String(length=64), nullable=False),
    sa.Column('rang_at', INSTANT, nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_task_reminder_member_id_member')),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_task_reminder_task_id_task')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_task_reminder'))
    )
    op.create_index('ix_task_reminder_member', 'task_reminder', ['member_id', 'at'], unique=False)
    op.create_index(op.f('ix_task_reminder_task_id'), 'task_reminder', ['task_id'], unique=False)

    op.create_table('task_repeat',
    sa.Column('task_id', sa.Integer(), nullable=False),
    sa.Column('every', sa.Enum('week', 'month', name='every', native_enum=False, length=24), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('day', sa.Integer(), nullable=False),
    sa.Column('next_on', sa.Date(), nullable=False),
    sa.Column('until_on', sa.Date(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint('count BETWEEN 1 AND 52', name=op.f('ck_task_repeat_sensible')),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_task_repeat_task_id_task')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_task_repeat')),
    sa.UniqueConstraint('task_id', name=op.f('uq_task_repeat_task_id'))
    )
    op.create_table('timer',
    sa.Column('member_id', sa.Integer(), nullable=False),
    sa.Column('task_id', sa.Integer(), nullable=False),
    sa.Column('started_at', INSTANT, nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_timer_member_id_member')),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_timer_task_id_task')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_timer')),
    sa.UniqueConstraint('member_id', name=op.f('uq_timer_member_id'))
    )
    op.create_index(op.f('ix_timer_task_id'), 'timer', ['task_id'], unique=False)

    op.create_table('verdict',
    sa.Column('task_id', sa.Integer(), nullable=False),
    sa.Column('said', sa.Enum('approved', 'change', name='said', native_enum=False, length=24), nullable=False),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('said_at', INSTANT, nullable=False),
    sa.Column('is_beyond', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_verdict_contact_id_contact')),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_verdict_task_id_task')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_verdict'))
    )
    op.create_index(op.f('ix_verdict_task_id'), 'verdict', ['task_id'], unique=False)

    op.create_table('amendment',
    sa.Column('project_id', sa.Integer(), nullable=False),
    sa.Column('proposal_id', sa.Integer(), nullable=False),
    sa.Column('agreed_at', INSTANT, nullable=False),
    sa.Column('settled_at', INSTANT, nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_amendment_project_id_project')),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_amendment_proposal_id_proposal')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_amendment')),
    sa.UniqueConstraint('proposal_id', name=op.f('uq_amendment_proposal_id'))
    )
    op.create_index(op.f('ix_amendment_project_id'), 'amendment', ['project_id'], unique=False)
    op.create_index(op.f('ix_amendment_settled_at'), 'amendment', ['settled_at'], unique=False)

    op.create_table('amended_line',
    sa.Column('amendment_id', sa.Integer(), nullable=False),
    sa.Column('difference', sa.Enum('new', 'changed', 'dropped', name='difference', native_enum=False, length=24), nullable=False),
    sa.Column('line_id', sa.Integer(), nullable=True),
    sa.Column('task_id', sa.Integer(), nullable=True),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('after', sa.JSON(), nullable=False),
    sa.Column('is_taken', sa.Boolean(), nullable=True),
    sa.Column('decided_at', INSTANT, nullable=True),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['amendment_id'], ['amendment.id'], name=op.f('fk_amended_line_amendment_id_amendment')),
    sa.ForeignKeyConstraint(['line_id'], ['estimate_line.id'], name=op.f('fk_amended_line_line_id_estimate_line')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_amended_line_member_id_member')),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_amended_line_task_id_task'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_amended_line'))
    )
    op.create_index(op.f('ix_amended_line_amendment_id'), 'amended_line', ['amendment_id'], unique=False)
    op.create_index(op.f('ix_amended_line_task_id'), 'amended_line', ['task_id'], unique=False)

    with op.batch_alter_table('awaited') as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_awaited_task_id_task'), type_='foreignkey')
        batch_op.create_foreign_key(batch_op.f('fk_awaited_task_id_task'), 'task', ['task_id'], ['id'], ondelete='SET NULL')

    with op.batch_alter_table('proposal') as batch_op:
        batch_op.add_column(sa.Column('series', sa.Integer(), server_default='1', nullable=False))

    with op.batch_alter_table('api_token') as batch_op:
        batch_op.add_column(sa.Column('for_tasks', sa.Boolean(), server_default=sa.false(), nullable=False))

    with op.batch_alter_table('project') as batch_op:
        batch_op.alter_column('proposal_id', existing_type=sa.Integer(), nullable=True)
        batch_op.add_column(sa.Column('rounds_sold', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('reports_hours', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('archived_at', INSTANT, nullable=True))

    with op.batch_alter_table('task') as batch_op:
        batch_op.add_column(sa.Column('changed_in', sa.Integer(), server_default='0', nullable=False))
        batch_op.drop_index('ix_task_project')
        batch_op.create_index('ix_task_project', ['project_id', 'changed_in'], unique=False)
        batch_op.add_column(sa.Column('owner_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('details', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('words_version', sa.Integer(), server_default='1', nullable=False))
        batch_op.add_column(sa.Column('priority', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('stage_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('waiting_since', INSTANT, nullable=True))
        batch_op.add_column(sa.Column('returns_to_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('asked_line_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('waited_minutes', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('is_out_of_scope', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('is_client_visible', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('archived_at', INSTANT, nullable=True))
        batch_op.add_column(sa.Column('binned_at', INSTANT, nullable=True))
        batch_op.add_column(sa.Column('series', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_task_series'), ['series'], unique=False)
        batch_op.drop_constraint(batch_op.f('ck_task_one_place'), type_='check')
        batch_op.create_check_constraint(
            batch_op.f('ck_task_one_place'), 'project_id IS NULL OR lead_id IS NULL'
        )
        batch_op.create_check_constraint(
            batch_op.f('ck_task_somebodys'),
            'project_id IS NOT NULL OR lead_id IS NOT NULL OR owner_id IS NOT NULL',
        )
        batch_op.create_index('ix_task_owner', ['owner_id', 'done_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_task_asked_line_id'), ['asked_line_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_task_returns_to_id_board_column'), 'board_column', ['returns_to_id'], ['id'], ondelete='SET NULL')
        batch_op.create_foreign_key(batch_op.f('fk_task_asked_line_id_estimate_line'), 'estimate_line', ['asked_line_id'], ['id'], ondelete='SET NULL')
        batch_op.create_foreign_key(batch_op.f('fk_task_owner_id_member'), 'member', ['owner_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_task_stage_id_stage'), 'stage', ['stage_id'], ['id'], ondelete='SET NULL')

    op.create_index(op.f('ix_task_plan_member_id'), 'task_plan', ['member_id'], unique=False)
    with op.batch_alter_table('time_entry') as batch_op:
        batch_op.add_column(sa.Column('is_out_of_scope', sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column('asked_line_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_time_entry_asked_line_id'), ['asked_line_id'], unique=False)
        batch_op.create_foreign_key(batch_op.f('fk_time_entry_asked_line_id_estimate_line'), 'estimate_line', ['asked_line_id'], ['id'], ondelete='SET NULL')
        batch_op.create_index('ix_time_entry_member_day', ['member_id', 'on_day'], unique=False)
    op.create_table('task_import',
    sa.Column('file_id', sa.Integer(), nullable=False),
    sa.Column('origin', sa.Enum('trello', 'asana', name='origin', native_enum=False, length=24), nullable=True),
    sa.Column('board', sa.String(length=120), server_default='', nullable=False),
    sa.Column('lead_id', sa.Integer(), nullable=True),
    sa.Column('project_id', sa.Integer(), nullable=True),
    sa.Column('makes_project', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('title', sa.String(length=160), server_default='', nullable=False),
    sa.Column('step', sa.Enum('reading', 'planned', 'running', 'done', 'undoing', 'undone', 'refused', name='step', native_enum=False, length=24), nullable=False),
    sa.Column('trouble', sa.String(length=200), server_default='', nullable=False),
    sa.Column('read_bytes', sa.BigInteger(), server_default='0', nullable=False),
    sa.Column('found', sa.JSON(), nullable=False),
    sa.Column('made_at', INSTANT, nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('begun_at', INSTANT, nullable=True),
    sa.Column('ended_at', INSTANT, nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_task_import_file_id_stored_file')),
    sa.ForeignKeyConstraint(['lead_id'], ['lead.id'], name=op.f('fk_task_import_lead_id_lead')),
    sa.ForeignKeyConstraint(['made_by_id'], ['member.id'], name=op.f('fk_task_import_made_by_id_member')),
    sa.ForeignKeyConstraint(['project_id'], ['project.id'], name=op.f('fk_task_import_project_id_project'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_task_import'))
    )
    op.create_index(op.f('ix_task_import_project_id'), 'task_import', ['project_id'], unique=False)
    op.create_table('task_import_row',
    sa.Column('import_id', sa.Integer(), nullable=False),
    sa.Column('part', sa.Enum('card', 'comment', 'check', 'subtask', 'link', name='part', native_enum=False, length=24), nullable=False),
    sa.Column('key', sa.String(length=80), nullable=False),
    sa.Column('parent', sa.String(length=80), server_default='', nullable=False),
    sa.Column('place', sa.Double(), server_default='0', nullable=False),
    sa.Column('said', sa.JSON(), nullable=False),
    sa.Column('is_known', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('is_done', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('stayed', sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column('task_id', sa.Integer(), nullable=True),
    sa.Column('piece_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['import_id'], ['task_import.id'], name=op.f('fk_task_import_row_import_id_task_import')),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_task_import_row_task_id_task'), ondelete='SET NULL'),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_task_import_row'))
    )
    op.create_index('ix_task_import_row_open', 'task_import_row', ['import_id', 'is_done', 'part', 'place'], unique=False)
    op.create_index(op.f('ix_task_import_row_key'), 'task_import_row', ['key'], unique=False)
    op.create_index(op.f('ix_task_import_row_task_id'), 'task_import_row', ['task_id'], unique=False)
    op.create_table('api_deed',
    sa.Column('token_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=200), nullable=False),
    sa.Column('digest', sa.String(length=64), nullable=False),
    sa.Column('task_id', sa.Integer(), nullable=True),
    sa.Column('entry_id', sa.Integer(), nullable=True),
    sa.Column('done_at', INSTANT, nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['task_id'], ['task.id'], name=op.f('fk_api_deed_task_id_task'), ondelete='SET NULL'),
    sa.ForeignKeyConstraint(['token_id'], ['api_token.id'], name=op.f('fk_api_deed_token_id_api_token')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_api_deed')),
    sa.UniqueConstraint('token_id', 'key', name=op.f('uq_api_deed_token_id_key'))
    )
    op.create_index(op.f('ix_api_deed_task_id'), 'api_deed', ['task_id'], unique=False)
    # Whoever was to work on it most answers for it; what lies with the client has since it came there.
    op.execute(
        'UPDATE task SET owner_id = (SELECT member_id FROM task_plan WHERE task_id = task.id'
        ' ORDER BY minutes DESC, id LIMIT 1)'
    )
    op.execute(
        'UPDATE task SET waiting_since = moved_at WHERE column_id IN'
        " (SELECT id FROM board_column WHERE kind = 'waiting')"
    )
    _stages_of_projects()


def _stages_of_projects() -> None:
    """Work that goes on already has its plan in the proposal: its stages, and the tasks of the sections named so."""
    project = sa.table('project', sa.column('id'), sa.column('proposal_id'))
    proposal = sa.table('proposal', sa.column('id'), sa.column('stages', sa.JSON))
    stage = sa.table(
        'stage',
        sa.column('id'),
        sa.column('project_id'),
        sa.column('title'),
        sa.column('position'),
        sa.column('member_id'),
        sa.column('starts_on', sa.Date),
        sa.column('due_on', sa.Date),
    )
    bind = op.get_bind()
    planned = sa.select(project.c.id, proposal.c.stages).join(
        proposal, proposal.c.id == project.c.proposal_id
    )
    for id, stages in bind.execute(planned).all():
        told = [each for each in stages or () if isinstance(each, dict) and each.get('title')]
        for position, each in enumerate(told, start=1):
            days = (each.get('starts_on'), each.get('due_on'))
            starts_on, due_on = (date.fromisoformat(day) if day else None for day in days)
            bind.execute(
                sa.insert(stage).values(
                    project_id=id,
                    title=each['title'][:160],
                    position=position,
                    member_id=each.get('member_id'),
                    starts_on=starts_on,
                    due_on=due_on,
                )
            )
    op.execute(
        'UPDATE task SET stage_id = (SELECT stage.id FROM stage WHERE stage.project_id = task.project_id'
        ' AND lower(stage.title) = lower(task.section) ORDER BY stage.position LIMIT 1)'
        ' WHERE project_id IS NOT NULL'
    )


def downgrade() -> None:
    op.drop_table('api_deed')
    op.drop_table('task_import_row')
    op.drop_table('task_import')
    op.drop_index(op.f('ix_task_plan_member_id'), 'task_plan')
    # What belongs to nobody but a member had no place before.
    own = 'SELECT id FROM task WHERE project_id IS NULL AND lead_id IS NULL'
    for part in OF_A_TASK:
        op.execute(f'DELETE FROM {part} WHERE task_id IN ({own})')
    op.execute('DELETE FROM task WHERE project_id IS NULL AND lead_id IS NULL')
    with op.batch_alter_table('time_entry') as batch_op:
        batch_op.drop_index('ix_time_entry_member_day')
        batch_op.drop_constraint(batch_op.f('fk_time_entry_asked_line_id_estimate_line'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_time_entry_asked_line_id'))
        batch_op.drop_column('asked_line_id')
        batch_op.drop_column('is_out_of_scope')

    with op.batch_alter_table('task') as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_task_stage_id_stage'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_task_owner_id_member'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_task_asked_line_id_estimate_line'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_task_returns_to_id_board_column'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_task_asked_line_id'))
        batch_op.drop_index('ix_task_owner')
        batch_op.drop_constraint(batch_op.f('ck_task_somebodys'), type_='check')
        batch_op.drop_constraint(batch_op.f('ck_task_one_place'), type_='check')
        batch_op.create_check_constraint(
            batch_op.f('ck_task_one_place'), '(project_id IS NULL) <> (lead_id IS NULL)'
        )
        batch_op.drop_index(batch_op.f('ix_task_series'))
        batch_op.drop_column('series')
        batch_op.drop_index('ix_task_project')
        batch_op.create_index('ix_task_project', ['project_id'], unique=False)
        batch_op.drop_column('changed_in')
        batch_op.drop_column('binned_at')
        batch_op.drop_column('archived_at')
        batch_op.drop_column('is_client_visible')
        batch_op.drop_column('is_out_of_scope')
        batch_op.drop_column('waited_minutes')
        batch_op.drop_column('asked_line_id')
        batch_op.drop_column('returns_to_id')
        batch_op.drop_column('waiting_since')
        batch_op.drop_column('stage_id')
        batch_op.drop_column('priority')
        batch_op.drop_column('words_version')
        batch_op.drop_column('details')
        batch_op.drop_column('owner_id')

    with op.batch_alter_table('project') as batch_op:
        batch_op.drop_column('archived_at')
        batch_op.drop_column('reports_hours')
        batch_op.drop_column('rounds_sold')
        # Boards that no proposal began may stand there: the column goes on taking none.

    with op.batch_alter_table('api_token') as batch_op:
        batch_op.drop_column('for_tasks')

    with op.batch_alter_table('proposal') as batch_op:
        batch_op.drop_column('series')

    with op.batch_alter_table('awaited') as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_awaited_task_id_task'), type_='foreignkey')
        batch_op.create_foreign_key(batch_op.f('fk_awaited_task_id_task'), 'task', ['task_id'], ['id'])

    op.drop_index(op.f('ix_amended_line_task_id'), 'amended_line')
    op.drop_index(op.f('ix_amended_line_amendment_id'), 'amended_line')

    op.drop_table('amended_line')
    op.drop_index(op.f('ix_amendment_settled_at'), 'amendment')
    op.drop_index(op.f('ix_amendment_project_id'), 'amendment')

    op.drop_table('amendment')
    op.drop_index(op.f('ix_verdict_task_id'), 'verdict')

    op.drop_table('verdict')
    op.drop_index(op.f('ix_timer_task_id'), 'timer')

    op.drop_table('timer')
    op.drop_table('task_repeat')
    op.drop_index(op.f('ix_task_reminder_task_id'), 'task_reminder')
    op.drop_index('ix_task_reminder_member', 'task_reminder')

    op.drop_table('task_reminder')
    op.drop_index(op.f('ix_task_label_label_id'), 'task_label')

    op.drop_table('task_label')
    op.drop_index(op.f('ix_task_file_task_id'), 'task_file')

    op.drop_table('task_file')
    op.drop_index(op.f('ix_task_comment_task_id'), 'task_comment')

    op.drop_table('task_comment')
    op.drop_index(op.f('ix_task_block_blocker_id'), 'task_block')

    op.drop_table('task_block')
    op.drop_index(op.f('ix_subtask_task_id'), 'subtask')
    op.drop_index('ix_subtask_owner', 'subtask')

    op.drop_table('subtask')
    op.drop_index(op.f('ix_cloud_link_task_id'), 'cloud_link')

    op.drop_table('cloud_link')
    op.drop_index(op.f('ix_check_item_task_id'), 'check_item')

    op.drop_table('check_item')
    op.drop_table('kept_filter')
    op.drop_table('board_count')
    op.drop_index(op.f('ix_work_report_project_id'), 'work_report')

    op.drop_table('work_report')
    op.drop_table('stage')
    op.drop_table('closed_period')
    op.drop_table('task_template')
    op.drop_table('label')
