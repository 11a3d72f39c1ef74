"""Reminders of a task: at a time, or so many days before it is due; each rings for whoever asked."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.kernel import due
from agency.kernel.db import Model, db
from agency.people import notices
from agency.people.models import Member

if TYPE_CHECKING:
    from agency.tasks.models import Task

# What is due of a reminder: it rings.
RING = "tasks.ring"
MOST = 20


class TooManyReminders(Exception):
    """Nobody needs more of them for one task."""


class OverAlready(Exception):
    """That time is over."""


class NoDueDay(Exception):
    """Days before it is due need a due day."""


class TaskReminder(Model):
    """One member wants to be told of a task: at an instant, or at an hour so many days before it is due."""

    __tablename__ = "task_reminder"
    __table_args__ = (sa.Index("ix_task_reminder_member", "member_id", "at"),)

    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"), index=True)
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("member.id"))
    at: Mapped[datetime]
    # Where it follows the due day: so many days before, at this hour by the clock of the member.
    days_before: Mapped[int | None]
    hour: Mapped[str] = mapped_column(sa.String(5), default="09:00")
    zone: Mapped[str] = mapped_column(sa.String(64))
    rang_at: Mapped[datetime | None]

    task: Mapped["Task"] = relationship(back_populates="reminders")
    member: Mapped[Member] = relationship()

    def follow(self, due_on: date | None, *, now: datetime) -> None:
        """The due day is another one: it rings by that; without a day, or when that time is over, not at all."""
        if self.days_before is None:
            return
        if due_on is None:
            due.cancel(RING, self.id)
            return
        self.at = _before(due_on, self.days_before, self.hour, self.zone)
        if self.at > now:
            self.rang_at = None
            due.plan(RING, self.id, self.at)
        else:
            due.cancel(RING, self.id)

    def waits(self, now: datetime) -> bool:
        """Whether it is still to ring."""
        has_day = self.days_before is None or self.task.due_on is not None
        return self.rang_at is None and self.at > now and has_day


def remind(
    task: "Task",
    member: Member,
    *,
    zone: str,
    now: datetime,
    days_before: int | None = None,
    hour: str = "09:00",
    at: datetime | None = None,
) -> TaskReminder:
    """Tell this member then. Raises NoDueDay, OverAlready, TooManyReminders."""
    if at is None:
        if task.due_on is None:
            raise NoDueDay(task.id)
        at = _before(task.due_on, days_before or 0, hour, zone)
    if at <= now:
        raise OverAlready(at.isoformat())
    mine = [each for each in task.reminders if each.member_id == member.id]
    if found := next((each for each in mine if each.at == at and each.waits(now)), None):
        return found
    if len(mine) >= MOST:
        raise TooManyReminders(task.id)
    made = TaskReminder(member=member, at=at, days_before=days_before, hour=hour, zone=zone)
    task.reminders.append(made)
    db.session.flush()
    due.plan(RING, made.id, at)
    return made


def call_off(reminder: TaskReminder) -> None:
    """It is not wanted any more."""
    due.cancel(RING, reminder.id)
    reminder.task.reminders.remove(reminder)


def follow_the_day(reminders: Sequence[TaskReminder], due_on: date | None, now: datetime) -> None:
    """The due day of their task is another one."""
    for reminder in reminders:
        reminder.follow(due_on, now=now)


def ring(id: int, *, now: datetime) -> datetime | None:
    """Tell it, unless the task is done or put away; when to look again, if it was moved."""
    reminder = db.session.get(TaskReminder, id)
    if reminder is None or reminder.rang_at is not None:
        return None
    if reminder.at > now:
        return reminder.at
    reminder.rang_at = now
    if reminder.task.is_there and not reminder.task.is_done:
        said = reminder.at.isoformat(timespec="minutes")
        task = reminder.task
        notices.tell(reminder.member, "tasks.reminder_due", at=now, task=task.id, due_at=said)
    return None


def _before(due_on: date, days: int, hour: str, zone: str) -> datetime:
    wall = datetime.combine(due_on - timedelta(days=days), time.fromisoformat(hour))
    return wall.replace(tzinfo=ZoneInfo(zone)).astimezone(ZoneInfo("UTC"))
