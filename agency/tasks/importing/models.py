"""An import of a board and its rows: what each would bring, and what became of it."""

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.kernel.db import Model
from agency.kernel.files import StoredFile
from agency.leads.models import Lead
from agency.people.models import Member
from agency.tasks.models import Task
from agency.tasks.projects import Project


class Origin(enum.Enum):
    """Whose export it is."""

    trello = "trello"
    asana = "asana"


class Step(enum.Enum):
    """Where an import stands. `refused` is no file of ours to read; `undone` is called off, failed, or taken back."""

    reading = "reading"
    planned = "planned"
    running = "running"
    done = "done"
    undoing = "undoing"
    undone = "undone"
    refused = "refused"


class Part(enum.Enum):
    """What a row brings."""

    card = "card"
    comment = "comment"
    check = "check"
    subtask = "subtask"
    link = "link"


class ImportNotReady(Exception):
    """Somebody was faster: it was begun, finished or called off meanwhile."""


class TaskImport(Model):
    """One export that somebody gave us, for a board that is there or for a new one of a lead.

    `found` is what stands in it besides its rows: lists, labels and people, and what will not come over.
    `trouble` says why it was refused or called off.
    """

    __tablename__ = "task_import"

    file_id: Mapped[int] = mapped_column(sa.ForeignKey("stored_file.id"))
    origin: Mapped[Origin | None]
    # What the other house calls this board: by that it is known when it comes again.
    board: Mapped[str] = mapped_column(sa.String(120), default="", server_default="")
    lead_id: Mapped[int | None] = mapped_column(sa.ForeignKey("lead.id"))
    project_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("project.id", ondelete="SET NULL"), index=True
    )
    makes_project: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    title: Mapped[str] = mapped_column(sa.String(160), default="", server_default="")
    step: Mapped[Step] = mapped_column(default=Step.reading)
    trouble: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    read_bytes: Mapped[int] = mapped_column(sa.BigInteger, default=0, server_default="0")
    found: Mapped[dict[str, Any]] = mapped_column(default=dict)
    made_at: Mapped[datetime]
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("member.id"))
    begun_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    file: Mapped[StoredFile] = relationship()
    made_by: Mapped[Member] = relationship()
    lead: Mapped[Lead | None] = relationship()
    project: Mapped[Project | None] = relationship()

    def begin(self, at: datetime) -> None:
        """Bring it onto the board. Raises ImportNotReady."""
        self._must_be(Step.planned)
        self.step, self.begun_at = Step.running, at

    def call_off(self, why: str = "called_off") -> None:
        """It is not wanted after all: whatever it brought goes again. Raises ImportNotReady."""
        self._must_be(Step.reading, Step.planned, Step.running, Step.done)
        if self.step is Step.done:
            why = "taken_back"
        self.step, self.trouble = Step.undoing, why[:200]

    def refuse(self, why: str, at: datetime) -> None:
        """It cannot be read."""
        self.step, self.trouble, self.ended_at = Step.refused, why[:200], at

    def end(self, at: datetime) -> None:
        """All of its rows are through, there or back."""
        self.step = Step.done if self.step is Step.running else Step.undone
        self.ended_at = at

    def _must_be(self, *steps: Step) -> None:
        if self.step not in steps:
            raise ImportNotReady(self.step)


class ImportRow(Model):
    """One thing of the file: a card, or something that hangs on one. `key` is its id there, `parent` its card's.

    `is_known` came with an earlier import of the same board. `stayed` was worked on since and is not taken back.
    """

    __tablename__ = "task_import_row"
    __table_args__ = (sa.Index("ix_task_import_row_open", "import_id", "is_done", "part", "place"),)

    import_id: Mapped[int] = mapped_column(sa.ForeignKey("task_import.id"))
    part: Mapped[Part]
    key: Mapped[str] = mapped_column(sa.String(80), index=True)
    parent: Mapped[str] = mapped_column(sa.String(80), default="", server_default="")
    place: Mapped[float] = mapped_column(sa.Double, default=0.0, server_default="0")
    said: Mapped[dict[str, Any]] = mapped_column(default=dict)
    is_known: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    is_done: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    stayed: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    task_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("task.id", ondelete="SET NULL"), index=True
    )
    piece_id: Mapped[int | None]

    task: Mapped[Task | None] = relationship()
