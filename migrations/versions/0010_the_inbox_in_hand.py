"""The inbox in hand

Revision: 0010
After: 0009
Made: 2026-11-22 06:40:00+00:00
"""

import sqlalchemy as sa
from alembic import op


revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column(
            "place",
            sa.Enum("inbox", "leads", name="place", native_enum=False, length=24),
            nullable=False,
        ),
        sa.Column("query", sa.String(600), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_saved_view_member_id_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_view")),
    )
    with op.batch_alter_table("saved_view") as table:
        table.create_index(op.f("ix_saved_view_member_id"), ["member_id"])
    op.create_table(
        "undoable",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(60), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rows", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_undoable_member_id_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_undoable")),
    )
    with op.batch_alter_table("undoable") as table:
        table.create_index("ix_undoable_member_id_at", ["member_id", "at"])


def downgrade() -> None:
    op.drop_table("undoable")
    op.drop_table("saved_view")
