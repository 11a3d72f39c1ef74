"""Projects, the columns of their boards, and the stages of their work plan."""

import enum
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.kernel.db import Model
from agency.leads.models import Lead
from agency.people.models import Member
from agency.proposals.models import Proposal


class ColumnKind(enum.Enum):
    """What a column means, whatever it is called."""

    next = "next"
    work = "work"
    waiting = "waiting"
    checking = "checking"
    done = "done"


class StageOver(Exception):
    """A stage that is done keeps its day; take it up again first."""


class Project(Model):
    """Work that was agreed; its board is its columns, its plan is its stages."""

    __tablename__ = "project"

    lead_id: Mapped[int] = mapped_column(sa.ForeignKey("lead.id"), index=True)
    # None for a board that was brought from elsewhere, until something is agreed.
    proposal_id: Mapped[int | None] = mapped_column(sa.ForeignKey("proposal.id"), unique=True)
    title: Mapped[str] = mapped_column(sa.String(160))
    currency: Mapped[str] = mapped_column(sa.String(3))
    started_at: Mapped[datetime]
    # As they were agreed: [{percent, when, least, most, series}], the amounts in minor units.
    payments: Mapped[list[Any]] = mapped_column(default=list, server_default=sa.text("'[]'"))
    # Rounds of changes that the price includes; None where nobody said.
    rounds_sold: Mapped[int | None]
    # Whether the contract wants hours by section in a report.
    reports_hours: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    archived_at: Mapped[datetime | None]

    lead: Mapped[Lead] = relationship()
    proposal: Mapped[Proposal | None] = relationship()
    columns: Mapped[list["BoardColumn"]] = relationship(order_by="BoardColumn.position")
    stages: Mapped[list["Stage"]] = relationship(
        order_by="Stage.position", back_populates="project", cascade="all, delete-orphan"
    )

    def column(self, kind: ColumnKind) -> "BoardColumn":
        """The first column of this kind."""
        return next(column for column in self.columns if column.kind is kind)

    def put_aside(self, at: datetime) -> None:
        """Off the list of boards, and kept with all that belongs to it."""
        self.archived_at = self.archived_at or at

    def take_back(self) -> None:
        """Among the boards again."""
        self.archived_at = None


class BoardColumn(Model):
    """A column of a board."""

    __tablename__ = "board_column"
    __table_args__ = (sa.UniqueConstraint("project_id", "position"),)

    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"))
    kind: Mapped[ColumnKind]
    name: Mapped[dict[str, str]]
    position: Mapped[int]
    soft_limit: Mapped[int | None]

    def limit(self, count: int | None) -> None:
        """From how many cards on it says that it holds too much; None for never. Nothing is refused."""
        self.soft_limit = count


class Stage(Model):
    """A part of the work plan: who answers for it, from when, by when."""

    __tablename__ = "stage"
    __table_args__ = (sa.UniqueConstraint("project_id", "position"),)

    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"))
    title: Mapped[str] = mapped_column(sa.String(160))
    position: Mapped[int]
    member_id: Mapped[int | None] = mapped_column(sa.ForeignKey("member.id"))
    starts_on: Mapped[date | None]
    due_on: Mapped[date | None]
    done_at: Mapped[datetime | None]

    project: Mapped[Project] = relationship(back_populates="stages")
    member: Mapped[Member | None] = relationship()

    def plan(self, *, member: Member | None, starts_on: date | None, due_on: date | None) -> None:
        """Who answers for it, and between which days. Raises StageOver once it is done."""
        if self.done_at is not None:
            raise StageOver(self.id)
        self.member, self.starts_on, self.due_on = member, starts_on, due_on

    def call(self, title: str) -> None:
        """Its name."""
        self.title = title

    def finish(self, at: datetime) -> None:
        """It is done; saying it twice changes nothing."""
        self.done_at = self.done_at or at

    def take_up(self) -> None:
        """It was not done after all."""
        self.done_at = None
