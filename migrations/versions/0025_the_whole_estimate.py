"""The whole estimate: trades, hours from-to, quantities, options, alternatives, discounts, taxes, rounding

What was frozen before is written in the new way: a fixed price is a price, a payment goes from-to. Lines get keys
that stay the same through the versions of a proposal.

Revision: 0025
After: 0024
Made: 2026-11-22 16:10:00+00:00
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = '0025'
down_revision = '0024'
branch_labels = None
depends_on = None

LINE = sa.table(
    'estimate_line',
    sa.column('id', sa.Integer),
    sa.column('section_id', sa.Integer),
    sa.column('position', sa.Integer),
    sa.column('text', sa.String),
    sa.column('key', sa.String),
)
SECTION = sa.table(
    'estimate_section',
    sa.column('id', sa.Integer),
    sa.column('proposal_id', sa.Integer),
    sa.column('position', sa.Integer),
    sa.column('title', sa.String),
    sa.column('key', sa.String),
)
PROPOSAL = sa.table(
    'proposal',
    sa.column('id', sa.Integer),
    sa.column('lead_id', sa.Integer),
    sa.column('version', sa.Integer),
    sa.column('content', sa.JSON),
)


def upgrade() -> None:
    with op.batch_alter_table('acceptance', schema=None) as batch_op:
        batch_op.add_column(sa.Column('most_minor', sa.BigInteger(), nullable=True))
    op.execute('UPDATE acceptance SET most_minor = total_minor')
    with op.batch_alter_table('acceptance', schema=None) as batch_op:
        batch_op.alter_column('most_minor', existing_type=sa.BigInteger(), nullable=False)
    with op.batch_alter_table('agency', schema=None) as batch_op:
        batch_op.add_column(
            sa.Column('taxes', sa.JSON(), server_default=sa.text("'[]'"), nullable=False)
        )
        batch_op.add_column(sa.Column('rounding', sa.Integer(), server_default='1', nullable=False))
    with op.batch_alter_table('estimate_line', schema=None) as batch_op:
        batch_op.add_column(sa.Column('key', sa.String(12), server_default='', nullable=False))
        batch_op.add_column(sa.Column('role_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('most_minutes', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('quantity', sa.Integer(), server_default='1', nullable=False))
        batch_op.add_column(sa.Column('most_quantity', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('unit', sa.String(20), server_default='', nullable=False))
        batch_op.add_column(
            sa.Column('is_optional', sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(
            sa.Column('taken', sa.Boolean(), server_default=sa.true(), nullable=False)
        )
        _add_discount(batch_op)
        batch_op.create_foreign_key(
            batch_op.f('fk_estimate_line_role_id_role'), 'role', ['role_id'], ['id']
        )
        batch_op.create_check_constraint('hours_from_to', 'most_minutes IS NULL OR most_minutes > minutes')
        batch_op.create_check_constraint('some', 'quantity > 0')
        batch_op.create_check_constraint(
            'some_more', 'most_quantity IS NULL OR most_quantity >= quantity'
        )
    with op.batch_alter_table('estimate_section', schema=None) as batch_op:
        batch_op.add_column(sa.Column('key', sa.String(12), server_default='', nullable=False))
        batch_op.add_column(sa.Column('variant', sa.String(60), server_default='', nullable=False))
        batch_op.add_column(
            sa.Column('taken', sa.Boolean(), server_default=sa.true(), nullable=False)
        )
        _add_discount(batch_op)
    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.add_column(
            sa.Column('taxes', sa.JSON(), server_default=sa.text("'[]'"), nullable=False)
        )
        batch_op.add_column(sa.Column('step', sa.Integer(), server_default='1', nullable=False))
        batch_op.create_check_constraint('step_positive', 'step > 0')
        _add_discount(batch_op)
    _give_keys(SECTION, SECTION.c.title, op.get_bind())
    _give_keys(LINE, LINE.c.text, op.get_bind())
    _rewrite_contents(_new)


def downgrade() -> None:
    _rewrite_contents(_old)
    with op.batch_alter_table('proposal', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_proposal_step_positive'), type_='check')
        _drop_discount(batch_op, 'proposal')
        batch_op.drop_column('step')
        batch_op.drop_column('taxes')
    with op.batch_alter_table('estimate_section', schema=None) as batch_op:
        _drop_discount(batch_op, 'estimate_section')
        batch_op.drop_column('taken')
        batch_op.drop_column('variant')
        batch_op.drop_column('key')
    with op.batch_alter_table('estimate_line', schema=None) as batch_op:
        batch_op.drop_constraint(
            batch_op.f('fk_estimate_line_role_id_role'), type_='foreignkey'
        )
        for name in ('hours_from_to', 'some', 'some_more'):
            batch_op.drop_constraint(batch_op.f(f'ck_estimate_line_{name}'), type_='check')
        _drop_discount(batch_op, 'estimate_line')
        for column in (
            'taken', 'is_optional', 'unit', 'most_quantity', 'quantity', 'most_minutes', 'role_id', 'key',
        ):
            batch_op.drop_column(column)
    with op.batch_alter_table('agency', schema=None) as batch_op:
        batch_op.drop_column('rounding')
        batch_op.drop_column('taxes')
    with op.batch_alter_table('acceptance', schema=None) as batch_op:
        batch_op.drop_column('most_minor')


def _add_discount(batch_op: Any) -> None:
    batch_op.add_column(
        sa.Column('off_hundredths', sa.Integer(), server_default='0', nullable=False)
    )
    batch_op.add_column(sa.Column('off_minor', sa.BigInteger(), server_default='0', nullable=False))
    batch_op.create_check_constraint('off_share', 'off_hundredths BETWEEN 0 AND 10000')
    batch_op.create_check_constraint('off_amount', 'off_minor >= 0')
    batch_op.create_check_constraint('one_discount', 'off_hundredths = 0 OR off_minor = 0')


def _drop_discount(batch_op: Any, table: str) -> None:
    for name in ('off_share', 'off_amount', 'one_discount'):
        batch_op.drop_constraint(batch_op.f(f'ck_{table}_{name}'), type_='check')
    batch_op.drop_column('off_minor')
    batch_op.drop_column('off_hundredths')


def _give_keys(table: Any, words: Any, bind: sa.Connection) -> None:
    """What says the same in the version before has its key; everything else one of its own."""
    rows = sa.select(table.c.id, PROPOSAL.c.lead_id, PROPOSAL.c.id, words)
    rows = rows.select_from(table)
    if table is LINE:
        rows = rows.join(SECTION, LINE.c.section_id == SECTION.c.id)
    rows = rows.join(PROPOSAL, SECTION.c.proposal_id == PROPOSAL.c.id)
    rows = rows.order_by(PROPOSAL.c.lead_id, PROPOSAL.c.version, table.c.position, table.c.id)
    known: dict[tuple[int, str], list[str]] = {}
    used: set[tuple[int, str]] = set()
    for id, lead, proposal, said in bind.execute(rows).all():
        before = known.setdefault((lead, said), [])
        key = next((each for each in before if (proposal, each) not in used), f'old{id}')
        if key not in before:
            before.append(key)
        used.add((proposal, key))
        bind.execute(sa.update(table).where(table.c.id == id).values(key=key))


def _rewrite_contents(rewrite: Any) -> None:
    bind = op.get_bind()
    chosen = sa.select(PROPOSAL.c.id, PROPOSAL.c.content)
    for id, content in bind.execute(chosen).all():
        if content:
            changed = sa.update(PROPOSAL).where(PROPOSAL.c.id == id)
            bind.execute(changed.values(content=rewrite(content)))


def _new(content: dict[str, Any]) -> dict[str, Any]:
    for line in _lines(content):
        cost = line.pop('cost', None)
        if line.get('minutes') is None:
            line['price'] = cost
    for payment in content.get('payments', ()):
        payment['amount'] = {'least': payment['amount'], 'most': payment['amount']}
    content.pop('total', None)
    return content


def _old(content: dict[str, Any]) -> dict[str, Any]:
    """As good as it goes: what is from-to becomes the most, and only plain lines keep their costs."""
    total = 0
    for line in _lines(content):
        price, minutes, rate = line.get('price'), line.get('minutes'), line.get('rate')
        minor = price['minor'] * line.get('quantity', 1) if price else 0
        if rate and minutes:
            minor = (rate['minor'] * minutes * 2 + 60) // 120
        line['cost'] = {'minor': minor, 'currency': content['currency']}
        total += minor
    for payment in content.get('payments', ()):
        payment['amount'] = payment['amount']['most']
    content['total'] = {'minor': total, 'currency': content['currency']}
    return content


def _lines(content: dict[str, Any]) -> list[dict[str, Any]]:
    return [line for section in content.get('sections', ()) for line in section['lines']]
