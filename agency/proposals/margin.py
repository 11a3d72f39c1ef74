"""What is left of an estimate when those who do the work are paid. For the owner's eyes only.

Earned is what the lines bring after every discount and without taxes; spent is their hours at the cost rates of the
day. What nobody knows the cost of, such as fixed prices, is left out of both and said, never counted as nothing.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from agency.kernel.money import Money, Span
from agency.people import costs
from agency.people import queries as people
from agency.people.models import Member
from agency.proposals.lines import EstimateLine
from agency.proposals.models import Proposal
from agency.proposals.pricing import cost_of_work, divided


@dataclass(frozen=True)
class Left:
    """What comes in, what goes out; from–to where the hours are."""

    earned: Span
    spent: Span

    def __add__(self, other: "Left") -> "Left":
        return Left(self.earned + other.earned, self.spent + other.spent)

    @property
    def money(self) -> Span:
        """What is left, the smaller end first."""
        ends = self.earned.least - self.spent.least, self.earned.most - self.spent.most
        return Span(min(ends), max(ends))

    @property
    def percent(self) -> tuple[int, int] | None:
        """Which share of what comes in that is, from–to; None where nothing comes in."""
        if not self.earned.least.minor or not self.earned.most.minor:
            return None
        pairs = (self.earned.least, self.spent.least), (self.earned.most, self.spent.most)
        shares = sorted(_percent(earned, spent) for earned, spent in pairs)
        return shares[0], shares[1]

    @property
    def is_loss(self) -> bool:
        return self.money.least.minor < 0


@dataclass
class Margin:
    """What is left of the whole and of each section (by its id); whose cost nobody knows; what is left out."""

    whole: Left
    sections: dict[int, Left] = field(default_factory=dict)
    unknown: list[Member] = field(default_factory=list)
    nobodys: int = 0  # lines with hours of which the cost is not known for want of a person
    fixed: Span | None = None


def margin_of(proposal: Proposal, *, on: date) -> Margin:
    """By the cost rates of this day."""
    currency = proposal.currency
    known, nothing = costs.cost_rates(on, currency), Span.exactly(Money(0, currency))
    by_trade = _by_trade(known) if any(line.role is not None for line in proposal.lines) else {}
    found, unknown = Margin(Left(nothing, nothing)), dict[int, Member]()
    for line, earned in _earned(proposal):
        if line.is_fixed:
            found.fixed = (found.fixed or nothing) + earned
            continue
        rate = known.get(line.member_id or 0) or by_trade.get(line.role_id or 0)
        if rate is None:
            if line.member is not None:
                unknown[line.member.id] = line.member
            found.nobodys += line.member is None and bool(line.minutes)
            continue
        left = Left(earned, cost_of_work(line.minutes or 0, line.most_minutes, rate, step=1))
        found.whole += left
        section = found.sections.get(line.section_id, Left(nothing, nothing))
        found.sections[line.section_id] = section + left
    found.unknown = list(unknown.values())
    return found


def _by_trade(known: Mapping[int, Money]) -> dict[int, Money]:
    """Of a trade the dearest of its people: nobody knows yet who it will be. Unknown where one of them is."""
    rates: dict[int, list[Money | None]] = defaultdict(list)
    for member in people.members():
        if member.role_id is not None:
            rates[member.role_id].append(known.get(member.id))
    return {
        role: max(rate for rate in each if rate is not None)
        for role, each in rates.items()
        if None not in each
    }


def _earned(proposal: Proposal) -> Sequence[tuple[EstimateLine, Span]]:
    """What each line that counts brings: discounts of its section and of the whole shared out, taxes left out."""
    ends = [_shared(proposal, is_most=is_most) for is_most in (False, True)]
    return [
        (line, Span(least, most))
        for line, least, most in zip(proposal.counted, ends[0], ends[1], strict=True)
    ]


def _shared(proposal: Proposal, *, is_most: bool) -> list[Money]:
    whole, sections = proposal.whole, [each for each in proposal.sections if each.counts]
    included = (amount for tax, amount in whole.taxes if tax.is_included)
    net = whole.sum.net - Span.total(included, proposal.currency)
    parts = divided(
        _end(net, is_most=is_most), [_end(each.cost, is_most=is_most) for each in sections]
    )
    found = list[Money]()
    for section, part in zip(sections, parts, strict=True):
        costs_of_lines = [_end(line.cost, is_most=is_most) for line in section.counted]
        found += [Money(minor, proposal.currency) for minor in divided(part, costs_of_lines)]
    return found


def _end(span: Span, *, is_most: bool) -> int:
    return (span.most if is_most else span.least).minor


def _percent(earned: Money, spent: Money) -> int:
    share = Decimal((earned - spent).minor * 100) / earned.minor
    return int(share.to_integral_value(ROUND_HALF_UP))
