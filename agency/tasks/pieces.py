"""What a task is made of: subtasks with an owner and a day, and a checklist of plain words."""

from datetime import date, datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.kernel.db import Model
from agency.people.models import Member

if TYPE_CHECKING:
    from agency.tasks.models import Task


class Subtask(Model):
    """A part of a task that somebody does by a day; it stands among their tasks."""

    __tablename__ = "subtask"
    __table_args__ = (sa.Index("ix_subtask_owner", "owner_id", "done_at"),)

    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"), index=True)
    title: Mapped[str] = mapped_column(sa.String(300))
    position: Mapped[int]
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("member.id"))
    due_on: Mapped[date | None]
    done_at: Mapped[datetime | None]

    task: Mapped["Task"] = relationship(back_populates="subtasks")
    owner: Mapped[Member | None] = relationship()


class CheckItem(Model):
    """One thing to tick."""

    __tablename__ = "check_item"

    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"), index=True)
    words: Mapped[str] = mapped_column(sa.String(300))
    position: Mapped[int]
    done_at: Mapped[datetime | None]

    task: Mapped["Task"] = relationship(back_populates="checklist")
