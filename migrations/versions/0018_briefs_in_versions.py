"""Briefs in versions: what is asked is one document, and an answer knows its question by a key

Revision: 0018
After: 0017
Made: 2026-11-22 13:00:00+00:00
"""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None

CURRENT = sa.text('retired_at IS NULL')
BEFORE = ('name', 'organisation', 'email', 'phone', 'text', 'long', 'choice', 'many', 'budget', 'day', 'file')
NOW = (
    'name', 'organisation', 'email', 'phone', 'contact', 'text', 'long', 'choice', 'many', 'yes_no', 'number',
    'budget', 'day', 'days', 'link', 'file', 'rating', 'ranking', 'table', 'consent', 'statement',
)

JSON = sa.JSON()
TEMPLATE = sa.table('brief_template', sa.column('id', sa.Integer))
PAGE = sa.table(
    'brief_page',
    sa.column('id', sa.Integer),
    sa.column('template_id', sa.Integer),
    sa.column('number', sa.Integer),
    sa.column('name', JSON),
    sa.column('title', JSON),
    sa.column('lead', JSON),
)
QUESTION = sa.table(
    'question',
    sa.column('id', sa.Integer),
    sa.column('page_id', sa.Integer),
    sa.column('position', sa.Integer),
    sa.column('kind', sa.String),
    sa.column('text', JSON),
    sa.column('help', JSON),
    sa.column('required', sa.Boolean),
    sa.column('choices', JSON),
)
VERSION = sa.table(
    'brief_version',
    sa.column('id', sa.Integer),
    sa.column('template_id', sa.Integer),
    sa.column('number', sa.Integer),
    sa.column('document', sa.Text),
    sa.column('published_at', sa.DateTime(timezone=True)),
    sa.column('retired_at', sa.DateTime(timezone=True)),
)
BRIEF = sa.table(
    'brief',
    sa.column('id', sa.Integer),
    sa.column('template_id', sa.Integer),
    sa.column('version_id', sa.Integer),
)
ANSWER = sa.table(
    'answer',
    sa.column('id', sa.Integer),
    sa.column('brief_id', sa.Integer),
    sa.column('kind', sa.String),
    sa.column('question_id', sa.Integer),
    sa.column('question_key', sa.String),
)


def _kinds(*values: str) -> sa.Enum:
    return sa.Enum(*values, name='questionkind', native_enum=False, length=24)


