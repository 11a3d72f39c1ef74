"""The estimate: its sections with their lines; what each comes to is the rule of pricing.py."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.kernel.db import Model
from agency.kernel.marks import mark_of
from agency.people.models import Member
from agency.proposals.choosing import Choice
from agency.proposals.costing import SectionFigures
from agency.proposals.lines import EstimateLine, fresh_key
from agency.proposals.pricing import Discount

if TYPE_CHECKING:
    from agency.proposals.models import Proposal


@dataclass(frozen=True)
class SectionContent:
    """What the head of a section says."""

    title: str
    variant: str = ""
    off_hundredths: int = 0
    off_minor: int = 0

    @property
    def mark(self) -> str:
        """Stands for it: whoever typed over another mark has not seen this head."""
        return mark_of(*vars(self).values())


class EstimateSection(SectionFigures, Model):
    """A part of the estimate, such as Design.

    Sections with the same `variant` ("Shop") are alternatives, such as basic and full: one of them is `taken`.
    """

    __tablename__ = "estimate_section"
    __table_args__ = (
        sa.CheckConstraint("off_hundredths BETWEEN 0 AND 10000", name="off_share"),
        sa.CheckConstraint("off_minor >= 0", name="off_amount"),
        sa.CheckConstraint("off_hundredths = 0 OR off_minor = 0", name="one_discount"),
    )

    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id"), index=True)
    key: Mapped[str] = mapped_column(sa.String(12), default=fresh_key, server_default="")
    position: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(120))
    variant: Mapped[str] = mapped_column(sa.String(60), default="", server_default="")
    taken: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    off_hundredths: Mapped[int] = mapped_column(default=0, server_default="0")
    off_minor: Mapped[int] = mapped_column(sa.BigInteger, default=0, server_default="0")

    proposal: Mapped["Proposal"] = relationship(back_populates="sections")
    lines: Mapped[list[EstimateLine]] = relationship(
        order_by=[EstimateLine.position, EstimateLine.id],
        back_populates="section",
        cascade="all, delete-orphan",
    )

    def add_line(self) -> EstimateLine:
        """An empty line at its end."""
        self.proposal.change()
        line = EstimateLine(position=len(self.lines) + 1, text="")
        self.lines.append(line)
        return line

    def rename(self, title: str) -> None:
        """Call it something else."""
        if title != self.title:
            self.proposal.change()
            self.title = title

    def discount_by(self, discount: Discount) -> None:
        """Take so much off the sum of its lines."""
        if discount != self.discount:
            self.proposal.change()
            self.off_hundredths, self.off_minor = discount.hundredths, discount.minor

    def stand_against(self, variant: str) -> None:
        """Make it one of the alternatives of this name; without a name it stands for itself."""
        if variant != self.variant:
            self.proposal.change()
            left, self.variant = self.variant, variant
            self.proposal.settle_variant(left)
            self.proposal.settle_variant(variant)
            if not variant:
                self.taken = True

    def take(self) -> None:
        """Of the alternatives, offer this one; the client may take another."""
        if not self.taken:
            self.proposal.change()
            for each in self.proposal.sections:
                if each.variant == self.variant:
                    each.taken = each is self

    def agree(self, choice: Choice) -> None:
        """As the client chose it. What was sent does not change otherwise."""
        if self.variant in choice.variants:
            self.taken = choice.variants[self.variant] == self.key
        for line in self.lines:
            if line.is_optional and line.key in choice.lines:
                quantity = choice.lines[line.key]
                line.taken, line.quantity = quantity > 0, quantity or line.quantity

    def move(self, step: int) -> None:
        """One place up (-1) or down (1); at an end it stays."""
        sections = self.proposal.sections
        there = sections.index(self) + step
        if 0 <= there < len(sections):
            self.settle(there)

    def settle(self, place: int) -> None:
        """To this place, counted without itself."""
        proposal = self.proposal
        proposal.change()
        proposal.sections.remove(self)
        proposal.sections.insert(place, self)
        proposal.renumber()

    def remove(self) -> None:
        """Take it out with all its lines."""
        proposal = self.proposal
        proposal.change()
        proposal.sections.remove(self)
        proposal.settle_variant(self.variant)
        proposal.renumber()

    def renumber(self) -> None:
        """Its lines 1, 2, 3, … in the order at hand."""
        for position, line in enumerate(self.lines, start=1):
            line.position = position

    def copied(self) -> "EstimateSection":
        """The same section with its lines, for another version."""
        return EstimateSection(
            key=self.key,
            position=self.position,
            title=self.title,
            variant=self.variant,
            taken=self.taken,
            off_hundredths=self.off_hundredths,
            off_minor=self.off_minor,
            lines=[line.copied() for line in self.lines],
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
    def content(self) -> SectionContent:
        """What its head says."""
        return SectionContent(
            self.title, self.variant or "", self.off_hundredths or 0, self.off_minor or 0
        )

    @property
    def mark(self) -> str:
        """Stands for its head as it is: another title, another mark."""
        return self.content.mark
