"""Work that comes again: the same task every week or month of a retainer, and sets of tasks for a service."""

import enum
from datetime import date
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.kernel.db import Model

if TYPE_CHECKING:
    from agency.tasks.models import Task


class Every(enum.Enum):
    """How often."""

    week = "week"
    month = "month"


class Repeat(Model):
    """A task of which a fresh copy comes every `count` weeks or months, whether the last one is done or not."""

    __tablename__ = "task_repeat"
    __table_args__ = (sa.CheckConstraint("count BETWEEN 1 AND 52", name="sensible"),)

    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"), unique=True)
    every: Mapped[Every]
    count: Mapped[int] = mapped_column(default=1)
    # The due day of the next copy; its due row falls a week earlier.
    next_on: Mapped[date]
    until_on: Mapped[date | None]

    task: Mapped["Task"] = relationship(back_populates="repeat")


class TaskTemplate(Model):
    """Tasks that a service usually takes, with their subtasks, to be put on a board at once."""

    __tablename__ = "task_template"

    name: Mapped[dict[str, str]]
    service_id: Mapped[int | None] = mapped_column(sa.ForeignKey("service.id"))
    # [{title, section, details, role_id, minutes, days, subtasks: [..], checklist: [..]}]
    tasks: Mapped[list[Any]] = mapped_column(default=list)
