"""Other ways in

Revision: 0006
After: 0005
Made: 2026-11-22 06:40:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('hook',
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('kind', sa.Enum('telephony', 'messenger', 'form', name='hookkind', native_enum=False, length=24), nullable=False),
    sa.Column('key', sa.String(length=64), nullable=False),
    sa.Column('sealed_secret', sa.Text(), nullable=False),
    sa.Column('proof', sa.Enum('prefixed', 'hex', 'base64', 'secret', name='proof', native_enum=False, length=24), nullable=False),
    sa.Column('header', sa.String(length=80), nullable=False),
    sa.Column('time_header', sa.String(length=80), nullable=False),
    sa.Column('mapping', sa.JSON(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('heard_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('off_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_hook')),
    sa.UniqueConstraint('key', name=op.f('uq_hook_key'))
    )
    op.create_table('telegram_bot',
    sa.Column('sealed_token', sa.Text(), nullable=False),
    sa.Column('username', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('path_hash', sa.String(length=64), nullable=False),
    sa.Column('secret_hash', sa.String(length=64), nullable=False),
    sa.Column('connected_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('heard_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('trouble', sa.String(length=500), nullable=False),
    sa.Column('trouble_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.CheckConstraint('id = 1', name=op.f('ck_telegram_bot_only_one')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_telegram_bot')),
    sa.UniqueConstraint('path_hash', name=op.f('uq_telegram_bot_path_hash'))
    )
    op.create_table('api_token',
    sa.Column('name', sa.String(length=120), nullable=False),
    sa.Column('token_hash', sa.String(length=64), nullable=False),
    sa.Column('hint', sa.String(length=8), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=True),
    sa.Column('used_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revoked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['made_by_id'], ['member.id'], name=op.f('fk_api_token_made_by_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_api_token')),
    sa.UniqueConstraint('token_hash', name=op.f('uq_api_token_token_hash'))
    )
    op.create_table('chat',
    sa.Column('way', sa.String(length=24), nullable=False),
    sa.Column('chat_id', sa.String(length=120), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('username', sa.String(length=64), nullable=False),
    sa.Column('language', sa.String(length=2), nullable=False),
    sa.Column('blocked_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_chat_contact_id_contact')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_chat')),
    sa.UniqueConstraint('way', 'chat_id', name=op.f('uq_chat_way_chat_id'))
    )
    with op.batch_alter_table('chat', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_chat_contact_id'), ['contact_id'], unique=False)

    op.create_table('lead_import',
    sa.Column('file_id', sa.Integer(), nullable=False),
    sa.Column('sha256', sa.String(length=64), nullable=False),
    sa.Column('sheet', sa.String(length=120), nullable=False),
    sa.Column('sheets', sa.JSON(), nullable=False),
    sa.Column('encoding', sa.String(length=24), nullable=False),
    sa.Column('heads', sa.JSON(), nullable=False),
    sa.Column('has_heads', sa.Boolean(), nullable=False),
    sa.Column('columns', sa.JSON(), nullable=False),
    sa.Column('step', sa.Enum('planned', 'running', 'done', 'undoing', 'undone', name='step', native_enum=False, length=24), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by_id', sa.Integer(), nullable=False),
    sa.Column('begun_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('ended_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_lead_import_file_id_stored_file')),
    sa.ForeignKeyConstraint(['made_by_id'], ['member.id'], name=op.f('fk_lead_import_made_by_id_member')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lead_import'))
    )
    with op.batch_alter_table('lead_import', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_lead_import_sha256'), ['sha256'], unique=False)

    op.create_table('delivery',
    sa.Column('door', sa.Enum('brief', 'mail', 'phone', 'messenger', 'telegram', 'form', 'api', 'hook', 'page', 'note', name='channel', native_enum=False, length=24), nullable=False),
    sa.Column('door_id', sa.Integer(), nullable=False),
    sa.Column('external_id', sa.String(length=200), nullable=True),
    sa.Column('body', sa.LargeBinary(), nullable=False),
    sa.Column('content_type', sa.String(length=120), nullable=False),
    sa.Column('heads', sa.JSON(), nullable=False),
    sa.Column('label', sa.String(length=160), nullable=False),
    sa.Column('received_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('state', sa.Enum('waiting', 'understood', 'repeated', 'ignored', 'aside', 'refused', 'dismissed', name='standing', native_enum=False, length=24), nullable=False),
    sa.Column('reason', sa.Enum('signature', 'unsigned', 'stale', 'too_large', 'not_valid', 'not_read', 'no_mapping', 'no_reach', 'phone_text', 'moment', 'trap', 'haste', 'unsealed', 'broken', 'repeated', 'group', 'no_word', 'switched_off', name='why', native_enum=False, length=24), nullable=True),
    sa.Column('detail', sa.String(length=500), nullable=False),
    sa.Column('lead_id', sa.Integer(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['lead_id'], ['lead.id'], name=op.f('fk_delivery_lead_id_lead')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_delivery')),
    sa.UniqueConstraint('door', 'door_id', 'external_id', name=op.f('uq_delivery_door_door_id_external_id'))
    )
    with op.batch_alter_table('delivery', schema=None) as batch_op:
        batch_op.create_index('ix_delivery_door', ['door', 'door_id', 'received_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_delivery_lead_id'), ['lead_id'], unique=False)
        batch_op.create_index('ix_delivery_state', ['state', 'received_at'], unique=False)

    op.create_table('lead_import_row',
    sa.Column('import_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('values', sa.JSON(), nullable=False),
    sa.Column('fate', sa.Enum('new_lead', 'known_lead', 'contact', 'nothing', 'skipped', name='fate', native_enum=False, length=24), nullable=False),
    sa.Column('flaw', sa.Enum('no_reach', 'phone_text', 'bad_address', 'empty', 'bad_moment', 'changed', name='flaw', native_enum=False, length=24), nullable=True),
    sa.Column('detail', sa.String(length=200), nullable=False),
    sa.Column('is_done', sa.Boolean(), nullable=False),
    sa.Column('contact_id', sa.Integer(), nullable=True),
    sa.Column('lead_id', sa.Integer(), nullable=True),
    sa.Column('made_client', sa.Boolean(), nullable=False),
    sa.Column('made_contact', sa.Boolean(), nullable=False),
    sa.Column('stayed', sa.Boolean(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['contact_id'], ['contact.id'], name=op.f('fk_lead_import_row_contact_id_contact')),
    sa.ForeignKeyConstraint(['import_id'], ['lead_import.id'], name=op.f('fk_lead_import_row_import_id_lead_import')),
    sa.ForeignKeyConstraint(['lead_id'], ['lead.id'], name=op.f('fk_lead_import_row_lead_id_lead')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_lead_import_row')),
    sa.UniqueConstraint('import_id', 'number', name=op.f('uq_lead_import_row_import_id_number'))
    )
    with op.batch_alter_table('lead_import_row', schema=None) as batch_op:
        batch_op.create_index('ix_lead_import_row_fate', ['import_id', 'fate', 'number'], unique=False)
        batch_op.create_index('ix_lead_import_row_open', ['import_id', 'is_done', 'number'], unique=False)

    op.create_table('chat_word',
    sa.Column('chat_id', sa.Integer(), nullable=False),
    sa.Column('message_id', sa.Integer(), nullable=True),
    sa.Column('heading', sa.Enum('came', 'goes', name='heading', native_enum=False, length=24), nullable=False),
    sa.Column('remote_id', sa.BigInteger(), nullable=True),
    sa.Column('text', sa.Text(), nullable=False),
    sa.Column('file_id', sa.Integer(), nullable=True),
    sa.Column('state', sa.Enum('queued', 'sending', 'sent', 'uncertain', 'failed', name='letterstate', native_enum=False, length=24), nullable=False),
    sa.Column('queued_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('sent_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('error', sa.Text(), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['chat_id'], ['chat.id'], name=op.f('fk_chat_word_chat_id_chat')),
    sa.ForeignKeyConstraint(['file_id'], ['stored_file.id'], name=op.f('fk_chat_word_file_id_stored_file')),
    sa.ForeignKeyConstraint(['message_id'], ['message.id'], name=op.f('fk_chat_word_message_id_message')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_chat_word')),
    sa.UniqueConstraint('chat_id', 'remote_id', name=op.f('uq_chat_word_chat_id_remote_id'))
    )
    with op.batch_alter_table('chat_word', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_chat_word_message_id'), ['message_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('chat_word', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_chat_word_message_id'))

    op.drop_table('chat_word')
    with op.batch_alter_table('lead_import_row', schema=None) as batch_op:
        batch_op.drop_index('ix_lead_import_row_open')
        batch_op.drop_index('ix_lead_import_row_fate')

    op.drop_table('lead_import_row')
    with op.batch_alter_table('delivery', schema=None) as batch_op:
        batch_op.drop_index('ix_delivery_state')
        batch_op.drop_index(batch_op.f('ix_delivery_lead_id'))
        batch_op.drop_index('ix_delivery_door')

    op.drop_table('delivery')
    with op.batch_alter_table('lead_import', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_lead_import_sha256'))

    op.drop_table('lead_import')
    with op.batch_alter_table('chat', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_chat_contact_id'))

    op.drop_table('chat')
    op.drop_table('api_token')
    op.drop_table('telegram_bot')
    op.drop_table('hook')
