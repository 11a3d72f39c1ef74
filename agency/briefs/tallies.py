"""Counts that are honest with small numbers: so many of so many, and a percentage only where it means anything."""

from dataclasses import dataclass
from statistics import median

# Fewer cases than this are told one by one: "3 of 4".
ENOUGH = 5
# What share of leads is to arrive with a filled brief, in per cent.
AIM = (60, 70)


@dataclass(frozen=True)
class Part:
    """So many of so many."""

    count: int
    of: int

    @property
    def percent(self) -> int | None:
        """Rounded; None where there are too few to speak of per cent."""
        return round(100 * self.count / self.of) if self.of >= ENOUGH else None


@dataclass(frozen=True)
class Share:
    """Leads of one group: how many came as a filled brief, and how many got one later."""

    name: str
    leads: int
    arrived: int
    later: int

    @property
    def at_first(self) -> Part:
        """Those that came as a filled brief."""
        return Part(self.arrived, self.leads)

    @property
    def in_all(self) -> Part:
        """Those that have one by now."""
        return Part(self.arrived + self.later, self.leads)


@dataclass(frozen=True)
class Wins:
    """Of the leads that are closed, how many were won: with a filled brief, and without."""

    with_brief: Part
    without: Part

    @property
    def closed(self) -> int:
        return self.with_brief.of + self.without.of


@dataclass(frozen=True)
class Filling:
    """How filling went: begun and handed in, how long it took, and how many that we sent were never begun."""

    begun: int
    finished: int
    minutes: tuple[int, ...]
    untouched: int

    @property
    def share(self) -> Part:
        """How many of those begun were handed in."""
        return Part(self.finished, self.begun)

    @property
    def usual(self) -> int | None:
        """The median of minutes; None where none was handed in."""
        return round(median(self.minutes)) if self.minutes else None


@dataclass(frozen=True)
class Stop:
    """The last question that so many answered before they left; `place` is where it stands, from 1."""

    place: int
    page: str
    question: str
    left: Part


@dataclass(frozen=True)
class Stops:
    """Where people leave the brief of one template."""

    name: str
    stops: tuple[Stop, ...]

    @property
    def left(self) -> int:
        return sum(each.left.count for each in self.stops)
