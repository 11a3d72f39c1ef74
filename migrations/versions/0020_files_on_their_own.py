"""Files that travel on their own

Revision: 0020
After: 0019
Made: 2026-11-22 13:00:00+00:00
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "brief_upload",
        sa.Column("brief_id", sa.Integer(), nullable=False),
        sa.Column("question_key", sa.String(length=40), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=255), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("arrived", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("touched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["brief_id"], ["brief.id"], name=op.f("fk_brief_upload_brief_id_brief")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"],
            ["stored_file.id"],
            name=op.f("fk_brief_upload_file_id_stored_file"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_brief_upload")),
        sa.UniqueConstraint("secret_hash", name=op.f("uq_brief_upload_secret_hash")),
    )
    op.create_index(op.f("ix_brief_upload_brief_id"), "brief_upload", ["brief_id"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_brief_upload_brief_id"), table_name="brief_upload")
    op.drop_table("brief_upload")
