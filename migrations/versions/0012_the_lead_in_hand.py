"""The lead in hand: tasks before anything is sold, and a pipeline of the agency's own

Revision: 0012
After: 0011
Made: 2026-11-22 06:40:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    kinds = sa.Enum('new', 'talking', 'proposal', 'won', 'lost', name='stage', native_enum=False, length=24)
    op.create_table('pipeline_stage',
    sa.Column('kind', kinds, nullable=False),
    sa.Column('name', sa.JSON(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pipeline_stage'))
    )
    op.create_table('closing_reason',
    sa.Column('kind', kinds, nullable=False),
    sa.Column('name', sa.JSON(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('is_offered', sa.Boolean(), server_default=sa.true(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_closing_reason'))
    )
    with op.batch_alter_table('lead', schema=None) as batch_op:
        batch_op.add_column(sa.Column('won_reason', sa.String(length=200), server_default='', nullable=False))
        batch_op.add_column(sa.Column('reason_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('place_id', sa.Integer(), nullable=True))
        in_work = sa.text("stage = 'won' AND turn = 'ours'")
        batch_op.create_index('ix_lead_in_work', ['heard_at'], unique=False, sqlite_where=in_work, postgresql_where=in_work)
        batch_op.create_foreign_key(batch_op.f('fk_lead_reason_id_closing_reason'), 'closing_reason', ['reason_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_lead_place_id_pipeline_stage'), 'pipeline_stage', ['place_id'], ['id'])
    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.alter_column('project_id', existing_type=sa.Integer(), nullable=True)
        batch_op.alter_column('column_id', existing_type=sa.Integer(), nullable=True)
        batch_op.add_column(sa.Column('lead_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('done_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_task_lead_id_lead'), 'lead', ['lead_id'], ['id'])
        batch_op.create_check_constraint('one_place', '(project_id IS NULL) <> (lead_id IS NULL)')
        batch_op.create_check_constraint('column_of_board', '(project_id IS NULL) = (column_id IS NULL)')
        batch_op.create_index('ix_task_lead', ['lead_id', 'done_at'], unique=False)


def downgrade() -> None:
    # The tasks of leads have no place on any board.
    op.execute('DELETE FROM task_plan WHERE task_id IN (SELECT id FROM task WHERE lead_id IS NOT NULL)')
    op.execute('DELETE FROM time_entry WHERE task_id IN (SELECT id FROM task WHERE lead_id IS NOT NULL)')
    op.execute('DELETE FROM task WHERE lead_id IS NOT NULL')
    with op.batch_alter_table('task', schema=None) as batch_op:
        batch_op.drop_index('ix_task_lead')
        batch_op.drop_constraint(batch_op.f('ck_task_one_place'), type_='check')
        batch_op.drop_constraint(batch_op.f('ck_task_column_of_board'), type_='check')
        batch_op.drop_constraint(batch_op.f('fk_task_lead_id_lead'), type_='foreignkey')
        batch_op.drop_column('done_at')
        batch_op.drop_column('lead_id')
        batch_op.alter_column('column_id', existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column('project_id', existing_type=sa.Integer(), nullable=False)
    with op.batch_alter_table('lead', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_lead_place_id_pipeline_stage'), type_='foreignkey')
        batch_op.drop_constraint(batch_op.f('fk_lead_reason_id_closing_reason'), type_='foreignkey')
        batch_op.drop_index('ix_lead_in_work')
        batch_op.drop_column('place_id')
        batch_op.drop_column('reason_id')
        batch_op.drop_column('won_reason')
    op.drop_table('closing_reason')
    op.drop_table('pipeline_stage')
