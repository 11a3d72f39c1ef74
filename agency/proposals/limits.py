"""Above what an offer needs the owner's word: what it may come to at most, and how much is taken off.

Both are counted over all that the client could choose: the sum with every option taken and of alternatives the
dearest, the discount for the choice of which the largest share is taken off (see deepest.py). Else an offer would pass
the limit after it left.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil
from typing import TYPE_CHECKING

from agency.kernel.money import WHOLE, Money, Span
from agency.people.models import Agency
from agency.proposals.deepest import NONE, Part, Way, largest_share, many, once
from agency.proposals.pricing import Sum, Whole, cost_of_things

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
        dearest = _dearest_of_each(proposal)
        whole = Whole.of((_cost(each) for each in dearest), proposal.pricing)
        # A hair above the limit is above it.
        return cls(whole.total.most, ceil(_share_off(proposal) * WHOLE))


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


def _share_off(proposal: "Proposal") -> Fraction:
    """The largest that any choice may take off: nothing where no discount stands anywhere, as most often."""
    discounts = [proposal.discount, *(each.discount for each in proposal.sections)]
    if not any((*discounts, *(each.discount for each in proposal.lines))):
        return Fraction(0)
    return max(
        largest_share([_part(each, at_most) for each in proposal.sections], proposal.discount)
        for at_most in (False, True)
    )


def _dearest_of_each(proposal: "Proposal") -> list["EstimateSection"]:
    """Its sections, and of alternatives the dearest."""
    best: dict[str, EstimateSection] = {}
    for section in proposal.sections:
        first = best.setdefault(section.variant, section)
        if section.variant and _cost(section).most > _cost(first).most:
            best[section.variant] = section
    return [each for each in proposal.sections if not each.variant or best[each.variant] is each]


def _part(section: "EstimateSection", at_most: bool) -> Part:
    """`at_most` is with the hours that it may become, where they are from–to."""
    lines = [_ways(line, at_most) for line in section.lines if not line.is_blank]
    return Part(lines, section.discount, section.variant)


def _ways(line: "EstimateLine", at_most: bool) -> list[Way]:
    gross = line.sum.gross
    listed = (gross.most if at_most else gross.least).minor
    if not line.is_optional:
        return [once(listed, line.discount)]
    if line.fixed is None or line.content.most_quantity is None:
        return [NONE, once(listed, line.discount)]
    return [NONE, *many(line.fixed.minor, line.content.most_quantity, line.discount)]


def _cost(section: "EstimateSection") -> Span:
    proposal = section.proposal
    gross = Span.total((_net(line) for line in section.lines), proposal.currency)
    return Sum.of(gross, section.discount, step=proposal.rounding).net


def _net(line: "EstimateLine") -> Span:
    return Sum.of(_gross(line), line.discount, step=line.section.proposal.rounding).net


def _gross(line: "EstimateLine") -> Span:
    content = line.content
    if line.fixed is not None and content.is_optional:
        return cost_of_things(line.fixed, content.most_quantity or content.quantity)
    return line.sum.gross
