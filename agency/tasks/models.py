"""The task: a piece of work of a project, of a lead, or of one of us alone; what it refuses, and what it becomes."""

import enum
from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.kernel import timeline
from agency.kernel.db import Model
from agency.kernel.money import Money
from agency.kernel.timeline import Actor
from agency.leads.models import Lead
from agency.people.models import Member
from agency.proposals.models import EstimateLine
from agency.tasks.attached import CloudLink, Laden, TaskFile
from agency.tasks.hours import TaskPlan, TimeEntry
from agency.tasks.labels import BLOCKED_BY, LABELS_OF, Label
from agency.tasks.pieces import CheckItem, Divided, Subtask
from agency.tasks.placing import OtherBoard as OtherBoard
from agency.tasks.placing import Placed
from agency.tasks.placing import StaleTask as StaleTask
from agency.tasks.projects import BoardColumn, ColumnKind, Project, Stage
from agency.tasks.reminders import TaskReminder, follow_the_day
from agency.tasks.repeating import Again, Repeat
from agency.tasks.reports import Judged, Verdict
from agency.tasks.selling import Sold
from agency.tasks.shelf import Shelved
from agency.tasks.talk import Comment, Discussed
from agency.tasks.worked import Worked


class Priority(enum.IntEnum):
    """How much it presses; most tasks are as usual."""

    low = -1
    usual = 0
    high = 1
    urgent = 2


class StaleWords(Exception):
    """Somebody else changed its words meanwhile; show both."""


class OnBoard(Exception):
    """A task on a board is done when it is in the column for that."""


class NobodysTask(Exception):
    """A task of no project and no lead has an owner, or nobody would ever see it."""


class BlocksItself(Exception):
    """A task cannot wait for one that waits for it."""


