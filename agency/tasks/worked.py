"""What a task has of its hours: planned, logged, corrected and struck out, until their month is closed."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy.orm import Mapped

from agency.kernel.timeline import Actor
from agency.people.models import Member
from agency.tasks.hours import NotYours, TaskPlan, TimeEntry, must_be_open


class Worked:
    """The hours of a task. Whoever worked them changes them, as long as nobody has counted them."""

    if TYPE_CHECKING:
        plans: Mapped[list[TaskPlan]]
        entries: Mapped[list[TimeEntry]]

        def change(self, fact: str, *, at: datetime, by: Actor, **data: Any) -> None:
            """Count a change and write it down; the task itself knows."""

    def log(
        self,
        *,
        member: Member,
        minutes: int,
        on: date,
        note: str,
        at: datetime,
        is_out_of_scope: bool = False,
    ) -> TimeEntry:
        """Hours worked on it by a member on a day. Raises PeriodClosed."""
        must_be_open(on)
        entry = TimeEntry(member=member, minutes=minutes, on=on, note=note[:300], logged_at=at)
        entry.is_out_of_scope = is_out_of_scope
        self.entries.append(entry)
        actor = Actor.member(member.id)
        self.change("tasks.hours_logged", at=at, by=actor, minutes=minutes)
        return entry

    def correct(
        self,
        entry: TimeEntry,
        *,
        minutes: int,
        on: date,
        note: str,
        is_out_of_scope: bool,
        by: Member,
        at: datetime,
    ) -> None:
        """They were others. Raises NotYours for somebody else's, PeriodClosed for a day that was counted."""
        self._must_be_theirs(entry, by)
        must_be_open(entry.on, on)
        was = entry.minutes
        entry.correct(minutes=minutes, on=on, note=note, is_out_of_scope=is_out_of_scope)
        actor = Actor.member(by.id)
        self.change("tasks.hours_corrected", at=at, by=actor, minutes=minutes, was=was)

    def strike_out(self, entry: TimeEntry, *, by: Member, at: datetime) -> None:
        """Take back hours that were logged by mistake. Raises NotYours, PeriodClosed."""
        self._must_be_theirs(entry, by)
        must_be_open(entry.on)
        self.entries.remove(entry)
        actor = Actor.member(by.id)
        self.change("tasks.hours_struck_out", at=at, by=actor, minutes=entry.minutes)

    @property
    def planned_minutes(self) -> int:
        return sum(plan.minutes for plan in self.plans)

    @property
    def spent_minutes(self) -> int:
        return sum(entry.minutes for entry in self.entries)

    @staticmethod
    def _must_be_theirs(entry: TimeEntry, member: Member) -> None:
        if entry.member_id != member.id:
            raise NotYours(entry.id)
