"""The task: a piece of work of a project, of a lead, or of one of us alone; what it refuses, and what it becomes."""

import enum
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.kernel import timeline
from agency.kernel.db import Model
from agency.kernel.money import Money
from agency.kernel.timeline import Actor
from agency.leads.models import Lead
from agency.people.models import Member
from agency.proposals.models import EstimateLine
from agency.tasks.attached import CloudLink, TaskFile
from agency.tasks.hours import NotYours, TaskPlan, TimeEntry
from agency.tasks.labels import BLOCKED_BY, LABELS_OF, Label
from agency.tasks.pieces import CheckItem, Subtask
from agency.tasks.projects import BoardColumn, Project
from agency.tasks.repeating import Repeat
from agency.tasks.reports import Verdict
from agency.tasks.talk import Comment

IN_THE_BIN = timedelta(days=30)


class Priority(enum.IntEnum):
    """How much it presses; most tasks are as usual."""

    low = -1
    usual = 0
    high = 1
    urgent = 2


class StaleTask(Exception):
    """Somebody else moved it meanwhile; show the fresh card."""


class StaleWords(Exception):
    """Somebody else changed its words meanwhile; show both."""


class OtherBoard(Exception):
    """A task stays on its board."""


class OnBoard(Exception):
    """A task on a board is done when it is in the column for that."""


class InTheBin(Exception):
    """It was thrown away; take it out of the bin first."""


class BlocksItself(Exception):
    """A task cannot wait for one that waits for it."""


class Task(Model):
    """A piece of work: on a board, from one estimate line or added later; of a lead, before anything is sold; or of
    a member alone.

    One owner answers for it; hours are planned by member.
    """

    __tablename__ = "task"
    __table_args__ = (
        sa.UniqueConstraint("column_id", "order_key"),
        sa.Index("ix_task_project", "project_id"),
        sa.Index("ix_task_lead", "lead_id", "done_at"),
        sa.Index("ix_task_owner", "owner_id", "done_at"),
        sa.CheckConstraint("project_id IS NULL OR lead_id IS NULL", name="one_place"),
        sa.CheckConstraint(
            "project_id IS NOT NULL OR lead_id IS NOT NULL OR owner_id IS NOT NULL",
            name="somebodys",
        ),
        sa.CheckConstraint("(project_id IS NULL) = (column_id IS NULL)", name="column_of_board"),
    )

    project_id: Mapped[int | None] = mapped_column(sa.ForeignKey("project.id"))
    column_id: Mapped[int | None] = mapped_column(sa.ForeignKey("board_column.id"))
    lead_id: Mapped[int | None] = mapped_column(sa.ForeignKey("lead.id"))
    line_id: Mapped[int | None] = mapped_column(sa.ForeignKey("estimate_line.id"), unique=True)
    title: Mapped[str] = mapped_column(sa.String(300))
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("member.id"))
    # Markdown; `words_version` counts edits of title and details, so that a second save cannot undo the first.
    details: Mapped[str] = mapped_column(sa.Text, default="", server_default="")
    words_version: Mapped[int] = mapped_column(default=1, server_default="1")
    priority: Mapped[int] = mapped_column(default=Priority.usual, server_default="0")
    stage_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stage.id", ondelete="SET NULL"))
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
    # Since when it lies with the client, and how long it did before: time that does not make it old.
    waiting_since: Mapped[datetime | None]
    waited_minutes: Mapped[int] = mapped_column(default=0, server_default="0")
    # Beyond what was sold: it goes into the next estimate.
    is_out_of_scope: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    is_client_visible: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    # Where it is on no board; on a board the column says it.
    done_at: Mapped[datetime | None]
    archived_at: Mapped[datetime | None]
    binned_at: Mapped[datetime | None]

    project: Mapped[Project | None] = relationship()
    column: Mapped[BoardColumn | None] = relationship()
    lead: Mapped[Lead | None] = relationship()
    line: Mapped[EstimateLine | None] = relationship()
    owner: Mapped[Member | None] = relationship()
    labels: Mapped[list[Label]] = relationship(secondary=LABELS_OF, order_by=Label.name)
    blockers: Mapped[list["Task"]] = relationship(
        secondary=BLOCKED_BY,
        primaryjoin=lambda: Task.id == BLOCKED_BY.c.task_id,
        secondaryjoin=lambda: Task.id == BLOCKED_BY.c.blocker_id,
        order_by=lambda: Task.id,
    )
    plans: Mapped[list["TaskPlan"]] = relationship(order_by="TaskPlan.id", back_populates="task")
    entries: Mapped[list["TimeEntry"]] = relationship(
        order_by="TimeEntry.on.desc(), TimeEntry.id.desc()",
        back_populates="task",
        cascade="all, delete-orphan",
    )

    subtasks: Mapped[list[Subtask]] = relationship(
        order_by=Subtask.position, back_populates="task", cascade="all, delete-orphan"
    )
    checklist: Mapped[list[CheckItem]] = relationship(
        order_by=CheckItem.position, back_populates="task", cascade="all, delete-orphan"
    )
    comments: Mapped[list[Comment]] = relationship(
        order_by=Comment.id, back_populates="task", cascade="all, delete-orphan"
    )
    files: Mapped[list[TaskFile]] = relationship(
        order_by=TaskFile.id, back_populates="task", cascade="all, delete-orphan"
    )
    links: Mapped[list[CloudLink]] = relationship(
        order_by=CloudLink.id, back_populates="task", cascade="all, delete-orphan"
    )
    repeat: Mapped[Repeat | None] = relationship(
        back_populates="task", cascade="all, delete-orphan"
    )
    verdicts: Mapped[list[Verdict]] = relationship(
        order_by=Verdict.id, back_populates="task", cascade="all, delete-orphan"
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
        """What is on no board is done; saying it twice changes nothing. Raises OnBoard."""
        self._must_be_off_boards()
        if self.done_at is None:
            self.done_at = self.moved_at = at
            self._changed()
            self._record("tasks.finished", at=at, by=by)

    def take_up(self, *, by: Actor, at: datetime) -> None:
        """It was not done after all. Raises OnBoard."""
        self._must_be_off_boards()
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
    def of_lead(self) -> Lead | None:
        """The lead that it belongs to, or that its project was; None for what is a member's alone."""
        return self.project.lead if self.project is not None else self.lead

    @property
    def stream(self) -> tuple[str, int]:
        """Where its history stands: among what happened on its lead, or by itself."""
        lead = self.of_lead
        return lead.stream if lead is not None else ("task", self.id)

    def _changed(self) -> None:
        # Counted by the database, so that two people at once make two changes.
        self.revision = Task.revision + 1

    def _record(self, fact: str, *, at: datetime, by: Actor, **data: int | str | None) -> None:
        timeline.record(self.stream, fact, at=at, by=by, task=self.id, **data)

    def _must_be_off_boards(self) -> None:
        if self.project_id is not None:
            raise OnBoard(self.id)
