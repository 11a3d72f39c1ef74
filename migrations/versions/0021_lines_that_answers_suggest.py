"""Lines that answers suggest: where a line of the estimate comes from; and the paper of a brief, for which we thanked

Revision: 0021
After: 0020
Made: 2026-11-22 13:00:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('estimate_origin',
    sa.Column('lead_id', sa.Integer(), nullable=False),
    sa.Column('brief_id', sa.Integer(), nullable=False),
    sa.Column('key', sa.String(length=40), nullable=False),
    sa.Column('taken', sa.Boolean(), nullable=False),
    sa.Column('because', sa.JSON(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['brief_id'], ['brief.id'], name=op.f('fk_estimate_origin_brief_id_brief')),
    sa.ForeignKeyConstraint(['lead_id'], ['lead.id'], name=op.f('fk_estimate_origin_lead_id_lead')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_estimate_origin_member_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_estimate_origin')),
    sa.UniqueConstraint('lead_id', 'brief_id', 'key', name=op.f('uq_estimate_origin_lead_id_brief_id_key'))
    )
    with op.batch_alter_table('estimate_line', schema=None) as batch_op:
        batch_op.add_column(sa.Column('origin_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_estimate_line_origin_id_estimate_origin'), 'estimate_origin', ['origin_id'], ['id'])
    with op.batch_alter_table('brief', schema=None) as batch_op:
        batch_op.add_column(sa.Column('thanked_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('paper_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_brief_paper_id_stored_file'), 'stored_file', ['paper_id'], ['id'])


def downgrade() -> None:
    with op.batch_alter_table('brief', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_brief_paper_id_stored_file'), type_='foreignkey')
        batch_op.drop_column('paper_id')
        batch_op.drop_column('thanked_at')
    with op.batch_alter_table('estimate_line', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_estimate_line_origin_id_estimate_origin'), type_='foreignkey')
        batch_op.drop_column('origin_id')
    op.drop_table('estimate_origin')
