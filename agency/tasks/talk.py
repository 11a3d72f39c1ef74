"""What is said about a task: among us, or where the client reads it too."""

from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.kernel.db import Model
from agency.people.models import Member

if TYPE_CHECKING:
    from agency.tasks.models import Task


class Comment(Model):
    """Words of one of us, or of the client from their page; those who are mentioned get a notice."""

    __tablename__ = "task_comment"
    __table_args__ = (
        sa.CheckConstraint("member_id IS NULL OR client_name = ''", name="one_voice"),
    )

    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"), index=True)
    member_id: Mapped[int | None] = mapped_column(sa.ForeignKey("member.id"))
    # Who wrote it on the client's page, as they named themselves.
    client_name: Mapped[str] = mapped_column(sa.String(120), default="", server_default="")
    words: Mapped[str] = mapped_column(sa.Text)
    is_client_visible: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    said_at: Mapped[datetime]
    changed_at: Mapped[datetime | None]

    task: Mapped["Task"] = relationship(back_populates="comments")
    member: Mapped[Member | None] = relationship()
