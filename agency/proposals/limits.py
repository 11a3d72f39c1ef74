"""Above what an offer needs the owner's word: what it may come to at most, and how much is taken off.

Both are counted over all that the client could choose: every option taken, of alternatives the dearest. Else an
offer would grow past the limit after it left.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from agency.kernel.money import WHOLE, Money, Span
from agency.people.models import Agency
from agency.proposals.pricing import Pricing, Sum, Whole, cost_of_things

if TYPE_CHECKING:
    from agency.proposals.estimate import EstimateSection
    from agency.proposals.lines import EstimateLine
    from agency.proposals.models import Proposal


@dataclass(frozen=True)
class Reach:
    """What a proposal comes to at most, and which share of its list price is taken off, in hundredths of a per cent."""

    most: Money
    off: int

    @classmethod
    def of(cls, proposal: "Proposal") -> "Reach":
        """As it stands."""
        dearest = _one_of_each(proposal, lambda section: _cost(section).most.minor)
        whole = Whole.of((_cost(each) for each in dearest), proposal.pricing)
        as_offered = _listed((line for line in proposal.counted), at_most=False)
        off = max(
            _off_of(dearest, proposal.pricing),
            # Of alternatives the one of which the most is taken off need not be the dearest.
            _off_of(_one_of_each(proposal, _off_section), proposal.pricing),
            _share(as_offered, proposal.whole.sum.net.most.minor),
        )
        return cls(whole.total.most, off)


@dataclass(frozen=True)
class Limits:
    """What the house set: an amount in its currency, a share of discount; None where it set nothing."""

    amount: Money | None
    off: int | None

    @classmethod
    def of(cls, house: Agency) -> "Limits":
        """Those of this house."""
        minor = house.approve_above_minor
        amount = None if minor is None else Money(minor, house.currency)
        return cls(amount, house.approve_above_hundredths)

    @property
    def off_percent(self) -> str:
        """The share as it is read: "12.5"."""
        return "" if self.off is None else f"{Decimal(self.off) / 100:f}".rstrip("0").rstrip(".")

    def exceeded_by(self, proposal: "Proposal") -> list[str]:
        """Why the owner must approve it: "amount", "currency", "discount"; nothing where nobody need."""
        if self.amount is None and self.off is None:
            return []
        reach, found = Reach.of(proposal), []
        if self.amount is not None and self.amount.currency != reach.most.currency:
            # Nobody knows what it is worth in the currency of the limit.
            found.append("currency")
        elif self.amount is not None and reach.most > self.amount:
            found.append("amount")
        if self.off is not None and reach.off > self.off:
            found.append("discount")
        return found


def _one_of_each(
    proposal: "Proposal", by: Callable[["EstimateSection"], int]
) -> list["EstimateSection"]:
    """Its sections, and of alternatives the one with the most of that."""
    best: dict[str, EstimateSection] = {}
    for section in proposal.sections:
        if section.variant:
            first = best.setdefault(section.variant, section)
            if by(section) > by(first):
                best[section.variant] = section
    return [each for each in proposal.sections if not each.variant or best[each.variant] is each]


def _off_section(section: "EstimateSection") -> int:
    return _share(_listed(section.lines), _cost(section).most.minor)


def _off_of(sections: Sequence["EstimateSection"], pricing: Pricing) -> int:
    whole = Whole.of((_cost(each) for each in sections), pricing)
    return _share(
        _listed(line for each in sections for line in each.lines), whole.sum.net.most.minor
    )


def _cost(section: "EstimateSection") -> Span:
    proposal = section.proposal
    gross = Span.total((_net(line) for line in section.lines), proposal.currency)
    return Sum.of(gross, section.discount, step=proposal.rounding).net


def _net(line: "EstimateLine") -> Span:
    return Sum.of(_gross(line), line.discount, step=line.section.proposal.rounding).net


def _gross(line: "EstimateLine", *, at_most: bool = True) -> Span:
    content = line.content
    if at_most and line.fixed is not None and content.is_optional:
        return cost_of_things(line.fixed, content.most_quantity or content.quantity)
    return line.sum.gross


def _listed(lines: Iterable["EstimateLine"], *, at_most: bool = True) -> int:
    return sum(_gross(line, at_most=at_most).most.minor for line in lines)


def _share(listed: int, net: int) -> int:
    """How much of the list price is taken off, rounded up: a hair above the limit is above it."""
    return -(-(listed - net) * WHOLE // listed) if listed > 0 else 0
