"""The one rule of cost: shown hours times shown rate, or the fixed price; a sum is the sum of shown costs."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agency.kernel.money import Money
from agency.people.models import Member

if TYPE_CHECKING:
    from agency.proposals.estimate import EstimateLine


def cost_of(
    *, minutes: int | None, rate_minor: int | None, fixed_minor: int | None, currency: str
) -> Money:
    """What a line costs; zero while it is not priced."""
    if fixed_minor is not None:
        return Money(fixed_minor, currency)
    return Money(rate_minor or 0, currency).for_minutes(minutes or 0)


@dataclass(frozen=True)
class Portion:
    """What one member does of an estimate."""

    member: Member
    minutes: int
    cost: Money


def portions(lines: Iterable["EstimateLine"], currency: str) -> list[Portion]:
    """Who does how much by the hour, the largest cost first."""
    found: dict[int, Portion] = {}
    for line in lines:
        if line.member is not None and not line.is_fixed:
            before = found.get(line.member.id, Portion(line.member, 0, Money(0, currency)))
            found[line.member.id] = Portion(
                line.member, before.minutes + (line.minutes or 0), before.cost + line.cost
            )
    return sorted(found.values(), key=lambda portion: -portion.cost.minor)
