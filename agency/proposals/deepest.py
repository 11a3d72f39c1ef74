"""The largest share of its list price that may be taken off an offer, whatever of it the client chooses.

It is a ratio of sums, so the choice for which it is largest is found in steps: for a share at hand each line and
section is chosen or left out by itself, by whether it takes off more than that; this gives a larger share, until it
does not any more. Nothing is rounded here: what rounding takes off is no discount.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby

from agency.kernel.money import WHOLE
from agency.proposals.pricing import NOTHING_OFF, Discount

NOTHING, ALL = Fraction(0), Fraction(1)


@dataclass(frozen=True)
class Way:
    """What may be chosen: its list price, and what is paid of it before what is taken off all that it stands in."""

    listed: Fraction
    net: Fraction

    def __add__(self, other: "Way") -> "Way":
        return Way(self.listed + other.listed, self.net + other.net)

    def less(self, discount: Discount) -> "Way":
        """With this taken off what is paid."""
        if discount.hundredths:
            return Way(self.listed, self.net * (WHOLE - discount.hundredths) / WHOLE)
        return Way(self.listed, max(self.net - discount.minor, NOTHING))


NONE = Way(NOTHING, NOTHING)


@dataclass(frozen=True)
class Part:
    """A section: for each of its lines the ways to have it. Of parts with the same `variant` one is chosen."""

    lines: Sequence[Sequence[Way]]
    discount: Discount = NOTHING_OFF
    variant: str = ""

    def best(self, share: Fraction, keep: Fraction) -> Way:
        """The choice in it that takes off more than this share by the most; `keep` is what the whole leaves of it."""
        inside = keep * Way(ALL, ALL).less(Discount(self.discount.hundredths)).net
        greedy = (_best(ways, share, inside) for ways in self.lines)
        # Where an amount is taken off, it is the larger a share the less is chosen.
        least = (min(ways, key=lambda way: way.listed) for ways in self.lines)
        return _best([_sum(each).less(self.discount) for each in (greedy, least)], share, keep)


def once(listed: int, discount: Discount) -> Way:
    """A line of this list price."""
    price = Fraction(listed)
    return Way(price, price).less(discount)


def many(price: int, most: int, discount: Discount) -> list[Way]:
    """So many of it as the client likes; those numbers of which one takes off the largest share."""
    turning = discount.minor // price if price > 0 else 0
    numbers = {1, most, turning, turning + 1}
    return [once(price * number, discount) for number in sorted(numbers) if 1 <= number <= most]


def largest_share(parts: Sequence[Part], discount: Discount = NOTHING_OFF) -> Fraction:
    """Which share may be taken off in all; `discount` is that of the whole."""
    keep = Fraction(WHOLE - discount.hundredths, WHOLE)
    alternatives = [list(found) for _, found in groupby(sorted(parts, key=_place), key=_place)]
    share = NOTHING
    while True:
        chosen = [
            _best((part.best(share, keep) for part in each), share, keep) for each in alternatives
        ]
        found = max(_share(each, discount) for each in (_sum(chosen), *_alone(parts, chosen)))
        if found <= share:
            return share
        share = found


def _place(part: Part) -> tuple[bool, str, int]:
    """Alternatives by their name, every other part by itself."""
    return (not part.variant, part.variant, 0 if part.variant else id(part))


def _alone(parts: Iterable[Part], chosen: Sequence[Way]) -> Iterable[Way]:
    """Where nothing need be chosen at all: each thing alone."""
    if any(way.listed for way in chosen):
        return []
    return [way.less(part.discount) for part in parts for ways in part.lines for way in ways]


def _best(ways: Iterable[Way], share: Fraction, keep: Fraction) -> Way:
    return min(ways, key=lambda way: keep * way.net - (ALL - share) * way.listed)


def _sum(ways: Iterable[Way]) -> Way:
    return sum(ways, NONE)


def _share(way: Way, discount: Discount) -> Fraction:
    return ALL - way.less(discount).net / way.listed if way.listed else NOTHING
