"""The proposal and its estimate: priced from shown hours and rates, frozen when sent."""

import enum
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.kernel.db import Model
from agency.kernel.files import StoredFile
from agency.kernel.money import Money
from agency.leads.models import Lead
from agency.people.models import Member
from agency.proposals.acceptance import Acceptance
from agency.proposals.references import Reference


class ProposalState(enum.Enum):
    """A draft may change; what was sent may not."""

    draft = "draft"
    sent = "sent"
    accepted = "accepted"
    withdrawn = "withdrawn"


class ProposalFrozen(Exception):
    """What was sent does not change; a change is a new version."""


class ProposalIncomplete(Exception):
    """Something is missing before it can be sent: `missing` names each thing."""

    def __init__(self, missing: Iterable[str]) -> None:
        self.missing = tuple(missing)
        super().__init__(", ".join(self.missing))


class NotOpenForAcceptance(Exception):
    """It was never sent, was withdrawn, is accepted already, or is past its day."""


class Proposal(Model):
    """The branded document with its costed plan, in one version."""

    __tablename__ = "proposal"
    __table_args__ = (sa.UniqueConstraint("lead_id", "version"),)

    lead_id: Mapped[int] = mapped_column(sa.ForeignKey("lead.id"), index=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("member.id"))
    version: Mapped[int] = mapped_column(default=1)
    state: Mapped[ProposalState] = mapped_column(default=ProposalState.draft)
    language: Mapped[str] = mapped_column(sa.String(2))
    currency: Mapped[str] = mapped_column(sa.String(3))
    title: Mapped[str] = mapped_column(sa.String(160))
    # Counts every change, so that a sheet edited twice at once loses nothing and a render knows what it shows.
    revision: Mapped[int] = mapped_column(default=1)

    understanding: Mapped[dict[str, Any]] = mapped_column(default=dict)
    quote: Mapped[dict[str, str]] = mapped_column(default=dict)
    stages: Mapped[list[Any]] = mapped_column(default=list)
    payments: Mapped[list[Any]] = mapped_column(default=list)
    cover_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stored_file.id"))
    opening_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stored_file.id"))
    detail_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stored_file.id"))

    dated_on: Mapped[date | None]
    valid_until: Mapped[date | None]
    sent_at: Mapped[datetime | None]
    decided_at: Mapped[datetime | None]

    render_wanted: Mapped[int | None]
    render_step: Mapped[str] = mapped_column(sa.String(24), default="")
    render_percent: Mapped[int] = mapped_column(default=0)
    render_error: Mapped[str] = mapped_column(sa.Text, default="")
    paper_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stored_file.id"))
    paper_revision: Mapped[int | None]
    paper_dated_on: Mapped[date | None]

    lead: Mapped[Lead] = relationship()
    author: Mapped[Member] = relationship()
    sections: Mapped[list["EstimateSection"]] = relationship(
        order_by="EstimateSection.position, EstimateSection.id",
        back_populates="proposal",
        cascade="all, delete-orphan",
    )
    references: Mapped[list[Reference]] = relationship(
        secondary="proposal_reference", order_by="ProposalReference.position"
    )
    acceptance: Mapped[Acceptance | None] = relationship()
    cover: Mapped[StoredFile | None] = relationship(foreign_keys=[cover_id])
    opening: Mapped[StoredFile | None] = relationship(foreign_keys=[opening_id])
    detail: Mapped[StoredFile | None] = relationship(foreign_keys=[detail_id])
    paper: Mapped[StoredFile | None] = relationship(foreign_keys=[paper_id])

    def change(self) -> None:
        """Note that it is about to change; refuses when it was sent."""
        if self.state is not ProposalState.draft:
            raise ProposalFrozen(self.state.value)
        self.revision += 1

    def want_paper(self, *, on: date, valid_days: int) -> None:
        """Date it, and have the PDF of this very revision made."""
        if self.state is not ProposalState.draft:
            raise ProposalFrozen(self.state.value)
        self.dated_on, self.valid_until = on, on + timedelta(days=valid_days)
        self.render_wanted = self.revision
        self.render_step, self.render_percent, self.render_error = "queued", 0, ""

    def render_reached(self, step: str, percent: int) -> None:
        """How far the PDF is."""
        self.render_step, self.render_percent = step, percent

    def render_failed(self, error: str) -> None:
        """The PDF could not be made; the reason is shown to the manager."""
        self.render_step, self.render_error = "failed", error[:1000]

    def keep_paper(self, paper: StoredFile, *, revision: int) -> None:
        """The PDF is made, of this revision."""
        if self.state is not ProposalState.draft:
            raise ProposalFrozen(self.state.value)
        self.paper, self.paper_revision, self.paper_dated_on = paper, revision, self.dated_on
        self.render_step, self.render_percent, self.render_error = "done", 100, ""

    def missing(self, on: date) -> list[str]:
        """What it lacks before it can be sent on this day, as short names."""
        lacking = []
        if not any(section.lines for section in self.sections):
            lacking.append("lines")
        if any(not line.is_priced for line in self.lines):
            lacking.append("prices")
        if self.lead.contact.email is None:
            lacking.append("address")
        if not self.has_current_paper(on):
            lacking.append("paper")
        return lacking

    def has_current_paper(self, on: date) -> bool:
        """Whether the PDF shows this revision, dated today."""
        return (
            self.paper is not None
            and self.paper_revision == self.revision
            and self.paper_dated_on == on
        )

    def send(self, *, at: datetime, on: date) -> None:
        """Freeze it: from now on a change is a new version."""
        if self.state is not ProposalState.draft:
            raise ProposalFrozen(self.state.value)
        lacking = self.missing(on)
        if lacking:
            raise ProposalIncomplete(lacking)
        self.state, self.sent_at = ProposalState.sent, at

    def accept(self, acceptance: Acceptance, *, on: date) -> None:
        """The client agrees to the very file that was sent; `on` is the client's day."""
        if not self.is_open(on) or self.paper is None:
            raise NotOpenForAcceptance(self.state.value)
        acceptance.sha256 = self.paper.sha256
        acceptance.total_minor = self.total.minor
        self.acceptance = acceptance
        self.state, self.decided_at = ProposalState.accepted, acceptance.accepted_at

    def withdraw(self, *, at: datetime) -> None:
        """Take it back: its link shows that, and nobody can accept it."""
        if self.state is not ProposalState.sent:
            raise NotOpenForAcceptance(self.state.value)
        self.state, self.decided_at = ProposalState.withdrawn, at

    def is_open(self, on: date) -> bool:
        """Whether it can be accepted on this day of the client's calendar."""
        return self.state is ProposalState.sent and (
            self.valid_until is None or on <= self.valid_until
        )

    def still_waiting(self) -> bool:
        """Whether the client's word is still to come."""
        return self.state is ProposalState.sent

    @property
    def lines(self) -> list["EstimateLine"]:
        return [line for section in self.sections for line in section.lines]

    @property
    def total(self) -> Money:
        """The sum of the shown lines."""
        return Money.total((line.cost for line in self.lines), self.currency)

    @property
    def minutes(self) -> int:
        return sum(line.minutes or 0 for line in self.lines)


