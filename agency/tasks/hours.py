"""Hours: planned by member, worked by member on a day, running on a timer; and periods that are closed."""

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.kernel.db import Model, db
from agency.people.models import Agency, Member

if TYPE_CHECKING:
    from agency.tasks.models import Task

MINUTE = timedelta(minutes=1)
DAY = 24 * 60
# Nobody works longer on end: whoever left the timer running is asked how long it really was.
FORGOTTEN_AFTER = timedelta(hours=10)


class NotYours(Exception):
    """Hours are changed and struck out by whoever worked them."""


class PeriodClosed(Exception):
    """Hours up to this day were counted already: `until` is the last day of the period."""

    def __init__(self, until: date) -> None:
        self.until = until
        super().__init__(until.isoformat())


class TaskPlan(Model):
    """Planned minutes of one member on a task."""

    __tablename__ = "task_plan"
    __table_args__ = (sa.UniqueConstraint("task_id", "member_id"),)

    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"))
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("member.id"), index=True)
    minutes: Mapped[int]

    task: Mapped["Task"] = relationship(back_populates="plans")
    member: Mapped[Member] = relationship()


class TimeEntry(Model):
    """Time that a member worked on a task, in whole minutes."""

    __tablename__ = "time_entry"
    __table_args__ = (
        sa.CheckConstraint("minutes > 0", name="positive"),
        sa.Index("ix_time_entry_member_day", "member_id", "on_day"),
    )

    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"), index=True)
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("member.id"))
    minutes: Mapped[int]
    on: Mapped[date] = mapped_column("on_day")
    note: Mapped[str] = mapped_column(sa.String(300), default="")
    logged_at: Mapped[datetime]
    # Beyond what was sold: it goes into the next estimate.
    is_out_of_scope: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    # The line of a further estimate in which they are offered: they are asked for once.
    asked_line_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("estimate_line.id", ondelete="SET NULL"), index=True
    )

    task: Mapped["Task"] = relationship(back_populates="entries")
    member: Mapped[Member] = relationship()

    def correct(self, *, minutes: int, on: date, note: str, is_out_of_scope: bool) -> None:
        """Put right what was typed."""
        self.minutes, self.on, self.note = minutes, on, note[:300]
        self.is_out_of_scope = is_out_of_scope


class Timer(Model):
    """What a member works on at this moment; one at a time."""

    __tablename__ = "timer"

    member_id: Mapped[int] = mapped_column(sa.ForeignKey("member.id"), unique=True)
    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"), index=True)
    started_at: Mapped[datetime]

    member: Mapped[Member] = relationship()
    task: Mapped["Task"] = relationship()

    def minutes(self, at: datetime) -> int:
        """How long it has run, a begun minute counts; a day at most, since nobody works longer on end."""
        return min(max(-(-(at - self.started_at) // MINUTE), 1), DAY)

    def is_forgotten(self, at: datetime) -> bool:
        """Whether it has run for so long that it does not say any more how long somebody worked."""
        return at - self.started_at >= FORGOTTEN_AFTER

    @property
    def since(self) -> str:
        """By which a page knows that it is still the same one."""
        return self.started_at.isoformat()


class ClosedPeriod(Model):
    """Hours up to and including this day were counted: they do not change any more."""

    __tablename__ = "closed_period"

    until: Mapped[date] = mapped_column("until_day", unique=True)
    closed_at: Mapped[datetime]
    closed_by_id: Mapped[int] = mapped_column(sa.ForeignKey("member.id"))

    closed_by: Mapped[Member] = relationship()


def closed_until() -> date | None:
    """The last day whose hours were counted; None where nothing is closed."""
    return db.session.scalar(sa.select(sa.func.max(ClosedPeriod.until)))


def must_be_open(*days: date) -> None:
    """Raises PeriodClosed when hours of one of these days were counted already.

    Until the end of the transaction nobody closes more: hours stand in a month before it is closed, or not at all.
    """
    db.session.execute(sa.select(Agency.id).with_for_update(read=True))
    until = closed_until()
    if until is not None and min(days) <= until:
        raise PeriodClosed(until)
