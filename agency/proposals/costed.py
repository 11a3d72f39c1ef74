"""What a proposal comes to: its lines that count, its rules of price, and the sums of both."""

from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from agency.proposals.choosing import Choice
from agency.proposals.costing import WholeFigures
from agency.proposals.lines import EstimateLine
from agency.proposals.pricing import Portion, portions

if TYPE_CHECKING:
    from agency.proposals.estimate import EstimateSection


class Costed(WholeFigures):
    """What a proposal has of sums: the columns that decide them; they are added up as costing.py says."""

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
    def choice(self) -> Choice:
        """Which of its options and alternatives are taken."""
        taken = {each.variant: each.key for each in self.sections if each.variant and each.counts}
        optional = (line for line in self.lines if line.is_optional and not line.is_blank)
        return Choice({line.key: line.quantity if line.counts else 0 for line in optional}, taken)

    @property
    def portions(self) -> list[Portion]:
        """Who does how much, the largest cost first."""
        return portions(self.counted, self.currency)
