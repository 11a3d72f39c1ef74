"""The proposal: its words, its estimate, its way from draft to acceptance. Frozen when sent."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.kernel.db import Model
from agency.kernel.files import StoredFile
from agency.leads.models import Lead
from agency.leads.readers import readers_of
from agency.people import queries as people
from agency.people.models import Member
from agency.proposals.acceptance import Acceptance
from agency.proposals.approval import Approvable
from agency.proposals.colleagues import Colleague
from agency.proposals.costed import Costed
from agency.proposals.estimate import EstimateSection
from agency.proposals.lines import EstimateLine
from agency.proposals.offered import Offered
from agency.proposals.press import Printed
from agency.proposals.pricing import Discount
from agency.proposals.readings import Reading
from agency.proposals.references import ProposalReference, Reference
from agency.proposals.selection import Selection
from agency.proposals.states import (
    NotOpenForAcceptance,
    PaperNotReady,
    ProposalFrozen,
    ProposalIncomplete,
    ProposalState,
    TooManyLines,
)
from agency.proposals.telling import empty_variables

__all__ = [
    "EstimateLine",
    "EstimateSection",
    "NotOpenForAcceptance",
    "PaperNotReady",
    "Proposal",
    "ProposalFrozen",
    "ProposalIncomplete",
    "ProposalReference",
    "ProposalState",
    "Reading",
]

WHOLE = 100  # per cent
MOST_LINES = 500


class Proposal(Printed, Offered, Approvable, Costed, Model):
    """The branded document with its costed plan, in one version.

    Its words, as JSON: `understanding` {lead, paragraphs: [text], figures: [[figure, text]], left_out};
    `quote` {text, by, where}; `stages` [{title, member_id, starts_on, due_on}] with days as ISO text;
    `payments` [{percent, when}]; `captions` {cover, opening, detail}: what each picture shows.
    """

    __tablename__ = "proposal"
    __table_args__ = (
        sa.UniqueConstraint("lead_id", "version"),
        sa.CheckConstraint("step > 0", name="step_positive"),
        sa.CheckConstraint("off_hundredths BETWEEN 0 AND 10000", name="off_share"),
        sa.CheckConstraint("off_minor >= 0", name="off_amount"),
        sa.CheckConstraint("off_hundredths = 0 OR off_minor = 0", name="one_discount"),
        sa.CheckConstraint("planned_until >= planned_from", name="planned_in_order"),
    )

    lead_id: Mapped[int] = mapped_column(sa.ForeignKey("lead.id"), index=True)
    author_id: Mapped[int] = mapped_column(sa.ForeignKey("member.id"))
    version: Mapped[int] = mapped_column(default=1)
    # Which estimate of its lead it is a version of: 1 is the first one, each further one adds to what was agreed.
    series: Mapped[int] = mapped_column(default=1, server_default="1")
    language: Mapped[str] = mapped_column(sa.String(2))
    currency: Mapped[str] = mapped_column(sa.String(3))
    title: Mapped[str] = mapped_column(sa.String(160))

    understanding: Mapped[dict[str, Any]] = mapped_column(default=dict)
    quote: Mapped[dict[str, str]] = mapped_column(default=dict)
    stages: Mapped[list[Any]] = mapped_column(default=list)
    payments: Mapped[list[Any]] = mapped_column(default=list)
    captions: Mapped[dict[str, str]] = mapped_column(default=dict)
    # A style of layouts.STYLES, and its pages where they are not the style's own (see arranging.py).
    style: Mapped[str] = mapped_column(sa.String(24), default="", server_default="")
    pages: Mapped[list[Any]] = mapped_column(default=list, server_default=sa.text("'[]'"))
    # When the work would be done; None where nobody said (see capacity.py).
    planned_from: Mapped[date | None]
    planned_until: Mapped[date | None]
    # Whether who accepts it draws a signature, or types one.
    asks_signature: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    cover_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stored_file.id"))
    opening_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stored_file.id"))
    detail_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stored_file.id"))

    lead: Mapped[Lead] = relationship()
    author: Mapped[Member] = relationship()
    sections: Mapped[list[EstimateSection]] = relationship(
        order_by=[EstimateSection.position, EstimateSection.id],
        back_populates="proposal",
        cascade="all, delete-orphan",
    )
    placed: Mapped[list[ProposalReference]] = relationship(
        order_by="ProposalReference.position, ProposalReference.id", cascade="all, delete-orphan"
    )
    acceptance: Mapped[Acceptance | None] = relationship()
    # To whom it was passed on.
    colleagues: Mapped[list[Colleague]] = relationship(
        order_by=Colleague.id, back_populates="proposal"
    )
    cover: Mapped[StoredFile | None] = relationship(foreign_keys=[cover_id])
    opening: Mapped[StoredFile | None] = relationship(foreign_keys=[opening_id])
    detail: Mapped[StoredFile | None] = relationship(foreign_keys=[detail_id])

    def add_section(self, title: str) -> EstimateSection:
        """A section at the end of the estimate."""
        self.change()
        section = EstimateSection(position=len(self.sections) + 1, title=title)
        self.sections.append(section)
        return section

    def discount_by(self, discount: Discount) -> None:
        """Take so much off the sum of its sections."""
        if discount != self.discount:
            self.change()
            self.off_hundredths, self.off_minor = discount.hundredths, discount.minor

    @property
    def references(self) -> list[Reference]:
        """The works that stand in it, in their order."""
        return [each.reference for each in self.placed]

    @references.setter
    def references(self, works: Iterable[Reference]) -> None:
        there = {each.reference: each for each in self.placed}
        self.placed = [there.get(work) or ProposalReference(reference=work) for work in works]
        for position, each in enumerate(self.placed, start=1):
            each.position = position

    def arrange(self, style: str, pages: list[Any]) -> None:
        """Take over a style, and pages of its own; none are those of the style."""
        if (style, pages) != (self.style, self.pages):
            self.change()
            self.style, self.pages = style, pages

    def settle_variant(self, variant: str) -> None:
        """See to it that of the alternatives of this name one is taken, the first if none or several are."""
        found = [section for section in self.sections if variant and section.variant == variant]
        if sum(section.taken for section in found) != 1:
            for section in found:
                section.taken = section is found[0]

    def must_have_room(self, lines: int) -> None:
        """Refuse so many more lines where there would be too many. Raises TooManyLines."""
        room = max(MOST_LINES - len(self.lines), 0)
        if lines and lines > room:
            raise TooManyLines(MOST_LINES, room)

    def renumber(self) -> None:
        """Its sections 1, 2, 3, … in the order at hand."""
        for position, section in enumerate(self.sections, start=1):
            section.position = position

    def drop_blank_lines(self) -> None:
        """Take out the lines in which nothing was ever written."""
        for line in [line for line in self.lines if line.is_blank]:
            line.remove()

    def gaps(self) -> list[str]:
        """What its pages lack: lines, texts, prices, payments that make a whole."""
        lacking = []
        if not self.lines:
            lacking.append("lines")
        if any(not line.text for line in self.lines):
            lacking.append("texts")
        if any(not line.is_priced for line in self.lines):
            lacking.append("prices")
        if self.payments and sum(part["percent"] for part in self.payments) != WHOLE:
            lacking.append("payments")
        if self.empty_variables:
            lacking.append("variables")
        return lacking

    def missing(self, on: date) -> list[str]:
        """What it lacks before it can be sent on this day, as short names."""
        lacking = self.gaps()
        if readers_of(self.lead, automatic=False).is_nobody:
            lacking.append("address")
        if self.lacks_approval:
            lacking.append("approval")
        if not self.has_current_paper(on):
            lacking.append("paper")
        return lacking

    def send(self, *, at: datetime, on: date) -> None:
        """Freeze it: from now on a change is a new version."""
        self.must_be_draft()
        if lacking := self.missing(on):
            raise ProposalIncomplete(lacking)
        self.state, self.sent_at = ProposalState.sent, at

    def accept(
        self, acceptance: Acceptance, *, on: date, selection: Selection | None = None
    ) -> None:
        """The client agrees to the very file that was sent, or to that of their choice; `on` is the client's day.

        What they chose is taken over into the rows: from here on total, hours and lines are the agreed ones.
        Raises NotOpenForAcceptance, PaperNotReady.
        """
        if not self.is_open(on) or self.paper is None:
            raise NotOpenForAcceptance(self.state.value)
        paper = self.paper if selection is None else selection.paper
        if paper is None:
            raise PaperNotReady
        if selection is not None:
            for section in self.sections:
                section.agree(selection.chosen)
            acceptance.selection_id = selection.id
        acceptance.version, acceptance.choice = self.version, self.choice.data()
        acceptance.sha256 = paper.sha256
        acceptance.total_minor = self.total.least.minor
        acceptance.most_minor = self.total.most.minor
        self.acceptance = acceptance
        self.state, self.decided_at = ProposalState.accepted, acceptance.accepted_at

    @property
    def empty_variables(self) -> list[str]:
        """Which variables in the words of its pages come to nothing."""
        return empty_variables(self, people.agency())

    @property
    def agreed_paper(self) -> StoredFile | None:
        """The file that was agreed to: that of the client's choice, else the one that was sent."""
        selection = self.acceptance.selection if self.acceptance else None
        return selection.paper if selection is not None else self.paper

    @property
    def signed_paper(self) -> StoredFile | None:
        """The second file: what was agreed to with its record."""
        copy = self.acceptance.signed_copy if self.acceptance else None
        return copy.paper if copy is not None else None

    @property
    def answerer(self) -> Member:
        """Who of us answers for it."""
        return self.lead.owner or self.author
