"""The one rule of price, for screen, paper and whoever reads them by program.

A line costs the hours shown times the rate shown, or the price shown times the quantity; then its discount. A section
is the sum of its lines that count, then its discount; the whole is the sum of its sections that count, then its
discount, then the taxes. Each step is rounded half up as the house rounds, and what is summed is what is shown.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from agency.kernel.marks import mark_of
from agency.kernel.money import WHOLE, Money, Span
from agency.people.models import Member


@dataclass(frozen=True)
class Discount:
    """What is taken off: hundredths of a per cent (1250 is 12.5 %), or an amount in minor units, never both."""

    hundredths: int = 0
    minor: int = 0

    def __bool__(self) -> bool:
        return bool(self.hundredths or self.minor)

    @property
    def mark(self) -> str:
        """Stands for it: whoever typed over another mark has not seen this discount."""
        return mark_of(self.hundredths, self.minor)

    def of(self, cost: Span, *, step: int) -> Span:
        """How much that is, at most all of it."""
        if not self:
            return Span.exactly(Money(0, cost.currency))
        return cost.each(lambda amount: self._of(amount, step))

    def _of(self, amount: Money, step: int) -> Money:
        if self.hundredths:
            return min(amount.part(self.hundredths, step=step), amount)
        return min(Money(self.minor, amount.currency), amount)


NOTHING_OFF = Discount()


@dataclass(frozen=True)
class Tax:
    """A tax by its name in the document's language; `is_included` where the prices hold it already."""

    name: str
    hundredths: int
    is_included: bool = False

    def of(self, net: Span) -> Span:
        """How much that is: on top of the net sum, or inside of it."""
        whole = WHOLE + self.hundredths if self.is_included else WHOLE
        return net.each(lambda amount: amount.part(self.hundredths, of=whole))


@dataclass(frozen=True)
class Sum:
    """What something comes to: `gross` before its discount `off`, `net` after it."""

    gross: Span
    off: Span

    @classmethod
    def of(cls, gross: Span, discount: Discount, *, step: int) -> "Sum":
        """With this discount taken off."""
        return cls(gross, discount.of(gross, step=step))

    @property
    def net(self) -> Span:
        return self.gross - self.off if self.off.most.minor else self.gross


@dataclass(frozen=True)
class Whole:
    """What an estimate comes to: the sum of its sections, and each tax with its amount."""

    sum: Sum
    taxes: Sequence[tuple[Tax, Span]]

    @classmethod
    def of(cls, sections: Iterable[Span], pricing: "Pricing") -> "Whole":
        """Of these sections, by the rules of this offer."""
        gross = Span.total(sections, pricing.currency)
        found = Sum.of(gross, pricing.discount, step=pricing.step)
        return cls(found, tuple((tax, tax.of(found.net)) for tax in pricing.taxes))

    @property
    def total(self) -> Span:
        """What is to be paid."""
        added = (amount for tax, amount in self.taxes if not tax.is_included)
        return self.sum.net + Span.total(added, self.sum.gross.currency)


@dataclass(frozen=True)
class Pricing:
    """The rules of one offer: its currency, to how many minor units it rounds, its discount and its taxes."""

    currency: str
    step: int = 1
    discount: Discount = NOTHING_OFF
    taxes: Sequence[Tax] = ()


def cost_of_work(minutes: int, most: int | None, rate: Money, *, step: int) -> Span:
    """Hours shown times the rate shown; `most` where the hours are from–to."""
    least = rate.for_minutes(minutes, step=step)
    return Span(least, least if most is None else rate.for_minutes(most, step=step))


def cost_of_things(price: Money, quantity: int) -> Span:
    """A fixed price so many times."""
    return Span.exactly(price * quantity)


def divided(total: int, among: Sequence[int]) -> list[int]:
    """An amount in minor units, shared out by these: the parts add up to it, and are these where they do."""
    whole, passed, parts = sum(among), 0, list[int]()
    for each in among:
        before, passed = passed, passed + each
        parts.append((total * passed // whole - total * before // whole) if whole else 0)
    return parts


class Worked(Protocol):
    """A line as far as it is somebody's work."""

    @property
    def member(self) -> Member | None:
        """Who does it."""

    @property
    def is_fixed(self) -> bool:
        """Whether it is sold at a fixed price."""

    @property
    def least_and_most(self) -> tuple[int, int]:
        """Minutes from–to."""

    @property
    def cost(self) -> Span:
        """What it costs."""


@dataclass(frozen=True)
class Portion:
    """What one member does of an estimate."""

    member: Member
    minutes: int
    most_minutes: int
    cost: Span


def portions(lines: Iterable[Worked], currency: str) -> list[Portion]:
    """Who does how much by the hour, the largest cost first."""
    found: dict[int, Portion] = {}
    for line in lines:
        if line.member is not None and not line.is_fixed:
            zero = Span.exactly(Money(0, currency))
            before = found.get(line.member.id, Portion(line.member, 0, 0, zero))
            least, most = line.least_and_most
            found[line.member.id] = Portion(
                line.member,
                before.minutes + least,
                before.most_minutes + most,
                before.cost + line.cost,
            )
    return sorted(found.values(), key=lambda portion: -portion.cost.most.minor)