def upgrade() -> None:
    op.create_table('brief_version',
    sa.Column('template_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('document', sa.Text(), nullable=False),
    sa.Column('published_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('published_by_id', sa.Integer(), nullable=True),
    sa.Column('retired_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['published_by_id'], ['member.id'], name=op.f('fk_brief_version_published_by_id_member')),
    sa.ForeignKeyConstraint(['template_id'], ['brief_template.id'], name=op.f('fk_brief_version_template_id_brief_template')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_brief_version')),
    sa.UniqueConstraint('template_id', 'number', name=op.f('uq_brief_version_template_id_number'))
    )
    op.create_index(
        'ix_brief_version_current', 'brief_version', ['template_id'], unique=True,
        sqlite_where=CURRENT, postgresql_where=CURRENT,
    )
    with op.batch_alter_table('brief_template', schema=None) as batch_op:
        batch_op.add_column(sa.Column('name', sa.JSON(), server_default='{}', nullable=False))
        batch_op.add_column(sa.Column('archived_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('draft', sa.Text(), nullable=True))
        batch_op.add_column(sa.Column('edits', sa.Integer(), server_default='0', nullable=False))
        batch_op.add_column(sa.Column('edited_at', sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column('edited_by_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('origins', sa.JSON(), server_default='[]', nullable=False))
        batch_op.create_foreign_key(batch_op.f('fk_brief_template_edited_by_id_member'), 'member', ['edited_by_id'], ['id'])
    with op.batch_alter_table('brief', schema=None) as batch_op:
        batch_op.add_column(sa.Column('version_id', sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column('origin', sa.JSON(), server_default='{}', nullable=False))
    givers = sa.Enum('client', 'colleague', 'member', 'known', name='giver', native_enum=False, length=24)
    with op.batch_alter_table('answer', schema=None) as batch_op:
        batch_op.add_column(sa.Column('question_key', sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column('given_by', givers, server_default='client', nullable=False))
        batch_op.add_column(sa.Column('giver_id', sa.Integer(), nullable=True))
        batch_op.alter_column('kind', existing_type=_kinds(*BEFORE), type_=_kinds(*NOW), existing_nullable=False)
    _fold(op.get_bind())
    with op.batch_alter_table('brief', schema=None) as batch_op:
        batch_op.alter_column('version_id', existing_type=sa.Integer(), nullable=False)
        batch_op.drop_constraint('fk_brief_template_id_brief_template', type_='foreignkey')
        batch_op.drop_column('template_id')
        batch_op.create_foreign_key(batch_op.f('fk_brief_version_id_brief_version'), 'brief_version', ['version_id'], ['id'])
        batch_op.create_index(batch_op.f('ix_brief_version_id'), ['version_id'], unique=False)
    with op.batch_alter_table('answer', schema=None) as batch_op:
        batch_op.alter_column('question_key', existing_type=sa.String(length=40), nullable=False)
        batch_op.drop_constraint('uq_answer_brief_id_question_id', type_='unique')
        batch_op.drop_index('ix_answer_question_id')
        batch_op.drop_constraint('fk_answer_question_id_question', type_='foreignkey')
        batch_op.drop_column('question_id')
        batch_op.create_unique_constraint(batch_op.f('uq_answer_brief_id_question_key'), ['brief_id', 'question_key'])
    op.drop_table('question')
    op.drop_table('brief_page')


def _fold(bind: sa.Connection) -> None:
    """Each template's pages and questions become the document of its first version."""
    now = datetime.now(UTC)
    for (template,) in bind.execute(sa.select(TEMPLATE.c.id)).all():
        pages = bind.execute(sa.select(PAGE).where(PAGE.c.template_id == template).order_by(PAGE.c.number)).all()
        document = {'languages': ['en', 'ru'], 'pages': [_page(bind, each) for each in pages]}
        bind.execute(
            VERSION.insert().values(
                template_id=template,
                number=1,
                document=json.dumps(document, ensure_ascii=False, separators=(',', ':')),
                published_at=now,
            )
        )
    mine = sa.select(VERSION.c.id).where(VERSION.c.template_id == BRIEF.c.template_id).scalar_subquery()
    bind.execute(BRIEF.update().values(version_id=mine))
    key = sa.literal('q') + sa.cast(ANSWER.c.question_id, sa.String)
    bind.execute(ANSWER.update().values(question_key=key))


def _page(bind: sa.Connection, page: Any) -> dict[str, Any]:
    questions = bind.execute(
        sa.select(QUESTION).where(QUESTION.c.page_id == page.id).order_by(QUESTION.c.position)
    ).all()
    return {
        'key': f'p{page.id}',
        'title': page.title,
        'name': page.name,
        'lead': page.lead,
        'questions': [_question(each) for each in questions],
    }


def _question(question: Any) -> dict[str, Any]:
    choices = question.choices if isinstance(question.choices, list) else []
    kept = [{name: value for name, value in each.items() if name != 'currency' and value is not None} for each in choices]
    currency = next((each['currency'] for each in choices if each.get('currency')), 'EUR')
    known = question.kind if question.kind in BEFORE else 'text'
    more = {'currency': currency} if known == 'budget' else {}
    return {
        'key': f'q{question.id}',
        'kind': known,
        'text': question.text,
        'help': question.help,
        'required': bool(question.required),
        'choices': kept,
        **more,
    }


def downgrade() -> None:
    op.create_table('brief_page',
    sa.Column('template_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('name', sa.JSON(), nullable=False),
    sa.Column('title', sa.JSON(), nullable=False),
    sa.Column('lead', sa.JSON(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['template_id'], ['brief_template.id'], name=op.f('fk_brief_page_template_id_brief_template')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_brief_page')),
    sa.UniqueConstraint('template_id', 'number', name=op.f('uq_brief_page_template_id_number'))
    )
    op.create_table('question',
    sa.Column('page_id', sa.Integer(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('kind', _kinds(*BEFORE), nullable=False),
    sa.Column('text', sa.JSON(), nullable=False),
    sa.Column('help', sa.JSON(), nullable=False),
    sa.Column('required', sa.Boolean(), nullable=False),
    sa.Column('choices', sa.JSON(), nullable=False),
    sa.Column('id', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['page_id'], ['brief_page.id'], name=op.f('fk_question_page_id_brief_page')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_question')),
    sa.UniqueConstraint('page_id', 'position', name=op.f('uq_question_page_id_position'))
    )
    op.create_index(op.f('ix_question_page_id'), 'question', ['page_id'], unique=False)
    with op.batch_alter_table('brief', schema=None) as batch_op:
        batch_op.add_column(sa.Column('template_id', sa.Integer(), nullable=True))
    with op.batch_alter_table('answer', schema=None) as batch_op:
        batch_op.add_column(sa.Column('question_id', sa.Integer(), nullable=True))
    _unfold(op.get_bind())
    with op.batch_alter_table('answer', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('uq_answer_brief_id_question_key'), type_='unique')
        for name in ('giver_id', 'given_by', 'question_key'):
            batch_op.drop_column(name)
        batch_op.alter_column('kind', existing_type=_kinds(*NOW), type_=_kinds(*BEFORE), existing_nullable=False)
        batch_op.alter_column('question_id', existing_type=sa.Integer(), nullable=False)
        batch_op.create_foreign_key('fk_answer_question_id_question', 'question', ['question_id'], ['id'])
        batch_op.create_index('ix_answer_question_id', ['question_id'], unique=False)
        batch_op.create_unique_constraint('uq_answer_brief_id_question_id', ['brief_id', 'question_id'])
    with op.batch_alter_table('brief', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_brief_version_id'))
        batch_op.drop_constraint(batch_op.f('fk_brief_version_id_brief_version'), type_='foreignkey')
        for name in ('origin', 'version_id'):
            batch_op.drop_column(name)
        batch_op.alter_column('template_id', existing_type=sa.Integer(), nullable=False)
        batch_op.create_foreign_key('fk_brief_template_id_brief_template', 'brief_template', ['template_id'], ['id'])
    with op.batch_alter_table('brief_template', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('fk_brief_template_edited_by_id_member'), type_='foreignkey')
        for name in ('origins', 'edited_by_id', 'edited_at', 'edits', 'draft', 'archived_at', 'name'):
            batch_op.drop_column(name)
    op.drop_index('ix_brief_version_current', table_name='brief_version')
    op.drop_table('brief_version')


def _unfold(bind: sa.Connection) -> None:
    """One set of questions a template: those of all its versions, so that every answer finds its own."""
    for (template,) in bind.execute(sa.select(TEMPLATE.c.id)).all():
        versions = bind.execute(
            sa.select(VERSION).where(VERSION.c.template_id == template).order_by(VERSION.c.number.desc())
        ).all()
        questions: dict[str, int] = {}
        for number, page in enumerate(_pages(versions), start=1):
            _put_back(bind, template, number, page, questions)
        ids = [each.id for each in versions]
        mine = sa.select(BRIEF.c.id).where(BRIEF.c.version_id.in_(ids))
        for key, question in questions.items():
            bind.execute(
                ANSWER.update()
                .where(ANSWER.c.brief_id.in_(mine), ANSWER.c.question_key == key)
                .values(question_id=question)
            )
        bind.execute(BRIEF.update().where(BRIEF.c.version_id.in_(ids)).values(template_id=template))
    op.execute('DELETE FROM answer_file WHERE answer_id IN (SELECT id FROM answer WHERE question_id IS NULL)')
    op.execute('DELETE FROM answer WHERE question_id IS NULL')
    strange = ', '.join(f"'{each}'" for each in NOW if each not in BEFORE)
    op.execute(f"UPDATE answer SET kind = 'text' WHERE kind IN ({strange})")


def _pages(versions: list[Any]) -> Iterator[dict[str, Any]]:
    for each in versions:
        yield from json.loads(each.document).get('pages', [])


def _put_back(bind: sa.Connection, template: int, number: int, page: dict[str, Any], known: dict[str, int]) -> None:
    new = [each for each in page['questions'] if each['key'] not in known]
    if not new and known:
        return
    values = {name: page.get(name, {}) for name in ('name', 'title', 'lead')}
    (page_id,) = bind.execute(
        PAGE.insert().values(template_id=template, number=number, **values).returning(PAGE.c.id)
    ).one()
    for position, each in enumerate(new, start=1):
        currency = each.get('currency')
        choices = [choice | ({'currency': currency} if currency else {}) for choice in each.get('choices', [])]
        row = QUESTION.insert().values(
            page_id=page_id,
            position=position,
            kind=each['kind'] if each['kind'] in BEFORE else 'text',
            text=each['text'],
            help=each.get('help', {}),
            required=each.get('required', False),
            choices=choices,
        )
        (known[each['key']],) = bind.execute(row.returning(QUESTION.c.id)).one()
