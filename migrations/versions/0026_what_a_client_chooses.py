"""What a client chooses of a proposal, and how they accept

An acceptance is written once: from here on the database itself refuses to change one.

Revision: 0026
After: 0025
Made: 2026-11-22 16:10:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = '0026'
down_revision = '0025'
branch_labels = None
depends_on = None

KEPT = (
    'proposal_id, name, role, consent, accepted_at, clocks, ip, user_agent, signature_id, signed_as,'
    ' version, choice, selection_id, sha256, total_minor, most_minor'
)
WHY_NOT = 'an acceptance is written once'
ON_SQLITE = (
    f'CREATE TRIGGER acceptance_written_once BEFORE UPDATE OF {KEPT} ON acceptance'
    f" BEGIN SELECT RAISE(ABORT, '{WHY_NOT}'); END",
    'CREATE TRIGGER acceptance_its_number BEFORE UPDATE ON acceptance WHEN NEW.id IS NOT OLD.id'
    f" BEGIN SELECT RAISE(ABORT, '{WHY_NOT}'); END",
    f"CREATE TRIGGER acceptance_stays BEFORE DELETE ON acceptance BEGIN SELECT RAISE(ABORT, '{WHY_NOT}'); END",
    # A row that another one replaces is removed without any trigger.
    'CREATE TRIGGER acceptance_in_its_place BEFORE INSERT ON acceptance WHEN EXISTS'
    ' (SELECT 1 FROM acceptance WHERE id = NEW.id OR proposal_id = NEW.proposal_id)'
    f" BEGIN SELECT RAISE(ABORT, '{WHY_NOT}'); END",
)
ON_POSTGRESQL = (
    'CREATE OR REPLACE FUNCTION refuse_to_change() RETURNS trigger LANGUAGE plpgsql AS'
    f" $$ BEGIN RAISE EXCEPTION '{WHY_NOT}' USING ERRCODE = 'integrity_constraint_violation'; END $$",
    f'CREATE TRIGGER acceptance_written_once BEFORE UPDATE OF id, {KEPT} ON acceptance'
    ' FOR EACH ROW EXECUTE FUNCTION refuse_to_change()',
    'CREATE TRIGGER acceptance_stays BEFORE DELETE ON acceptance'
    ' FOR EACH ROW EXECUTE FUNCTION refuse_to_change()',
)
TRIGGERS = {
    'sqlite': ('written_once', 'its_number', 'stays', 'in_its_place'),
    'postgresql': ('written_once', 'stays'),
}
PROGRESS = (
    ('render_step', sa.String(24)),
    ('render_percent', sa.Integer()),
    ('render_error', sa.Text()),
)


def upgrade() -> None:
    op.create_table(
        'selection',
        sa.Column('proposal_id', sa.Integer(), nullable=False),
        sa.Column('choice', sa.JSON(), nullable=False),
        sa.Column('digest', sa.String(64), nullable=False),
        sa.Column('least_minor', sa.BigInteger(), nullable=False),
        sa.Column('most_minor', sa.BigInteger(), nullable=False),
        sa.Column('content', sa.JSON(), nullable=False),
        sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
        *_rendered('selection'),
        sa.ForeignKeyConstraint(
            ['proposal_id'], ['proposal.id'], name=op.f('fk_selection_proposal_id_proposal')
        ),
        sa.UniqueConstraint('proposal_id', 'digest', name=op.f('uq_selection_proposal_id_digest')),
    )
    op.create_table(
        'kept_choice',
        sa.Column('proposal_id', sa.Integer(), nullable=False),
        sa.Column('link_id', sa.Integer(), nullable=False),
        sa.Column('choice', sa.JSON(), nullable=False),
        sa.Column('digest', sa.String(64), nullable=False),
        sa.Column('chosen_at', sa.DateTime(timezone=True), nullable=False),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ['proposal_id'], ['proposal.id'], name=op.f('fk_kept_choice_proposal_id_proposal')
        ),
        sa.ForeignKeyConstraint(
            ['link_id'], ['guest_link.id'], name=op.f('fk_kept_choice_link_id_guest_link')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f('pk_kept_choice')),
        sa.UniqueConstraint('link_id', name=op.f('uq_kept_choice_link_id')),
    )
    op.create_index(op.f('ix_kept_choice_proposal_id'), 'kept_choice', ['proposal_id'])
    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.add_column(
            sa.Column('asks_signature', sa.Boolean(), server_default=sa.false(), nullable=False)
        )
    with op.batch_alter_table('acceptance', schema=None) as batch_op:
        batch_op.add_column(sa.Column('role', sa.String(160), server_default='', nullable=False))
        batch_op.add_column(sa.Column('clocks', sa.String(240), server_default='', nullable=False))
        batch_op.add_column(sa.Column('signature_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('signed_as', sa.String(160), server_default='', nullable=False))
        batch_op.add_column(sa.Column('version', sa.Integer(), server_default='1', nullable=False))
        batch_op.add_column(
            sa.Column('choice', sa.JSON(), server_default=sa.text("'{}'"), nullable=False)
        )
        batch_op.add_column(sa.Column('selection_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f('fk_acceptance_signature_id_stored_file'),
            'stored_file',
            ['signature_id'],
            ['id'],
        )
        batch_op.create_foreign_key(
            batch_op.f('fk_acceptance_selection_id_selection'), 'selection', ['selection_id'], ['id']
        )
    op.execute(
        'UPDATE acceptance SET version ='
        ' (SELECT version FROM proposal WHERE proposal.id = acceptance.proposal_id)'
    )
    op.create_table(
        'signed_copy',
        sa.Column('acceptance_id', sa.Integer(), nullable=False),
        sa.Column('told_at', sa.DateTime(timezone=True), nullable=True),
        *_rendered('signed_copy'),
        sa.ForeignKeyConstraint(
            ['acceptance_id'], ['acceptance.id'], name=op.f('fk_signed_copy_acceptance_id_acceptance')
        ),
        sa.UniqueConstraint('acceptance_id', name=op.f('uq_signed_copy_acceptance_id')),
    )
    for statement in ON_SQLITE if _is_sqlite() else ON_POSTGRESQL:
        op.execute(statement)


def downgrade() -> None:
    where = '' if _is_sqlite() else ' ON acceptance'
    for name in TRIGGERS[op.get_bind().dialect.name]:
        op.execute(f'DROP TRIGGER acceptance_{name}{where}')
    if not _is_sqlite():
        op.execute('DROP FUNCTION refuse_to_change()')
    op.drop_table('signed_copy')
    with op.batch_alter_table('acceptance', schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f('fk_acceptance_selection_id_selection'), type_='foreignkey'
        )
        batch_op.drop_constraint(
            batch_op.f('fk_acceptance_signature_id_stored_file'), type_='foreignkey'
        )
        for name in ('selection_id', 'choice', 'version', 'signed_as', 'signature_id', 'clocks', 'role'):
            batch_op.drop_column(name)
    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.drop_column('asks_signature')
    op.drop_table('kept_choice')
    op.drop_table('selection')


def _rendered(table: str) -> list[sa.schema.SchemaItem]:
    """A PDF on its way, and the file at the end of it."""
    return [
        *(sa.Column(name, kind, nullable=False) for name, kind in PROGRESS),
        sa.Column('paper_id', sa.Integer(), nullable=True),
        sa.Column('id', sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ['paper_id'], ['stored_file.id'], name=op.f(f'fk_{table}_paper_id_stored_file')
        ),
        sa.PrimaryKeyConstraint('id', name=op.f(f'pk_{table}')),
    ]


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == 'sqlite'
