"""Writing: letters that have not left, snippets, signatures; a cadence can begin anew.

Revision: 0007
After: 0006
Made: 2026-11-22 06:40:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "snippet",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_snippet")),
        sa.UniqueConstraint("language", "name", name=op.f("uq_snippet_language_name")),
    )
    op.create_table(
        "unsent_letter",
        sa.Column("lead_id", sa.Integer(), nullable=False),
        sa.Column("member_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "typing",
                "waiting",
                "held",
                "dropped",
                name="unsentstate",
                native_enum=False,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("subject", sa.String(length=998), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("own_time", sa.String(length=16), nullable=False),
        sa.Column("own_clock", sa.String(length=8), nullable=False),
        sa.Column("follow_up", sa.Boolean(), nullable=False),
        sa.Column("whom", sa.Enum("client", "partner", "both", name="answers", native_enum=False, length=24), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pressed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("leaves_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column(
            "reason",
            sa.Enum(
                "heard",
                "answered",
                "closed",
                "no_address",
                name="heldback",
                native_enum=False,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["lead_id"], ["lead.id"], name=op.f("fk_unsent_letter_lead_id_lead")
        ),
        sa.ForeignKeyConstraint(
            ["member_id"], ["member.id"], name=op.f("fk_unsent_letter_member_id_member")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unsent_letter")),
    )
    with op.batch_alter_table("unsent_letter", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unsent_letter_lead_id"), ["lead_id"], unique=False)
        batch_op.create_index(
            "ix_unsent_letter_one_draft",
            ["lead_id", "member_id"],
            unique=True,
            sqlite_where=sa.text("state = 'typing'"),
            postgresql_where=sa.text("state = 'typing'"),
        )
    op.create_table(
        "unsent_file",
        sa.Column("unsent_id", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["stored_file.id"], name=op.f("fk_unsent_file_file_id_stored_file")
        ),
        sa.ForeignKeyConstraint(
            ["unsent_id"],
            ["unsent_letter.id"],
            name=op.f("fk_unsent_file_unsent_id_unsent_letter"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unsent_file")),
        sa.UniqueConstraint("unsent_id", "file_id", name=op.f("uq_unsent_file_unsent_id_file_id")),
    )
    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.add_column(sa.Column("signature", sa.JSON(), server_default="{}", nullable=False))
        batch_op.add_column(sa.Column("signs_as", sa.JSON(), server_default="{}", nullable=False))
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.add_column(sa.Column("if_refused", sa.String(length=60), nullable=True))
    with op.batch_alter_table("enrollment", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("first_step", sa.Integer(), server_default="1", nullable=False)
        )
        batch_op.drop_constraint("uq_enrollment_proposal_id", type_="unique")
        batch_op.create_index(
            batch_op.f("ix_enrollment_proposal_id"), ["proposal_id"], unique=False
        )


def downgrade() -> None:
    # Of a proposal that was followed up twice the first enrollment stays.
    op.execute(
        "DELETE FROM touch WHERE enrollment_id IN (SELECT id FROM enrollment WHERE first_step > 1)"
    )
    op.execute("DELETE FROM enrollment WHERE first_step > 1")
    with op.batch_alter_table("enrollment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_enrollment_proposal_id"))
        batch_op.create_unique_constraint(op.f("uq_enrollment_proposal_id"), ["proposal_id"])
        batch_op.drop_column("first_step")
    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.drop_column("if_refused")
    with op.batch_alter_table("member", schema=None) as batch_op:
        batch_op.drop_column("signs_as")
        batch_op.drop_column("signature")
    op.drop_table("unsent_file")
    with op.batch_alter_table("unsent_letter", schema=None) as batch_op:
        batch_op.drop_index("ix_unsent_letter_one_draft")
        batch_op.drop_index(batch_op.f("ix_unsent_letter_lead_id"))
    op.drop_table("unsent_letter")
    op.drop_table("snippet")
