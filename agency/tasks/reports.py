"""What the client says on their page about work that is shown, and what we report to them about a period."""

import enum
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.kernel.db import Model
from agency.kernel.files import StoredFile
from agency.people.models import Member
from agency.tasks.projects import Project

if TYPE_CHECKING:
    from agency.tasks.models import Task


class Said(enum.Enum):
    """What the client said of work that was shown to them."""

    approved = "approved"
    change = "change"


class Verdict(Model):
    """One word of the client's on a task, by their link; a wish for a change uses one round."""

    __tablename__ = "verdict"

    task_id: Mapped[int] = mapped_column(sa.ForeignKey("task.id"), index=True)
    said: Mapped[Said]
    words: Mapped[str] = mapped_column(sa.Text, default="")
    name: Mapped[str] = mapped_column(sa.String(120))
    contact_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contact.id"))
    said_at: Mapped[datetime]

    task: Mapped["Task"] = relationship(back_populates="verdicts")


class WorkReport(Model):
    """What was done in a period and what comes next: collected, checked by a manager, then sent as it stands."""

    __tablename__ = "work_report"

    project_id: Mapped[int] = mapped_column(sa.ForeignKey("project.id"), index=True)
    from_on: Mapped[date]
    until_on: Mapped[date]
    # What stands in it, as plain values: the same on page and paper.
    content: Mapped[dict[str, Any]] = mapped_column(default=dict)
    made_at: Mapped[datetime]
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("member.id"))
    paper_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stored_file.id"))
    sent_at: Mapped[datetime | None]

    project: Mapped[Project] = relationship()
    made_by: Mapped[Member] = relationship()
    paper: Mapped[StoredFile | None] = relationship()
