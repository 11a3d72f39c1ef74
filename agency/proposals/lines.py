"""One line of the estimate: hours of a person or a trade at a rate, or something at a fixed price."""

from secrets import token_hex
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.kernel.db import Model
from agency.kernel.money import Money
from agency.people.models import Member, Role
from agency.proposals.costing import LineContent, LineFigures
from agency.proposals.house_lines import HouseLine
from agency.proposals.origins import Origin

if TYPE_CHECKING:
    from agency.proposals.estimate import EstimateSection

__all__ = ["EstimateLine", "LineContent", "fresh_key"]


def fresh_key() -> str:
    """Stands for a line or a section through all versions."""
    return token_hex(5)


class EstimateLine(LineFigures, Model):
    """One piece of work: hours at a rate, or a fixed price (of one, so many times)."""

    __tablename__ = "estimate_line"
    __table_args__ = (
        sa.CheckConstraint("fixed_minor IS NULL OR minutes IS NULL", name="hours_or_fixed"),
        sa.CheckConstraint("minutes IS NULL OR minutes >= 0", name="hours_positive"),
        sa.CheckConstraint("most_minutes IS NULL OR most_minutes > minutes", name="hours_from_to"),
        sa.CheckConstraint("quantity > 0", name="some"),
        sa.CheckConstraint("most_quantity IS NULL OR most_quantity >= quantity", name="some_more"),
        sa.CheckConstraint("off_hundredths BETWEEN 0 AND 10000", name="off_share"),
        sa.CheckConstraint("off_minor >= 0", name="off_amount"),
        sa.CheckConstraint("off_hundredths = 0 OR off_minor = 0", name="one_discount"),
    )

    section_id: Mapped[int] = mapped_column(sa.ForeignKey("estimate_section.id"), index=True)
    # Stands for it through all versions: a new version copies it.
    key: Mapped[str] = mapped_column(sa.String(12), default=fresh_key, server_default="")
    position: Mapped[int]
    # Looked up by lines of the same words, to tell how long those took.
    text: Mapped[str] = mapped_column(sa.String(300), index=True)
    member_id: Mapped[int | None] = mapped_column(sa.ForeignKey("member.id"))
    role_id: Mapped[int | None] = mapped_column(sa.ForeignKey("role.id"))
    minutes: Mapped[int | None]
    most_minutes: Mapped[int | None]
    rate_minor: Mapped[int | None]
    # Of one of them.
    fixed_minor: Mapped[int | None] = mapped_column(sa.BigInteger)
    quantity: Mapped[int] = mapped_column(default=1, server_default="1")
    # How many the client may take of an optional line.
    most_quantity: Mapped[int | None]
    unit: Mapped[str] = mapped_column(sa.String(20), default="", server_default="")
    is_optional: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    taken: Mapped[bool] = mapped_column(default=True, server_default=sa.true())
    off_hundredths: Mapped[int] = mapped_column(default=0, server_default="0")
    off_minor: Mapped[int] = mapped_column(sa.BigInteger, default=0, server_default="0")
    # Which answer of a brief suggested it.
    origin_id: Mapped[int | None] = mapped_column(sa.ForeignKey("estimate_origin.id"))
    # Which line of the library, or of another proposal, it was made of.
    house_line_id: Mapped[int | None] = mapped_column(sa.ForeignKey("house_line.id"), index=True)
    came_from_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("estimate_line.id", ondelete="SET NULL"), index=True
    )

    section: Mapped["EstimateSection"] = relationship(back_populates="lines")
    member: Mapped[Member | None] = relationship()
    role: Mapped[Role | None] = relationship()
    origin: Mapped[Origin | None] = relationship()
    house_line: Mapped[HouseLine | None] = relationship()

    def write(
        self, content: LineContent, *, member: Member | None, role: Role | None = None
    ) -> None:
        """What it says and who does it; the rate is copied by `take_rate` when the person changes."""
        if content != self.content:
            self.section.proposal.change()
            for name, value in vars(content).items():
                setattr(self, name, value)
            self.member, self.role = member, role

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
            self.settle(here, there)
        elif 0 <= sections.index(here) + step < len(sections):
            target = sections[sections.index(here) + step]
            self.settle(target, 0 if step > 0 else len(target.lines))

    def settle(self, target: "EstimateSection", place: int) -> None:
        """To this place in that section, counted without itself."""
        source = self.section
        source.proposal.change()
        source.lines.remove(self)
        target.lines.insert(place, self)
        source.renumber()
        target.renumber()

    def double(self) -> "EstimateLine":
        """The same once more, below it."""
        here = self.section
        here.proposal.change()
        twin = self.copied()
        twin.key = fresh_key()
        here.lines.insert(here.lines.index(self) + 1, twin)
        here.renumber()
        return twin

    def remove(self) -> None:
        """Take it out."""
        section = self.section
        section.proposal.change()
        section.lines.remove(self)
        section.renumber()

    def copied(self) -> "EstimateLine":
        """The same line for another version."""
        return EstimateLine(
            key=self.key,
            position=self.position,
            member=self.member,
            role=self.role,
            rate_minor=self.rate_minor,
            origin=self.origin,
            house_line_id=self.house_line_id,
            came_from_id=self.came_from_id,
            **vars(self.content),
        )