class EstimateSection(Model):
    """A part of the estimate, such as Design."""

    __tablename__ = "estimate_section"

    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(120))

    proposal: Mapped[Proposal] = relationship(back_populates="sections")
    lines: Mapped[list["EstimateLine"]] = relationship(
        order_by="EstimateLine.position, EstimateLine.id",
        back_populates="section",
        cascade="all, delete-orphan",
    )

    @property
    def category(self) -> int:
        """Which of the five section inks it wears."""
        return (self.position - 1) % 5 + 1

    @property
    def members(self) -> list[Member]:
        """Who does the work, each once, in the order of the lines."""
        seen: dict[int, Member] = {}
        for line in self.lines:
            if line.member is not None:
                seen.setdefault(line.member.id, line.member)
        return list(seen.values())

    @property
    def minutes(self) -> int:
        return sum(line.minutes or 0 for line in self.lines)

    @property
    def cost(self) -> Money:
        return Money.total((line.cost for line in self.lines), self.proposal.currency)


class EstimateLine(Model):
    """One piece of work: a member's hours at a rate, or a fixed price."""

    __tablename__ = "estimate_line"
    __table_args__ = (
        sa.CheckConstraint("fixed_minor IS NULL OR minutes IS NULL", name="hours_or_fixed"),
        sa.CheckConstraint("minutes IS NULL OR minutes >= 0", name="hours_positive"),
    )

    section_id: Mapped[int] = mapped_column(sa.ForeignKey("estimate_section.id"), index=True)
    position: Mapped[int]
    text: Mapped[str] = mapped_column(sa.String(300))
    member_id: Mapped[int | None] = mapped_column(sa.ForeignKey("member.id"))
    minutes: Mapped[int | None]
    rate_minor: Mapped[int | None]
    fixed_minor: Mapped[int | None]

    section: Mapped[EstimateSection] = relationship(back_populates="lines")
    member: Mapped[Member | None] = relationship()

    @property
    def currency(self) -> str:
        return self.section.proposal.currency

    @property
    def rate(self) -> Money | None:
        """The hourly rate, copied from the rate card when the line was written."""
        return None if self.rate_minor is None else Money(self.rate_minor, self.currency)

    @property
    def is_fixed(self) -> bool:
        return self.fixed_minor is not None

    @property
    def is_priced(self) -> bool:
        """Whether hours, person and rate, or a fixed price, are all there."""
        return self.is_fixed or (bool(self.minutes) and self.rate_minor is not None)

    @property
    def cost(self) -> Money:
        """Shown hours times shown rate, or the fixed price."""
        if self.fixed_minor is not None:
            return Money(self.fixed_minor, self.currency)
        rate = self.rate
        return rate.for_minutes(self.minutes or 0) if rate else Money(0, self.currency)


class ProposalReference(Model):
    """A reference in a proposal, at its place."""

    __tablename__ = "proposal_reference"
    __table_args__ = (sa.UniqueConstraint("proposal_id", "reference_id"),)

    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id"))
    reference_id: Mapped[int] = mapped_column(sa.ForeignKey("reference.id"))
    position: Mapped[int] = mapped_column(default=0)
