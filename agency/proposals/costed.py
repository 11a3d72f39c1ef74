"""What a proposal comes to: its lines that count, its rules of price, and the sums of both."""

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from agency.kernel.money import Span
from agency.proposals.choosing import Choice
from agency.proposals.lines import EstimateLine
from agency.proposals.pricing import Discount, Portion, Pricing, Tax, Whole, portions

if TYPE_CHECKING:
    from agency.proposals.estimate import EstimateSection


class Costed:
    """What a proposal has of sums."""

    currency: Mapped[str]
    # Taxes as the house had them on the day it was begun: [{name, hundredths, included}].
    taxes: Mapped[list[Any]] = mapped_column(default=list, server_default=sa.text("'[]'"))
    # To how many minor units it rounds: 100 is to whole euros.
    step: Mapped[int] = mapped_column(default=1, server_default="1")
    off_hundredths: Mapped[int] = mapped_column(default=0, server_default="0")
    off_minor: Mapped[int] = mapped_column(sa.BigInteger, default=0, server_default="0")

    if TYPE_CHECKING:
        sections: Mapped[list[EstimateSection]]

    @property
    def lines(self) -> list[EstimateLine]:
        return [line for section in self.sections for line in section.lines]

    @property
    def counted(self) -> list[EstimateLine]:
        """The lines that are part of the sums, as it is offered."""
        return [line for each in self.sections if each.counts for line in each.counted]

    @property
    def choice(self) -> Choice:
        """Which of its options and alternatives are taken."""
        taken = {each.variant: each.key for each in self.sections if each.variant and each.counts}
        optional = (line for line in self.lines if line.is_optional and not line.is_blank)
        return Choice({line.key: line.quantity if line.counts else 0 for line in optional}, taken)

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

    @property
    def portions(self) -> list[Portion]:
        """Who does how much, the largest cost first."""
        return portions(self.counted, self.currency)
