"""Work that comes again: the same task every week or month of a retainer, and sets of tasks for a service."""

import calendar
import enum
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.kernel.db import Model

if TYPE_CHECKING:
    from agency.tasks.models import Task

# A fresh copy comes so long before its day.
AHEAD = timedelta(days=7)


class Every(enum.Enum):
    """How often."""

    week = "week"
    month = "month"


class Repeat(Model):
    """A task of which a fresh copy comes every `count` weeks or months, whether the last one is done or not.

    It always belongs to the latest copy: what is changed there is in all that come after.
    """

    __tablename__ = "task_repeat"
    __table_args__ = (sa.CheckConstraint("count BETWEEN 1 AND 52", name="sensible"),)

    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"), unique=True)
    every: Mapped[Every]
    count: Mapped[int] = mapped_column(default=1)
    # The day of the month on which it began: after the 28th of February comes the 31st of March again.
    day: Mapped[int] = mapped_column(default=1)
    # The due day of the next copy; its due row falls a week earlier.
    next_on: Mapped[date]
    until_on: Mapped[date | None]

    task: Mapped["Task"] = relationship(back_populates="repeat")

    def after(self, on: date) -> date:
        """The day that follows this one."""
        if self.every is Every.week:
            return on + timedelta(weeks=self.count)
        months = on.year * 12 + on.month - 1 + self.count
        year, month = divmod(months, 12)
        return date(year, month + 1, min(self.day, calendar.monthrange(year, month + 1)[1]))

    @property
    def is_over(self) -> bool:
        """Whether the next one would come after the last day."""
        return self.until_on is not None and self.next_on > self.until_on


class Again:
    """What a task has of coming again: the id of the first one of its series."""

    series: Mapped[int | None] = mapped_column(index=True)


class TaskTemplate(Model):
    """Tasks that a service usually takes, with their subtasks, to be put on a board at once."""

    __tablename__ = "task_template"

    name: Mapped[dict[str, str]]
    service_id: Mapped[int | None] = mapped_column(sa.ForeignKey("service.id"))
    # [{title, section, details, role_id, minutes, days, subtasks: [..], checklist: [..]}]
    tasks: Mapped[list[Any]] = mapped_column(default=list)
