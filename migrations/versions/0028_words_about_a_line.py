"""Questions about a line, and a proposal passed on

How often a proposal was opened stands in one row for each link from now on; what is known of it so far is counted.

Revision: 0028
After: 0027
Made: 2026-11-22 16:10:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = '0028'
down_revision = '0027'
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
OPENED = ('proposals.opened', 'proposals.copy_opened')
ENTRY = sa.table(
    'timeline_entry',
    sa.column('kind', sa.String),
    sa.column('at', INSTANT),
    sa.column('data', sa.JSON),
)
LINK = sa.table('guest_link', sa.column('id', sa.Integer))
PROPOSAL = sa.table('proposal', sa.column('id', sa.Integer))


def upgrade() -> None:
    op.create_table('pin',
    sa.Column('message_id', sa.Integer(), nullable=False),
    sa.Column('proposal_id', sa.Integer(), nullable=False),
    sa.Column('place', sa.Enum('whole', 'section', 'line', name='place', native_enum=False, length=24), nullable=False),
    sa.Column('key', sa.String(length=24), nullable=False),
    sa.Column('about', sa.String(length=300), nullable=False),
    sa.Column('link_id', sa.Integer(), nullable=True),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.Column('answered_by_id', sa.Integer(), nullable=True),
    sa.Column('answer_id', sa.Integer(), nullable=True),
    sa.Column('settled_at', INSTANT, nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['answer_id'], ['message.id'], name=op.f('fk_pin_answer_id_message')),
    sa.ForeignKeyConstraint(['answered_by_id'], ['member.id'], name=op.f('fk_pin_answered_by_id_member')),
    sa.ForeignKeyConstraint(['link_id'], ['guest_link.id'], name=op.f('fk_pin_link_id_guest_link')),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], name=op.f('fk_pin_message_id_message')),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_pin_proposal_id_proposal')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pin')),
    sa.UniqueConstraint('message_id', name=op.f('uq_pin_message_id'))
    )
    with op.batch_alter_table('pin', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_pin_proposal_id'), ['proposal_id'], unique=False)
    _colleagues()
    op.create_table('visit',
    sa.Column('proposal_id', sa.Integer(), nullable=False),
    sa.Column('link_id', sa.Integer(), nullable=False),
    sa.Column('times', sa.Integer(), nullable=False),
    sa.Column('first_at', INSTANT, nullable=False),
    sa.Column('last_at', INSTANT, nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['link_id'], ['guest_link.id'], name=op.f('fk_visit_link_id_guest_link')),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_visit_proposal_id_proposal')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_visit')),
    sa.UniqueConstraint('link_id', name=op.f('uq_visit_link_id'))
    )
    with op.batch_alter_table('visit', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_visit_proposal_id'), ['proposal_id'], unique=False)
    with op.batch_alter_table('reading', schema=None) as batch_op:
        batch_op.add_column(sa.Column('times', sa.Integer(), server_default='1', nullable=False))
    _count_visits(op.get_bind())


def _colleagues() -> None:
    op.create_table('colleague',
    sa.Column('proposal_id', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=80), nullable=False),
    sa.Column('address', sa.String(length=255), nullable=False),
    sa.Column('word', sa.Text(), nullable=False),
    sa.Column('may_accept', sa.Boolean(), nullable=False),
    sa.Column('link_id', sa.Integer(), nullable=False),
    sa.Column('from_link_id', sa.Integer(), nullable=True),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('letter_id', sa.Integer(), nullable=True),
    sa.Column('passed_at', INSTANT, nullable=False),
    sa.Column('closed_at', INSTANT, nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_colleague_contact_id_contact')),
    sa.ForeignKeyConstraint(['from_link_id'], ['guest_link.id'], name=op.f('fk_colleague_from_link_id_guest_link')),
    sa.ForeignKeyConstraint(['letter_id'], ['letter.id'], name=op.f('fk_colleague_letter_id_letter')),
    sa.ForeignKeyConstraint(['link_id'], ['guest_link.id'], name=op.f('fk_colleague_link_id_guest_link')),
    sa.ForeignKeyConstraint(['proposal_id'], ['proposal.id'], name=op.f('fk_colleague_proposal_id_proposal')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_colleague')),
    sa.UniqueConstraint('link_id', name=op.f('uq_colleague_link_id'))
    )
    is_open = sa.text('closed_at IS NULL')
    with op.batch_alter_table('colleague', schema=None) as batch_op:
        batch_op.create_index('ix_colleague_address', ['address', 'passed_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_colleague_proposal_id'), ['proposal_id'], unique=False)
        batch_op.create_index('uq_colleague_open', ['proposal_id', 'address'], unique=True, sqlite_where=is_open, postgresql_where=is_open)


def _count_visits(bind: sa.Connection) -> None:
    """What the timelines tell of openings, by link; the links and proposals that are there."""
    visit = sa.table(
        'visit',
        sa.column('proposal_id', sa.Integer),
        sa.column('link_id', sa.Integer),
        sa.column('times', sa.Integer),
        sa.column('first_at', INSTANT),
        sa.column('last_at', INSTANT),
    )
    links = set(bind.scalars(sa.select(LINK.c.id)))
    proposals = set(bind.scalars(sa.select(PROPOSAL.c.id)))
    found: dict[int, dict[str, object]] = {}
    told = bind.execute(sa.select(ENTRY.c.at, ENTRY.c.data).where(ENTRY.c.kind.in_(OPENED)).order_by(ENTRY.c.at))
    for at, data in told.all():
        link, proposal = data.get('link'), data.get('proposal')
        if link in links and proposal in proposals:
            row = found.setdefault(link, {'proposal_id': proposal, 'link_id': link, 'times': 0, 'first_at': at})
            row['times'], row['last_at'] = row['times'] + 1, at
    if found:
        bind.execute(sa.insert(visit), list(found.values()))


def downgrade() -> None:
    with op.batch_alter_table('reading', schema=None) as batch_op:
        batch_op.drop_column('times')
    op.drop_table('visit')
    op.drop_table('colleague')
    op.drop_table('pin')
