"""The estimate: sections and lines with named people, each line priced by the rule of pricing.py."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.kernel.db import Model
from agency.kernel.marks import mark_of
from agency.kernel.money import Money
from agency.people.models import Member
from agency.proposals.origins import Origin
from agency.proposals.pricing import cost_of

if TYPE_CHECKING:
    from agency.proposals.models import Proposal


class EstimateSection(Model):
    """A part of the estimate, such as Design."""

    __tablename__ = "estimate_section"

    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id"), index=True)
    position: Mapped[int]
    title: Mapped[str] = mapped_column(sa.String(120))

    proposal: Mapped["Proposal"] = relationship(back_populates="sections")
    lines: Mapped[list["EstimateLine"]] = relationship(
        order_by="EstimateLine.position, EstimateLine.id",
        back_populates="section",
        cascade="all, delete-orphan",
    )

    def add_line(self) -> "EstimateLine":
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

    def move(self, step: int) -> None:
        """One place up (-1) or down (1); at an end it stays."""
        sections = self.proposal.sections
        there = sections.index(self) + step
        if 0 <= there < len(sections):
            self.proposal.change()
            sections.remove(self)
            sections.insert(there, self)
            renumber(sections)

    def remove(self) -> None:
        """Take it out with all its lines."""
        proposal = self.proposal
        proposal.change()
        proposal.sections.remove(self)
        renumber(proposal.sections)

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

    @property
    def mark(self) -> str:
        """Stands for its title as it is: another title, another mark."""
        return mark_of(self.title)


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
    fixed_minor: Mapped[int | None] = mapped_column(sa.BigInteger)
    # Which answer of a brief suggested it.
    origin_id: Mapped[int | None] = mapped_column(sa.ForeignKey("estimate_origin.id"))

    section: Mapped[EstimateSection] = relationship(back_populates="lines")
    member: Mapped[Member | None] = relationship()
    origin: Mapped[Origin | None] = relationship()

    def write(
        self, *, text: str, member: Member | None, minutes: int | None, fixed_minor: int | None
    ) -> None:
        """What it says and who does it; the rate is copied by `take_rate` when the person changes."""
        wanted = mark_of(text, member.id if member else None, minutes, fixed_minor)
        if wanted != self.mark:
            self.section.proposal.change()
            self.text, self.member, self.minutes = text, member, minutes
            self.member_id = member.id if member else None
            self.fixed_minor = fixed_minor

    def take_rate(self, rate: Money | None) -> None:
        """Copy the rate of the day: what the rate card says later does not reach this line."""
        minor = rate.minor if rate else None
        if minor != self.rate_minor:
            self.section.proposal.change()
            self.rate_minor = minor

    def move(self, step: int) -> None:
        """One place up (-1) or down (1); past an end of its section into the next one."""
        here, sections = self.section, self.section.proposal.sections
        there = here.lines.index(self) + step
        if 0 <= there < len(here.lines):
            self._settle(here, there)
        elif 0 <= sections.index(here) + step < len(sections):
            target = sections[sections.index(here) + step]
            self._settle(target, 0 if step > 0 else len(target.lines))

    def remove(self) -> None:
        """Take it out."""
        section = self.section
        section.proposal.change()
        section.lines.remove(self)
        renumber(section.lines)

    @property
    def currency(self) -> str:
        return self.section.proposal.currency

    @property
    def rate(self) -> Money | None:
        """The hourly rate, copied from the rate card when the person was chosen."""
        return None if self.rate_minor is None else Money(self.rate_minor, self.currency)

    @property
    def is_fixed(self) -> bool:
        return self.fixed_minor is not None

    @property
    def fixed(self) -> Money | None:
        return None if self.fixed_minor is None else Money(self.fixed_minor, self.currency)

    @property
    def is_priced(self) -> bool:
        """Whether hours, person and rate, or a fixed price, are all there."""
        return self.is_fixed or (bool(self.minutes) and self.rate_minor is not None)

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it."""
        return not self.text and not self.minutes and self.fixed_minor is None

    @property
    def cost(self) -> Money:
        """Shown hours times shown rate, or the fixed price."""
        return cost_of(
            minutes=self.minutes,
            rate_minor=self.rate_minor,
            fixed_minor=self.fixed_minor,
            currency=self.currency,
        )

    @property
    def mark(self) -> str:
        """Stands for what it says: whoever typed over another mark has not seen this line."""
        return mark_of(self.text, self.member_id, self.minutes, self.fixed_minor)

    def _settle(self, target: EstimateSection, place: int) -> None:
        source = self.section
        source.proposal.change()
        source.lines.remove(self)
        target.lines.insert(place, self)
        renumber(source.lines)
        renumber(target.lines)


def renumber(rows: Sequence[EstimateSection | EstimateLine]) -> None:
    """Positions 1, 2, 3, … in the order at hand."""
    for position, row in enumerate(rows, start=1):
        row.position = position
