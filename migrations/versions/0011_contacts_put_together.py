"""Contacts put together: keys by which they are known again, joined, told apart, erased

Revision: 0011
After: 0010
Made: 2026-11-22 06:40:00+00:00
"""

import sqlalchemy as sa
from alembic import op

from agency.clients.keys import mail_key, name_key
from agency.kernel.phones import e164

revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None

JOINED = sa.text('joined_to_id IS NOT NULL')


def upgrade() -> None:
    with op.batch_alter_table('client', schema=None) as batch_op:
        batch_op.add_column(sa.Column('name_key', sa.String(length=160), nullable=True))
        batch_op.add_column(sa.Column('joined_to_id', sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f('ix_client_name_key'), ['name_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_client_joined_to_id'), ['joined_to_id'], unique=False, sqlite_where=JOINED, postgresql_where=JOINED)
        batch_op.create_foreign_key(batch_op.f('fk_client_joined_to_id_client'), 'client', ['joined_to_id'], ['id'])
    with op.batch_alter_table('contact', schema=None) as batch_op:
        batch_op.add_column(sa.Column('mail_key', sa.String(length=320), nullable=True))
        batch_op.add_column(sa.Column('phone_key', sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column('name_key', sa.String(length=160), nullable=True))
        batch_op.add_column(sa.Column('joined_to_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('erased_at', sa.DateTime(timezone=True), nullable=True))
        for column in ('mail_key', 'phone_key', 'name_key'):
            batch_op.create_index(batch_op.f(f'ix_contact_{column}'), [column], unique=False)
        batch_op.create_index(batch_op.f('ix_contact_joined_to_id'), ['joined_to_id'], unique=False, sqlite_where=JOINED, postgresql_where=JOINED)
        batch_op.create_foreign_key(batch_op.f('fk_contact_joined_to_id_contact'), 'contact', ['joined_to_id'], ['id'])
    op.create_table('joining',
    sa.Column('kept_id', sa.Integer(), nullable=False),
    sa.Column('gone_id', sa.Integer(), nullable=False),
    sa.Column('client_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('undone_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('moved', sa.JSON(), nullable=False),
    sa.Column('moved_of_client', sa.JSON(), nullable=False),
    sa.Column('filled', sa.JSON(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['gone_id'], ['contact.id'], name=op.f('fk_joining_gone_id_contact')),
    sa.ForeignKeyConstraint(['kept_id'], ['contact.id'], name=op.f('fk_joining_kept_id_contact')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_joining_member_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_joining'))
    )
    op.create_index(op.f('ix_joining_gone_id'), 'joining', ['gone_id'], unique=False)
    op.create_index(op.f('ix_joining_kept_id'), 'joining', ['kept_id'], unique=False)
    op.create_table('distinct_pair',
    sa.Column('a_id', sa.Integer(), nullable=False),
    sa.Column('b_id', sa.Integer(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['a_id'], ['contact.id'], name=op.f('fk_distinct_pair_a_id_contact')),
    sa.ForeignKeyConstraint(['b_id'], ['contact.id'], name=op.f('fk_distinct_pair_b_id_contact')),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_distinct_pair_member_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_distinct_pair')),
    sa.UniqueConstraint('a_id', 'b_id', name=op.f('uq_distinct_pair_a_id_b_id'))
    )
    op.create_index(op.f('ix_distinct_pair_b_id'), 'distinct_pair', ['b_id'], unique=False)
    _fill_keys()


def downgrade() -> None:
    op.drop_table('distinct_pair')
    op.drop_table('joining')
    with op.batch_alter_table('contact', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_contact_joined_to_id_contact'), type_='foreignkey')
        for column in ('joined_to_id', 'name_key', 'phone_key', 'mail_key'):
            batch_op.drop_index(batch_op.f(f'ix_contact_{column}'))
            batch_op.drop_column(column)
        batch_op.drop_column('erased_at')
    with op.batch_alter_table('client', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_client_joined_to_id_client'), type_='foreignkey')
        batch_op.drop_index(batch_op.f('ix_client_joined_to_id'))
        batch_op.drop_index(batch_op.f('ix_client_name_key'))
        batch_op.drop_column('joined_to_id')
        batch_op.drop_column('name_key')


def _fill_keys() -> None:
    """Who was written down before gets the keys too."""
    client = sa.table('client', sa.column('id'), sa.column('name'), sa.column('name_key'), sa.column('country'))
    contact = sa.table(
        'contact', sa.column('id'), sa.column('name'), sa.column('email'), sa.column('phone'),
        sa.column('client_id'), sa.column('name_key'), sa.column('mail_key'), sa.column('phone_key'),
    )
    connection = op.get_bind()
    for id, name in connection.execute(sa.select(client.c.id, client.c.name)).all():
        connection.execute(sa.update(client).where(client.c.id == id).values(name_key=name_key(name)))
    rows = connection.execute(
        sa.select(contact.c.id, contact.c.name, contact.c.email, contact.c.phone, client.c.country)
        .join(client, client.c.id == contact.c.client_id)
    ).all()
    for id, name, email, phone, country in rows:
        keys = {'name_key': name_key(name), 'mail_key': mail_key(email), 'phone_key': e164(phone, country)}
        connection.execute(sa.update(contact).where(contact.c.id == id).values(**keys))
