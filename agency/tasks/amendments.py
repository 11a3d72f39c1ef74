"""What changes in work that goes on: another version or a further estimate was agreed; confirmed line by line."""

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.kernel.db import Model
from agency.people.models import Member
from agency.proposals.models import EstimateLine, Proposal
from agency.tasks.models import Task
from agency.tasks.projects import Project


class Difference(enum.Enum):
    """What became of a line: it is new, it says something else, or it is gone."""

    new = "new"
    changed = "changed"
    dropped = "dropped"


class AlreadyDecided(Exception):
    """Somebody has decided about this line meanwhile."""


class Amendment(Model):
    """The difference that an acceptance makes to a project: nothing of it happens before somebody confirms it."""

    __tablename__ = "amendment"

    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"), index=True)
    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id"), unique=True)
    agreed_at: Mapped[datetime]
    settled_at: Mapped[datetime | None] = mapped_column(index=True)

    project: Mapped[Project] = relationship()
    proposal: Mapped[Proposal] = relationship()
    lines: Mapped[list["AmendedLine"]] = relationship(
        order_by="AmendedLine.id", back_populates="amendment", cascade="all, delete-orphan"
    )

    @property
    def open_lines(self) -> list["AmendedLine"]:
        """Those about which nobody has decided yet."""
        return [each for each in self.lines if each.is_open]

    def settle(self, at: datetime) -> bool:
        """It is settled once every line of it is decided; whether that is so, and news."""
        if self.settled_at is not None or self.open_lines:
            return False
        self.settled_at = at
        return True


class AmendedLine(Model):
    """One line of a difference: as it was sold `before`, and as it is `after`.

    Both {text, section, category, member, minutes, sold} as plain values that stay; empty where there is none.
    """

    __tablename__ = "amended_line"

    amendment_id: Mapped[int] = mapped_column(sa.ForeignKey("amendment.id"), index=True)
    difference: Mapped[Difference]
    line_id: Mapped[int | None] = mapped_column(sa.ForeignKey("estimate_line.id"))
    task_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("task.id", ondelete="SET NULL"), index=True
    )
    before: Mapped[dict[str, Any]] = mapped_column(default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(default=dict)
    # Whether the board follows it; None while nobody has decided.
    is_taken: Mapped[bool | None]
    decided_at: Mapped[datetime | None]
    member_id: Mapped[int | None] = mapped_column(sa.ForeignKey("member.id"))

    amendment: Mapped[Amendment] = relationship(back_populates="lines")
    line: Mapped[EstimateLine | None] = relationship()
    task: Mapped[Task | None] = relationship()
    member: Mapped[Member | None] = relationship()

    @property
    def is_open(self) -> bool:
        return self.is_taken is None

    @property
    def changes(self) -> list[str]:
        """The names of what is something else than before."""
        return [name for name, now in self.after.items() if self.before.get(name) != now]

    def decide(self, is_taken: bool, *, by: Member, at: datetime) -> None:
        """One of us says whether the board follows. Raises AlreadyDecided."""
        if not self.is_open:
            raise AlreadyDecided(self.id)
        self.is_taken, self.member, self.decided_at = is_taken, by, at
