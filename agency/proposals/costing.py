"""What lines, sections and the whole come to, read off what stands in their columns.

The rows that a session holds ask it here, and so do the plain ones of `plain.py`, by which one cell is saved. How it is
added up stands in `pricing.py`.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agency.kernel.marks import mark_of
from agency.kernel.money import Money, Span
from agency.proposals.pricing import (
    Discount,
    Pricing,
    Sum,
    Tax,
    Whole,
    cost_of_things,
    cost_of_work,
)


@dataclass(frozen=True)
class LineContent:
    """What a line says, as it is written: its rate is copied apart, from the card of the day."""

    text: str = ""
    member_id: int | None = None
    role_id: int | None = None
    minutes: int | None = None
    most_minutes: int | None = None
    fixed_minor: int | None = None
    quantity: int = 1
    most_quantity: int | None = None
    unit: str = ""
    is_optional: bool = False
    taken: bool = True
    off_hundredths: int = 0
    off_minor: int = 0

    @property
    def mark(self) -> str:
        """Stands for it: whoever typed over another mark has not seen this line."""
        return mark_of(*vars(self).values())


class LineFigures:
    """What a line says and costs."""

    if TYPE_CHECKING:
        text: Any
        member_id: Any
        role_id: Any
        minutes: Any
        most_minutes: Any
        rate_minor: Any
        fixed_minor: Any
        quantity: Any
        most_quantity: Any
        unit: Any
        is_optional: Any
        taken: Any
        off_hundredths: Any
        off_minor: Any
        section: Any

    @property
    def content(self) -> LineContent:
        """What it says."""
        return LineContent(
            text=self.text or "",
            member_id=self.member_id,
            role_id=self.role_id,
            minutes=self.minutes,
            most_minutes=self.most_minutes,
            fixed_minor=self.fixed_minor,
            # A line that was never saved has its defaults still to come.
            quantity=1 if self.quantity is None else self.quantity,
            most_quantity=self.most_quantity,
            unit=self.unit or "",
            is_optional=bool(self.is_optional),
            taken=self.taken is not False,
            off_hundredths=self.off_hundredths or 0,
            off_minor=self.off_minor or 0,
        )

    @property
    def currency(self) -> str:
        return str(self.section.proposal.currency)

    @property
    def rate(self) -> Money | None:
        """The hourly rate, copied from the rate card when the person was chosen."""
        return None if self.rate_minor is None else Money(self.rate_minor, self.currency)

    @property
    def is_fixed(self) -> bool:
        return self.fixed_minor is not None

    @property
    def fixed(self) -> Money | None:
        """The price of one."""
        return None if self.fixed_minor is None else Money(self.fixed_minor, self.currency)

    @property
    def is_priced(self) -> bool:
        """Whether hours, person or trade and rate, or a fixed price, are all there."""
        return self.is_fixed or (bool(self.minutes) and self.rate_minor is not None)

    @property
    def is_blank(self) -> bool:
        """Whether nothing stands in it."""
        return not self.text and not self.minutes and self.fixed_minor is None

    @property
    def counts(self) -> bool:
        """Whether it is part of the sums."""
        return self.taken is not False or not self.is_optional

    @property
    def discount(self) -> Discount:
        return Discount(self.off_hundredths or 0, self.off_minor or 0)

    @property
    def least_and_most(self) -> tuple[int, int]:
        """Minutes from–to; twice the same where they are one number."""
        least = self.minutes or 0
        return least, self.most_minutes or least

    @property
    def sum(self) -> Sum:
        """What it comes to, before and after its discount; zero while it is not priced."""
        return Sum.of(self._gross, self.discount, step=self.section.proposal.rounding)

    @property
    def cost(self) -> Span:
        """What it costs: hours shown times rate shown, or price times quantity, less its discount."""
        return self.sum.net

    @property
    def mark(self) -> str:
        """Stands for what it says: whoever typed over another mark has not seen this line."""
        return self.content.mark

    @property
    def _gross(self) -> Span:
        if self.fixed is not None:
            return cost_of_things(self.fixed, self.content.quantity)
        rate = self.rate or Money(0, self.currency)
        step = self.section.proposal.rounding
        return cost_of_work(self.minutes or 0, self.most_minutes, rate, step=step)


class SectionFigures:
    """What the lines of a section come to."""

    if TYPE_CHECKING:
        variant: Any
        taken: Any
        off_hundredths: Any
        off_minor: Any
        lines: Any
        proposal: Any

    @property
    def counts(self) -> bool:
        """Whether it is part of the whole."""
        return self.taken is not False or not self.variant

    @property
    def counted(self) -> list[Any]:
        """Its lines that are part of its sums."""
        return [line for line in self.lines if line.counts]

    @property
    def minutes(self) -> int:
        """Of the lines that count, at least."""
        return sum(line.least_and_most[0] for line in self.counted)

    @property
    def most_minutes(self) -> int:
        """Of the lines that count, at most."""
        return sum(line.least_and_most[1] for line in self.counted)

    @property
    def discount(self) -> Discount:
        return Discount(self.off_hundredths or 0, self.off_minor or 0)

    @property
    def sum(self) -> Sum:
        """The sum of the lines that count, before and after its discount."""
        proposal = self.proposal
        gross = Span.total((line.cost for line in self.counted), proposal.currency)
        return Sum.of(gross, self.discount, step=proposal.rounding)

    @property
    def cost(self) -> Span:
        """What it comes to."""
        return self.sum.net


class WholeFigures:
    """What an estimate comes to."""

    if TYPE_CHECKING:
        currency: Any
        step: Any
        taxes: Any
        off_hundredths: Any
        off_minor: Any
        sections: Any

    @property
    def counted(self) -> list[Any]:
        """The lines that are part of the sums, as it is offered."""
        return [line for each in self.sections if each.counts for line in each.counted]

    @property
    def discount(self) -> Discount:
        return Discount(self.off_hundredths or 0, self.off_minor or 0)

    @property
    def rounding(self) -> int:
        """To how many minor units it rounds."""
        return self.step or 1

    @property
    def pricing(self) -> Pricing:
        """By which rules it adds up."""
        taxes = tuple(
            Tax(each["name"], each["hundredths"], each["included"]) for each in self.taxes or ()
        )
        return Pricing(self.currency, self.rounding, self.discount, taxes)

    @property
    def whole(self) -> Whole:
        """What it comes to: the sum, its discount, the taxes, the total."""
        return Whole.of((each.cost for each in self.sections if each.counts), self.pricing)

    @property
    def total(self) -> Span:
        """What is to be paid, as it is offered."""
        return self.whole.total

    @property
    def minutes(self) -> int:
        """Of the lines that count, at least."""
        return sum(line.least_and_most[0] for line in self.counted)

    @property
    def most_minutes(self) -> int:
        """Of the lines that count, at most."""
        return sum(line.least_and_most[1] for line in self.counted)
