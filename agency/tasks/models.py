"""Projects with their boards, tasks in an order, and the hours worked on them."""

import enum
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.kernel import timeline
from agency.kernel.db import Model
from agency.kernel.money import Money
from agency.kernel.timeline import Actor
from agency.leads.models import Lead
from agency.people.models import Member
from agency.proposals.models import EstimateLine, Proposal


class ColumnKind(enum.Enum):
    """What a column means, whatever it is called."""

    next = "next"
    work = "work"
    waiting = "waiting"
    checking = "checking"
    done = "done"


class StaleTask(Exception):
    """Somebody else moved it meanwhile; show the fresh card."""


class OtherBoard(Exception):
    """A task stays on its board."""


class OnBoard(Exception):
    """A task on a board is done when it is in the column for that."""


class NotYours(Exception):
    """Hours are struck out by whoever worked them."""


class Project(Model):
    """Work that was agreed; its board is its columns."""

    __tablename__ = "project"

    lead_id: Mapped[int] = mapped_column(sa.ForeignKey("lead.id"), index=True)
    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id"), unique=True)
    title: Mapped[str] = mapped_column(sa.String(160))
    currency: Mapped[str] = mapped_column(sa.String(3))
    started_at: Mapped[datetime]
    # As they were agreed: [{percent, when, least, most}], the amounts in minor units.
    payments: Mapped[list[Any]] = mapped_column(default=list, server_default=sa.text("'[]'"))

    lead: Mapped[Lead] = relationship()
    proposal: Mapped[Proposal] = relationship()
    columns: Mapped[list["BoardColumn"]] = relationship(order_by="BoardColumn.position")

    def column(self, kind: ColumnKind) -> "BoardColumn":
        """The first column of this kind."""
        return next(column for column in self.columns if column.kind is kind)


class BoardColumn(Model):
    """A column of a board."""

    __tablename__ = "board_column"
    __table_args__ = (sa.UniqueConstraint("project_id", "position"),)

    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"))
    kind: Mapped[ColumnKind]
    name: Mapped[dict[str, str]]
    position: Mapped[int]
    soft_limit: Mapped[int | None]


