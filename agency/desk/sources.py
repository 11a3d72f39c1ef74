"""What a person chooses of the library, or of an earlier proposal: what was ticked, and the lines that it makes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from agency.people import queries as people
from agency.proposals import house_lines, taking
from agency.proposals.estimate import EstimateSection
from agency.proposals.house_lines import HouseLine, Wanted
from agency.proposals.models import MOST_LINES, Proposal
from agency.proposals.rates import RatesOfTheDay
from agency.proposals.taking import Offer


@dataclass(frozen=True)
class Ticked:
    """Which lines ("h3", "l12") and whole sections ("s5") were ticked, and where they are to go."""

    lines: frozenset[str] = frozenset()
    sections: frozenset[str] = frozenset()
    into: str = ""

    @classmethod
    def of(cls, typed: MultiDict[str, str]) -> "Ticked":
        """As the form says."""
        return cls(
            frozenset(typed.getlist("line")),
            frozenset(typed.getlist("section")),
            typed.get("into", ""),
        )


@dataclass(frozen=True)
class Shelf:
    """The lines of the library that are shown, each as it would be taken."""

    wanted: Wanted
    rows: Sequence[tuple[HouseLine, Offer]]
    ticked: Ticked

    @classmethod
    def of(
        cls, proposal: Proposal, wanted: Wanted, ticked: Ticked, rates: RatesOfTheDay
    ) -> "Shelf":
        """Those that are looked for; what was ticked is shown whatever is looked for."""
        rows = [
            (line, taking.of_house(line, proposal, rates))
            for line in house_lines.library()
            if wanted.takes(line) or f"h{line.id}" in ticked.lines
        ]
        return cls(wanted, rows, ticked)

    @property
    def lines(self) -> list[HouseLine]:
        return [line for line, _offer in self.rows]

    @property
    def taken(self) -> list[Offer]:
        """Those that were ticked."""
        return [offer for _line, offer in self.rows if offer.key in self.ticked.lines]


@dataclass(frozen=True)
class Copied:
    """The sections of an earlier proposal, each line as it would be taken."""

    source: Proposal
    ticked: Ticked
    offers: Mapping[int, Offer] = field(default_factory=dict)  # by the id of its line

    @classmethod
    def of(
        cls, source: Proposal, proposal: Proposal, ticked: Ticked, rates: RatesOfTheDay
    ) -> "Copied":
        """All of it but the lines in which nothing stands."""
        here = {each.id for each in people.members()}
        lines = [line for line in source.lines if not line.is_blank]
        offers = {line.id: taking.of_earlier(line, proposal, rates, here) for line in lines}
        return cls(source, ticked, offers)

    @property
    def sections(self) -> list[EstimateSection]:
        """Those in which anything stands."""
        return [each for each in self.source.sections if list(self.of_section(each))]

    def of_section(self, section: EstimateSection) -> Iterable[tuple[object, Offer]]:
        """Its lines, each with what it would be."""
        return [(line, self.offers[line.id]) for line in section.lines if line.id in self.offers]

    @property
    def taken(self) -> list[Offer]:
        """Those that were ticked, alone or with all of their section."""
        return [
            self.offers[line.id]
            for section in self.source.sections
            for line in section.lines
            if line.id in self.offers and self.is_ticked(line.id, section)
        ]

    def is_ticked(self, line: int, section: EstimateSection) -> bool:
        """Whether this line is to be taken."""
        return f"l{line}" in self.ticked.lines or f"s{section.id}" in self.ticked.sections


def room_in(proposal: Proposal) -> int:
    """How many lines more it can hold."""
    return max(MOST_LINES - len(proposal.lines), 0)