class Task(Placed, Shelved, Sold, Divided, Discussed, Laden, Worked, Again, Judged, Model):
    """A piece of work: on a board, from one estimate line or added later; of a lead, before anything is sold; or of
    a member alone.

    One owner answers for it; hours are planned by member.
    """

    __tablename__ = "task"
    __table_args__ = (
        sa.UniqueConstraint("column_id", "order_key"),
        sa.Index("ix_task_project", "project_id", "changed_in"),
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
    # Which change of its board was its last.
    changed_in: Mapped[int] = mapped_column(default=0, server_default="0")
    sold_minor: Mapped[int | None] = mapped_column(sa.BigInteger)
    due_on: Mapped[date | None]
    moved_at: Mapped[datetime]
    # Since when it lies with the client, and how long it did before: time that does not make it old.
    waiting_since: Mapped[datetime | None]
    # Where it came from, and goes back to when the client has answered.
    returns_to_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("board_column.id", ondelete="SET NULL")
    )
    waited_minutes: Mapped[int] = mapped_column(default=0, server_default="0")
    # Beyond what was sold: it goes into the next estimate.
    is_out_of_scope: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    # The line of a further estimate in which it is offered: it is asked for once.
    asked_line_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("estimate_line.id", ondelete="SET NULL"), index=True
    )
    is_client_visible: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    # Where it is on no board; on a board the column says it.
    done_at: Mapped[datetime | None]

    project: Mapped[Project | None] = relationship()
    column: Mapped[BoardColumn | None] = relationship(foreign_keys=[column_id])
    lead: Mapped[Lead | None] = relationship()
    line: Mapped[EstimateLine | None] = relationship(foreign_keys=[line_id])
    owner: Mapped[Member | None] = relationship()
    stage: Mapped[Stage | None] = relationship()
    labels: Mapped[list[Label]] = relationship(secondary=LABELS_OF, order_by=Label.name)
    blockers: Mapped[list["Task"]] = relationship(
        secondary=BLOCKED_BY,
        primaryjoin=lambda: Task.id == BLOCKED_BY.c.task_id,
        secondaryjoin=lambda: Task.id == BLOCKED_BY.c.blocker_id,
        order_by=lambda: Task.id,
        back_populates="held_up",
    )
    # Those that wait for it; when it goes for good, they do not any more.
    held_up: Mapped[list["Task"]] = relationship(
        secondary=BLOCKED_BY,
        primaryjoin=lambda: Task.id == BLOCKED_BY.c.blocker_id,
        secondaryjoin=lambda: Task.id == BLOCKED_BY.c.task_id,
        order_by=lambda: Task.id,
        back_populates="blockers",
    )
    plans: Mapped[list["TaskPlan"]] = relationship(
        order_by="TaskPlan.id", back_populates="task", cascade="all, delete-orphan"
    )
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
    reminders: Mapped[list[TaskReminder]] = relationship(
        order_by=TaskReminder.at, back_populates="task", cascade="all, delete-orphan"
    )
    repeat: Mapped[Repeat | None] = relationship(
        back_populates="task", cascade="all, delete-orphan"
    )
    verdicts: Mapped[list[Verdict]] = relationship(
        order_by=Verdict.id, back_populates="task", cascade="all, delete-orphan"
    )

    def finish(self, *, by: Actor, at: datetime) -> None:
        """What is on no board is done; saying it twice changes nothing. Raises OnBoard."""
        self._must_be_off_boards()
        if self.done_at is None:
            self.done_at = self.moved_at = at
            self.change("tasks.finished", at=at, by=by)

    def take_up(self, *, by: Actor, at: datetime) -> None:
        """It was not done after all. Raises OnBoard."""
        self._must_be_off_boards()
        if self.done_at is not None:
            self.done_at, self.moved_at = None, at
            self.change("tasks.taken_up", at=at, by=by)

    def fall_due(self, on: date | None, *, by: Actor, at: datetime) -> None:
        """By when it is to be done; None for no day."""
        if on != self.due_on:
            self.due_on = on
            follow_the_day(self.reminders, on, at)
            self.change("tasks.due_day_set", at=at, by=by, on=on.toordinal() if on else None)

    def plan_for(self, member: Member, minutes: int | None, *, by: Actor, at: datetime) -> None:
        """So many minutes of this member are planned; None takes them off it."""
        plan = next((each for each in self.plans if each.member_id == member.id), None)
        if minutes == (plan.minutes if plan is not None else None):
            return
        if minutes is None:
            self.plans = [each for each in self.plans if each is not plan]
        elif plan is not None:
            plan.minutes = minutes
        else:
            self.plans.append(TaskPlan(member=member, minutes=minutes))
        self.change("tasks.hours_planned", at=at, by=by, member=member.id, minutes=minutes)

    def belong_to(self, stage: Stage | None, *, by: Actor, at: datetime) -> None:
        """Which stage of the work plan it is part of. Raises OtherBoard for another project's."""
        if stage is not None and stage.project_id != self.project_id:
            raise OtherBoard(stage.id)
        id = stage.id if stage is not None else None
        if id != self.stage_id:
            self.stage, self.stage_id = stage, id
            self.change("tasks.stage_set", at=at, by=by, stage=id)

    def reword(self, title: str, details: str, *, seen: int, by: Actor, at: datetime) -> None:
        """Say it otherwise. Raises StaleWords where it was reworded since `seen`, so that nobody's words are lost."""
        if (title, details) == (self.title, self.details):
            return
        if seen != self.words_version:
            raise StaleWords(self.id)
        self.title, self.details = title, details
        self.words_version += 1
        self.change("tasks.reworded", at=at, by=by)

    def hand_to(self, owner: Member | None, *, by: Actor, at: datetime) -> None:
        """Who answers for it from now on. Raises NobodysTask."""
        if owner is None and self.of_lead is None:
            raise NobodysTask(self.id)
        id = owner.id if owner is not None else None
        if id != self.owner_id:
            self.owner, self.owner_id = owner, id
            self.change("tasks.handed_over", at=at, by=by, member=id)

    def press(self, priority: Priority, *, by: Actor, at: datetime) -> None:
        """How much it presses."""
        if priority != self.priority:
            self.priority = priority
            self.change("tasks.priority_set", at=at, by=by, priority=int(priority))

    def bear(self, labels: Sequence[Label], *, by: Actor, at: datetime) -> None:
        """These labels and no others."""
        if set(labels) != set(self.labels):
            self.labels = list(labels)
            self.change("tasks.labelled", at=at, by=by, labels=len(labels))

    def wait_for(self, blockers: Sequence["Task"], *, by: Actor, at: datetime) -> None:
        """It cannot be done before these are. Raises BlocksItself for one that waits for it, near or far."""
        if any(self in each.all_blockers() for each in blockers):
            raise BlocksItself(self.id)
        if set(blockers) != set(self.blockers):
            self.blockers = list(blockers)
            self.change("tasks.blocked", at=at, by=by, count=len(blockers))

    def show_to_client(self, is_shown: bool, *, by: Actor, at: datetime) -> None:
        """Whether the client sees it on their page."""
        if is_shown != self.is_client_visible:
            self.is_client_visible = is_shown
            self.change("tasks.shown" if is_shown else "tasks.hidden", at=at, by=by)

    def call_extra(self, is_extra: bool, *, by: Actor, at: datetime) -> None:
        """Whether it goes beyond what was sold."""
        if is_extra != self.is_out_of_scope:
            self.is_out_of_scope = is_extra
            self.change("tasks.out_of_scope" if is_extra else "tasks.in_scope", at=at, by=by)

    def all_blockers(self) -> set["Task"]:
        """Itself and whatever it waits for, near or far."""
        found: set[Task] = set()
        coming = [self]
        while coming:
            task = coming.pop()
            if task not in found:
                found.add(task)
                coming += task.blockers
        return found

    @property
    def is_done(self) -> bool:
        """On a board its column says it."""
        if self.column is not None:
            return self.column.kind is ColumnKind.done
        return self.done_at is not None

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

    def change(self, fact: str, *, at: datetime, by: Actor, **data: int | str | None) -> None:
        """Count a change, so that pages ask for the fresh card, and write it down."""
        self._count()
        timeline.record(self.stream, fact, at=at, by=by, task=self.id, **data)

    def note_down(self, fact: str, *, at: datetime, by: Actor, **data: int | str | None) -> None:
        """The same for what is too small for the story of a lead: it stands in the task's own history."""
        self.count()
        timeline.record(("task", self.id), fact, at=at, by=by, task=self.id, **data)

    def count(self) -> None:
        """Its card shows something else now, which is no matter for the history."""
        self._count()

    def _count(self) -> None:
        # Counted by the database, so that two people at once make two changes.
        self.revision = Task.revision + 1

    def _must_be_off_boards(self) -> None:
        if self.project_id is not None:
            raise OnBoard(self.id)
