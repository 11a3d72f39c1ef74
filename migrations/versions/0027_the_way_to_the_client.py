"""A proposal on its way: approved, declined, extended, accepted on paper

Whoever had said no before has a proposal that says so, with the reason that they gave.

Revision: 0027
After: 0026
Made: 2026-11-22 16:10:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = '0027'
down_revision = '0026'
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
KEPT = (
    'proposal_id, name, role, consent, accepted_at, clocks, ip, user_agent, signature_id, signed_as,'
    ' version, choice, selection_id, sha256, total_minor, most_minor'
)
PROPOSAL = sa.table(
    'proposal',
    sa.column('id', sa.Integer),
    sa.column('state', sa.String),
    sa.column('declined_at', INSTANT),
    sa.column('declined_why', sa.Text),
)
ENTRY = sa.table(
    'timeline_entry',
    sa.column('kind', sa.String),
    sa.column('stream', sa.String),
    sa.column('stream_id', sa.Integer),
    sa.column('at', INSTANT),
    sa.column('data', sa.JSON),
)
MESSAGE = sa.table(
    'message',
    sa.column('lead_id', sa.Integer),
    sa.column('channel', sa.String),
    sa.column('at', INSTANT),
    sa.column('body', sa.Text),
)


def upgrade() -> None:
    op.create_table('approval',
    sa.Column('proposal_id', sa.Integer(), nullable=False),
    sa.Column('revision', sa.Integer(), nullable=False),
    sa.Column('state', sa.Enum('asked', 'approved', 'sent_back', name='approvalstate', native_enum=False, length=24), nullable=False),
    sa.Column('asked_by_id', sa.Integer(), nullable=True),
    sa.Column('asked_at', INSTANT, nullable=True),
    sa.Column('asked_words', sa.Text(), nullable=False),
    sa.Column('decided_by_id', sa.Integer(), nullable=True),
    sa.Column('decided_at', INSTANT, nullable=True),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['asked_by_id'], ['member.id'], name=op.f('fk_approval_asked_by_id_member')),
    sa.ForeignKeyConstraint(['decided_by_id'], ['member.id'], name=op.f('fk_approval_decided_by_id_member')),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_approval_proposal_id_proposal')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_approval'))
    )
    with op.batch_alter_table('approval', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_approval_proposal_id'), ['proposal_id'], unique=False)
    with op.batch_alter_table('agency', schema=None) as batch_op:
        batch_op.add_column(sa.Column('approve_above_minor', sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column('approve_above_hundredths', sa.Integer(), nullable=True))
    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.add_column(sa.Column('declined_at', INSTANT, nullable=True))
        batch_op.add_column(sa.Column('declined_why', sa.Text(), server_default='', nullable=False))
        batch_op.add_column(sa.Column('extended_at', INSTANT, nullable=True))
        batch_op.add_column(sa.Column('promised_until', sa.Date(), nullable=True))
    _drop_triggers()
    with op.batch_alter_table('acceptance', schema=None) as batch_op:
        batch_op.add_column(sa.Column('how', sa.Enum('online', 'paper', 'mail', name='how', native_enum=False, length=24), server_default='online', nullable=False))
        batch_op.add_column(sa.Column('proof_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('recorded_by_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_acceptance_proof_id_stored_file'), 'stored_file', ['proof_id'], ['id'])
        batch_op.create_foreign_key(batch_op.f('fk_acceptance_recorded_by_id_member'), 'member', ['recorded_by_id'], ['id'])
    _make_triggers(f'{KEPT}, how, proof_id, recorded_by_id')
    with op.batch_alter_table('project', schema=None) as batch_op:
        batch_op.add_column(sa.Column('payments', sa.JSON(), server_default=sa.text("'[]'"), nullable=False))
    _make_no_a_state()


def downgrade() -> None:
    op.execute("UPDATE proposal SET state = 'sent' WHERE state = 'declined'")
    with op.batch_alter_table('project', schema=None) as batch_op:
        batch_op.drop_column('payments')
    _drop_triggers()
    with op.batch_alter_table('acceptance', schema=None) as batch_op:
        for name in ('recorded_by_id_member', 'proof_id_stored_file'):
            batch_op.drop_constraint(batch_op.f(f'fk_acceptance_{name}'), type_='foreignkey')
        for column in ('recorded_by_id', 'proof_id', 'how'):
            batch_op.drop_column(column)
    _make_triggers(KEPT)
    with op.batch_alter_table('proposal', schema=None) as batch_op:
        for column in ('promised_until', 'extended_at', 'declined_why', 'declined_at'):
            batch_op.drop_column(column)
    with op.batch_alter_table('agency', schema=None) as batch_op:
        batch_op.drop_column('approve_above_hundredths')
        batch_op.drop_column('approve_above_minor')
    op.drop_table('approval')


def _drop_triggers() -> None:
    """An acceptance is written once; what watches over that goes while the table is changed."""
    where = '' if _is_sqlite() else ' ON acceptance'
    for name in ('written_once', 'stays', *(('its_number', 'in_its_place') if _is_sqlite() else ())):
        op.execute(f'DROP TRIGGER acceptance_{name}{where}')


def _make_triggers(kept: str) -> None:
    """As 0026 made them, with these columns."""
    refused = (
        "BEGIN SELECT RAISE(ABORT, 'an acceptance is written once'); END"
        if _is_sqlite()
        else 'FOR EACH ROW EXECUTE FUNCTION refuse_to_change()'
    )
    kept = kept if _is_sqlite() else f'id, {kept}'
    whens = [('written_once', f'UPDATE OF {kept} ON acceptance'), ('stays', 'DELETE ON acceptance')]
    if _is_sqlite():
        there = 'SELECT 1 FROM acceptance WHERE id = NEW.id OR proposal_id = NEW.proposal_id'
        whens += [
            ('its_number', 'UPDATE ON acceptance WHEN NEW.id IS NOT OLD.id'),
            ('in_its_place', f'INSERT ON acceptance WHEN EXISTS ({there})'),
        ]
    for name, when in whens:
        op.execute(f'CREATE TRIGGER acceptance_{name} BEFORE {when} {refused}')


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == 'sqlite'


def _make_no_a_state() -> None:
    """Until now a no was only told by the timeline, and its words stood among the messages."""
    bind = op.get_bind()
    told = sa.select(ENTRY.c.stream_id, ENTRY.c.at, ENTRY.c.data).where(
        ENTRY.c.kind == 'proposals.declined', ENTRY.c.stream == 'lead'
    )
    for lead_id, at, data in bind.execute(told.order_by(ENTRY.c.at)).all():
        words = sa.select(MESSAGE.c.body).where(
            MESSAGE.c.lead_id == lead_id, MESSAGE.c.at == at, MESSAGE.c.channel == 'page'
        )
        this = PROPOSAL.c.id == data.get('proposal')
        why = bind.scalar(words.limit(1)) or ''
        bind.execute(sa.update(PROPOSAL).where(this).values(declined_at=at, declined_why=why))
        still = sa.update(PROPOSAL).where(this, PROPOSAL.c.state == 'sent')
        bind.execute(still.values(state='declined'))
