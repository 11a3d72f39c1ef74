"""Projects with their boards, tasks in an order, and the hours worked on them."""

import enum
from datetime import date, datetime

import sqlalchemy as sa
from fractional_indexing import generate_key_between
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


class Project(Model):
    """Work that was agreed; its board is its columns."""

    __tablename__ = "project"

    lead_id: Mapped[int] = mapped_column(sa.ForeignKey("lead.id"), index=True)
    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id"), unique=True)
    title: Mapped[str] = mapped_column(sa.String(160))
    currency: Mapped[str] = mapped_column(sa.String(3))
    started_at: Mapped[datetime]

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
    """A piece of work on a board, from one estimate line or added later."""

    __tablename__ = "task"
    __table_args__ = (
        sa.UniqueConstraint("column_id", "order_key"),
        sa.Index("ix_task_project", "project_id"),
    )

    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"))
    column_id: Mapped[int] = mapped_column(sa.ForeignKey("board_column.id"))
    line_id: Mapped[int | None] = mapped_column(sa.ForeignKey("estimate_line.id"), unique=True)
    title: Mapped[str] = mapped_column(sa.String(300))
    section: Mapped[str] = mapped_column(sa.String(120), default="")
    category: Mapped[int] = mapped_column(default=1)
    # Bytewise, so that PostgreSQL's language rules cannot disagree with SQLite about what comes first.
    order_key: Mapped[str] = mapped_column(
        sa.String(200).with_variant(sa.String(200, collation="C"), "postgresql")
    )
    version: Mapped[int] = mapped_column(default=1)
    sold_minor: Mapped[int | None]
    due_on: Mapped[date | None]
    moved_at: Mapped[datetime]

    project: Mapped[Project] = relationship()
    column: Mapped[BoardColumn] = relationship()
    line: Mapped[EstimateLine | None] = relationship()
    plans: Mapped[list["TaskPlan"]] = relationship(order_by="TaskPlan.id", back_populates="task")
    entries: Mapped[list["TimeEntry"]] = relationship(
        order_by="TimeEntry.id.desc()", back_populates="task"
    )

    def move(
        self,
        column: BoardColumn,
        *,
        after: str | None,
        before: str | None,
        version: int,
        by: Actor,
        at: datetime,
    ) -> None:
        """Put it into a column between two order keys; one row is written.

        Raises StaleTask when somebody moved it since `version`.
        """
        if version != self.version:
            raise StaleTask(self.id)
        came_from, self.column = self.column, column
        self.order_key = generate_key_between(after, before)
        self.version += 1
        if came_from.id != column.id:
            self.moved_at = at
            timeline.record(
                self.project.lead.stream,
                "tasks.moved",
                at=at,
                by=by,
                task=self.id,
                source=came_from.id,
                column=column.id,
            )

    def log(
        self, *, member: Member, minutes: int, on: date, note: str, at: datetime
    ) -> "TimeEntry":
        """Hours worked on it by a member on a day."""
        entry = TimeEntry(
            task=self, member=member, minutes=minutes, on=on, note=note[:300], logged_at=at
        )
        timeline.record(
            self.project.lead.stream,
            "tasks.hours_logged",
            at=at,
            by=Actor.member(member.id),
            task=self.id,
            minutes=minutes,
        )
        return entry

    @property
    def planned_minutes(self) -> int:
        return sum(plan.minutes for plan in self.plans)

    @property
    def spent_minutes(self) -> int:
        return sum(entry.minutes for entry in self.entries)

    @property
    def is_over(self) -> bool:
        return 0 < self.planned_minutes < self.spent_minutes

    @property
    def sold(self) -> Money | None:
        """The price of its line, frozen at acceptance."""
        return None if self.sold_minor is None else Money(self.sold_minor, self.project.currency)


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
