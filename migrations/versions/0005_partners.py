"""Partners

Revision: 0005
After: 0004
Made: 2026-11-22 06:40:00+00:00
"""

import sqlalchemy as sa
from alembic import op

from agency.kernel.domains import own_domain

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None

ANSWERS = sa.Enum('client', 'partner', 'both', name='answers', native_enum=False, length=24)
AT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table('partner',
    sa.Column('name', sa.String(length=160), nullable=False),
    sa.Column('answers', ANSWERS, nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('terms', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=False),
    sa.Column('member_id', sa.Integer(), nullable=True),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('added_at', AT, nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['member_id'], ['member.id'], name=op.f('fk_partner_member_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_partner'))
    )
    op.create_table('partner_domain',
    sa.Column('partner_id', sa.Integer(), nullable=False),
    sa.Column('domain', sa.String(length=255), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['partner_id'], ['partner.id'], name=op.f('fk_partner_domain_partner_id_partner')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_partner_domain')),
    sa.UniqueConstraint('domain', name=op.f('uq_partner_domain_domain'))
    )
    op.create_index(op.f('ix_partner_domain_partner_id'), 'partner_domain', ['partner_id'])
    op.create_table('partner_person',
    sa.Column('partner_id', sa.Integer(), nullable=True),
    sa.Column('name', sa.String(length=160), nullable=False),
    sa.Column('email', sa.String(length=320), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['partner_id'], ['partner.id'], name=op.f('fk_partner_person_partner_id_partner')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_partner_person')),
    sa.UniqueConstraint('email', name=op.f('uq_partner_person_email'))
    )
    op.create_index(op.f('ix_partner_person_partner_id'), 'partner_person', ['partner_id'])
    op.create_table('referral',
    sa.Column('lead_id', sa.Integer(), nullable=False),
    sa.Column('partner_id', sa.Integer(), nullable=True),
    sa.Column('person_id', sa.Integer(), nullable=True),
    sa.Column('arrived_at', AT, nullable=False),
    sa.Column('brought', sa.Boolean(), nullable=False),
    sa.Column('by_letter', sa.Boolean(), nullable=False),
    sa.Column('answers', ANSWERS, nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint('partner_id IS NOT NULL OR person_id IS NOT NULL', name=op.f('ck_referral_somebody')),
    sa.ForeignKeyConstraint(['lead_id'], ['lead.id'], name=op.f('fk_referral_lead_id_lead')),
    sa.ForeignKeyConstraint(['partner_id'], ['partner.id'], name=op.f('fk_referral_partner_id_partner')),
    sa.ForeignKeyConstraint(['person_id'], ['partner_person.id'], name=op.f('fk_referral_person_id_partner_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_referral'))
    )
    op.create_index(op.f('ix_referral_lead_id'), 'referral', ['lead_id'])
    op.create_index('ix_referral_partner_id', 'referral', ['partner_id', 'arrived_at'])
    op.create_index(op.f('ix_referral_person_id'), 'referral', ['person_id'])
    brought = sa.text('brought')
    op.create_index('uq_referral_brought', 'referral', ['lead_id'], unique=True, sqlite_where=brought, postgresql_where=brought)
    op.create_table('overlap',
    sa.Column('lead_id', sa.Integer(), nullable=False),
    sa.Column('earlier_id', sa.Integer(), nullable=False),
    sa.Column('later_id', sa.Integer(), nullable=True),
    sa.Column('noted_at', AT, nullable=False),
    sa.Column('seen_at', AT, nullable=True),
    sa.Column('seen_by_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['earlier_id'], ['lead.id'], name=op.f('fk_overlap_earlier_id_lead')),
    sa.ForeignKeyConstraint(['later_id'], ['referral.id'], name=op.f('fk_overlap_later_id_referral')),
    sa.ForeignKeyConstraint(['lead_id'], ['lead.id'], name=op.f('fk_overlap_lead_id_lead')),
    sa.ForeignKeyConstraint(['seen_by_id'], ['member.id'], name=op.f('fk_overlap_seen_by_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_overlap')),
    sa.UniqueConstraint('lead_id', 'earlier_id', 'later_id', name=op.f('uq_overlap_lead_id_earlier_id_later_id'))
    )
    op.create_index(op.f('ix_overlap_lead_id'), 'overlap', ['lead_id'])
    op.create_index(op.f('ix_overlap_earlier_id'), 'overlap', ['earlier_id'])

    with op.batch_alter_table('inquiry', schema=None) as batch_op:
        batch_op.add_column(sa.Column('passed_by_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_inquiry_passed_by_id_partner_person'), 'partner_person', ['passed_by_id'], ['id'])
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.add_column(sa.Column('person_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key(batch_op.f('fk_message_person_id_partner_person'), 'partner_person', ['person_id'], ['id'])
    with op.batch_alter_table('contact', schema=None) as batch_op:
        batch_op.add_column(sa.Column('domain', sa.String(length=255), nullable=False, server_default=''))
        batch_op.create_index(batch_op.f('ix_contact_domain'), ['domain'])
    _know_domains()
    _know_who_passed_on()


def downgrade() -> None:
    with op.batch_alter_table('contact', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_contact_domain'))
        batch_op.drop_column('domain')
    with op.batch_alter_table('message', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_message_person_id_partner_person'), type_='foreignkey')
        batch_op.drop_column('person_id')
    with op.batch_alter_table('inquiry', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_inquiry_passed_by_id_partner_person'), type_='foreignkey')
        batch_op.drop_column('passed_by_id')
    for name in ('overlap', 'referral', 'partner_person', 'partner_domain', 'partner'):
        op.drop_table(name)


def _know_domains() -> None:
    connection = op.get_bind()
    contact = sa.table('contact', sa.column('id'), sa.column('email'), sa.column('domain'))
    rows = connection.execute(sa.select(contact.c.id, contact.c.email).where(contact.c.email.is_not(None))).all()
    known = [{'which': id, 'domain': own_domain(email)} for id, email in rows]
    if known:
        setting = contact.update().where(contact.c.id == sa.bindparam('which')).values(domain=sa.bindparam('domain'))
        connection.execute(setting, known)


def _know_who_passed_on() -> None:
    """Whoever passed a lead on before there were partners is somebody unknown, unless it was one of us."""
    connection = op.get_bind()
    rows = connection.execute(sa.text(
        "SELECT arrival.lead_id, inquiry.id, lower(arrival.sender_address), arrival.sender_name, inquiry.received_at"
        " FROM arrival JOIN inquiry ON inquiry.raw_id = arrival.raw_id AND inquiry.lead_id = arrival.lead_id"
        " WHERE arrival.outcome = 'forward' AND arrival.sender_address <> ''"
        ' AND lower(arrival.sender_address) NOT IN (SELECT lower(email) FROM "user")'
        " AND lower(arrival.sender_address) NOT IN (SELECT lower(mail_address) FROM agency)"
        " ORDER BY arrival.id"
    )).all()
    for lead_id, inquiry_id, address, name, received_at in rows:
        values = {'lead': lead_id, 'inquiry': inquiry_id, 'email': address, 'name': name[:160], 'at': received_at}
        known = sa.text("SELECT id FROM partner_person WHERE email = :email")
        if connection.execute(known, values).first() is None:
            connection.execute(sa.text("INSERT INTO partner_person (name, email) VALUES (:name, :email)"), values)
        if connection.execute(sa.text("SELECT id FROM referral WHERE lead_id = :lead"), values).first() is not None:
            continue
        connection.execute(sa.text(
            "INSERT INTO referral (lead_id, person_id, arrived_at, brought, by_letter)"
            " SELECT :lead, id, :at, true, true FROM partner_person WHERE email = :email"
        ), values)
        connection.execute(sa.text(
            "UPDATE inquiry SET passed_by_id = (SELECT id FROM partner_person WHERE email = :email) WHERE id = :inquiry"
        ), values)
