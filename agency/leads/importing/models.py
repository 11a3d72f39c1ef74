"""An import and its rows: what each would do, and what it did."""

import enum
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.clients.models import Contact
from agency.kernel import timeline
from agency.kernel.db import Model
from agency.kernel.files import StoredFile
from agency.kernel.timeline import Actor
from agency.leads.models import Lead
from agency.people.models import Member


class Step(enum.Enum):
    """Where an import stands."""

    planned = "planned"
    running = "running"
    done = "done"
    undoing = "undoing"
    undone = "undone"


class Fate(enum.Enum):
    """What becomes of a row."""

    new_lead = "new_lead"
    known_lead = "known_lead"
    contact = "contact"
    nothing = "nothing"
    skipped = "skipped"


class Flaw(enum.Enum):
    """Why a row is skipped, or something in it left out."""

    no_reach = "no_reach"
    phone_text = "phone_text"
    bad_address = "bad_address"
    empty = "empty"
    bad_moment = "bad_moment"
    changed = "changed"


class ImportNotReady(Exception):
    """It was begun, finished or taken back meanwhile."""


class LeadImport(Model):
    """One table that somebody gave us. `columns` says which column is which of our fields."""

    __tablename__ = "lead_import"

    file_id: Mapped[int] = mapped_column(sa.ForeignKey("stored_file.id"))
    sha256: Mapped[str] = mapped_column(sa.String(64), index=True)
    sheet: Mapped[str] = mapped_column(sa.String(120), default="")
    sheets: Mapped[list[str]] = mapped_column(default=list)
    encoding: Mapped[str] = mapped_column(sa.String(24), default="")
    heads: Mapped[list[str]] = mapped_column(default=list)
    has_heads: Mapped[bool] = mapped_column(default=True)
    columns: Mapped[dict[str, Any]] = mapped_column(default=dict)
    step: Mapped[Step] = mapped_column(default=Step.planned)
    made_at: Mapped[datetime]
    made_by_id: Mapped[int] = mapped_column(sa.ForeignKey("member.id"))
    begun_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    file: Mapped[StoredFile] = relationship()
    made_by: Mapped[Member] = relationship()

    @property
    def stream(self) -> tuple[str, int]:
        """Where its own timeline is."""
        return ("import", self.id)

    @property
    def is_planned(self) -> bool:
        return self.step is Step.planned

    def begin(self, *, by: Actor, at: datetime) -> None:
        """Its rows are imported from now on."""
        self._must_be(Step.planned)
        self.step, self.begun_at = Step.running, at
        timeline.record(self.stream, "leads.import_begun", at=at, by=by)

    def take_back(self, *, by: Actor, at: datetime) -> None:
        """What it made is removed again, where nobody has done anything with it."""
        self._must_be(Step.done)
        self.step = Step.undoing
        timeline.record(self.stream, "leads.import_taken_back", at=at, by=by)

    def end(self, at: datetime) -> None:
        """All of its rows are through."""
        self.step = Step.done if self.step is Step.running else Step.undone
        self.ended_at = at

    def _must_be(self, step: Step) -> None:
        if self.step is not step:
            raise ImportNotReady(self.step)


class ImportRow(Model):
    """One row of the table. `made_client` and `made_contact` say what is only there because of it."""

    __tablename__ = "lead_import_row"
    __table_args__ = (
        sa.UniqueConstraint("import_id", "number"),
        sa.Index("ix_lead_import_row_fate", "import_id", "fate", "number"),
        sa.Index("ix_lead_import_row_open", "import_id", "is_done", "number"),
    )

    import_id: Mapped[int] = mapped_column(sa.ForeignKey("lead_import.id"))
    number: Mapped[int]
    values: Mapped[dict[str, Any]] = mapped_column(default=dict)
    fate: Mapped[Fate]
    flaw: Mapped[Flaw | None]
    detail: Mapped[str] = mapped_column(sa.String(200), default="")
    is_done: Mapped[bool] = mapped_column(default=False)
    contact_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contact.id"))
    lead_id: Mapped[int | None] = mapped_column(sa.ForeignKey("lead.id"))
    made_client: Mapped[bool] = mapped_column(default=False)
    made_contact: Mapped[bool] = mapped_column(default=False)
    # Something was done with its lead since, so it stayed when the import was taken back.
    stayed: Mapped[bool] = mapped_column(default=False)

    contact: Mapped[Contact | None] = relationship()
    lead: Mapped[Lead | None] = relationship()

    @property
    def received_at(self) -> datetime | None:
        """When they wrote, as far as the table says."""
        text = self.values.get("received_at")
        return datetime.fromisoformat(text) if text else None