class Task(Model):
    """A piece of work: on a board, from one estimate line or added later; or of a lead, before anything is sold."""

    __tablename__ = "task"
    __table_args__ = (
        sa.UniqueConstraint("column_id", "order_key"),
        sa.Index("ix_task_project", "project_id"),
        sa.Index("ix_task_lead", "lead_id", "done_at"),
        sa.CheckConstraint("(project_id IS NULL) <> (lead_id IS NULL)", name="one_place"),
        sa.CheckConstraint("(project_id IS NULL) = (column_id IS NULL)", name="column_of_board"),
    )

    project_id: Mapped[int | None] = mapped_column(sa.ForeignKey("project.id"))
    column_id: Mapped[int | None] = mapped_column(sa.ForeignKey("board_column.id"))
    lead_id: Mapped[int | None] = mapped_column(sa.ForeignKey("lead.id"))
    line_id: Mapped[int | None] = mapped_column(sa.ForeignKey("estimate_line.id"), unique=True)
    title: Mapped[str] = mapped_column(sa.String(300))
    section: Mapped[str] = mapped_column(sa.String(120), default="")
    category: Mapped[int] = mapped_column(default=1)
    # Bytewise, so that PostgreSQL's language rules cannot disagree with SQLite about what comes first.
    order_key: Mapped[str] = mapped_column(
        sa.String(200).with_variant(sa.String(200, collation="C"), "postgresql")
    )
    # `version` counts moves, so that a stale page cannot move it; `revision` counts whatever its card shows.
    version: Mapped[int] = mapped_column(default=1)
    revision: Mapped[int] = mapped_column(default=1)
    sold_minor: Mapped[int | None] = mapped_column(sa.BigInteger)
    due_on: Mapped[date | None]
    moved_at: Mapped[datetime]
    # Of a lead's task; on a board the column says it.
    done_at: Mapped[datetime | None]

    project: Mapped[Project | None] = relationship()
    column: Mapped[BoardColumn | None] = relationship()
    lead: Mapped[Lead | None] = relationship()
    line: Mapped[EstimateLine | None] = relationship()
    plans: Mapped[list["TaskPlan"]] = relationship(order_by="TaskPlan.id", back_populates="task")
    entries: Mapped[list["TimeEntry"]] = relationship(
        order_by="TimeEntry.on.desc(), TimeEntry.id.desc()",
        back_populates="task",
        cascade="all, delete-orphan",
    )

    def move(self, column: BoardColumn, *, key: str, version: int, by: Actor, at: datetime) -> None:
        """Put it into a column at an order key; one row is written.

        Raises StaleTask when somebody moved it since `version`, OtherBoard for another board's column.
        """
        if version != self.version:
            raise StaleTask(self.id)
        if column.project_id != self.project_id:
            raise OtherBoard(column.id)
        came_from, self.column_id = self.column_id, column.id
        self.order_key = key
        self.version += 1
        self._changed()
        if came_from != column.id:
            self.moved_at = at
            self._record("tasks.moved", at=at, by=by, source=came_from, column=column.id)

    def finish(self, *, by: Actor, at: datetime) -> None:
        """The task of a lead is done; saying it twice changes nothing. Raises OnBoard."""
        self._must_be_of_a_lead()
        if self.done_at is None:
            self.done_at = self.moved_at = at
            self._changed()
            self._record("tasks.finished", at=at, by=by)

    def take_up(self, *, by: Actor, at: datetime) -> None:
        """It was not done after all. Raises OnBoard."""
        self._must_be_of_a_lead()
        if self.done_at is not None:
            self.done_at, self.moved_at = None, at
            self._changed()
            self._record("tasks.taken_up", at=at, by=by)

    def fall_due(self, on: date | None, *, by: Actor, at: datetime) -> None:
        """By when it is to be done; None for no day."""
        if on != self.due_on:
            self.due_on = on
            self._changed()
            self._record("tasks.due_day_set", at=at, by=by, on=on.toordinal() if on else None)

    def log(
        self, *, member: Member, minutes: int, on: date, note: str, at: datetime
    ) -> "TimeEntry":
        """Hours worked on it by a member on a day."""
        entry = TimeEntry(member=member, minutes=minutes, on=on, note=note[:300], logged_at=at)
        self.entries.append(entry)
        actor = Actor.member(member.id)
        self._changed()
        self._record("tasks.hours_logged", at=at, by=actor, minutes=minutes)
        return entry

    def strike_out(self, entry: "TimeEntry", *, by: Member, at: datetime) -> None:
        """Take back hours that were logged by mistake. Raises NotYours for somebody else's."""
        if entry.member_id != by.id:
            raise NotYours(entry.id)
        self.entries.remove(entry)
        actor = Actor.member(by.id)
        self._changed()
        self._record("tasks.hours_struck_out", at=at, by=actor, minutes=entry.minutes)

    @property
    def planned_minutes(self) -> int:
        return sum(plan.minutes for plan in self.plans)

    @property
    def spent_minutes(self) -> int:
        return sum(entry.minutes for entry in self.entries)

    @property
    def sold(self) -> Money | None:
        """The price of its line, frozen at acceptance."""
        if self.sold_minor is None or self.project is None:
            return None
        return Money(self.sold_minor, self.project.currency)

    @property
    def of_lead(self) -> Lead:
        """The lead that it belongs to, or that its project was."""
        if self.project is not None:
            return self.project.lead
        assert self.lead is not None, "a task has one place"
        return self.lead

    def _changed(self) -> None:
        # Counted by the database, so that two people at once make two changes.
        self.revision = Task.revision + 1

    def _record(self, fact: str, *, at: datetime, by: Actor, **data: int | str | None) -> None:
        timeline.record(self.of_lead.stream, fact, at=at, by=by, task=self.id, **data)

    def _must_be_of_a_lead(self) -> None:
        if self.lead_id is None:
            raise OnBoard(self.id)


class TaskPlan(Model):
    """Planned minutes of one member on a task."""

    __tablename__ = "task_plan"
    __table_args__ = (sa.UniqueConstraint("task_id", "member_id"),)

    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"))
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("member.id"))
    minutes: Mapped[int]

    task: Mapped[Task] = relationship(back_populates="plans")
    member: Mapped[Member] = relationship()


class TimeEntry(Model):
    """Time that a member worked on a task."""

    __tablename__ = "time_entry"
    __table_args__ = (sa.CheckConstraint("minutes > 0", name="positive"),)

    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"), index=True)
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("member.id"))
    minutes: Mapped[int]
    on: Mapped[date] = mapped_column("on_day")
    note: Mapped[str] = mapped_column(sa.String(300), default="")
    logged_at: Mapped[datetime]

    task: Mapped[Task] = relationship(back_populates="entries")
    member: Mapped[Member] = relationship()
