"""What stands beside the lines of the sheet: where they come from, and how long the last ones like them took."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from agency.kernel.db import db
from agency.kernel.money import Money
from agency.proposals.boards import boards
from agency.proposals.estimate import EstimateSection
from agency.proposals.experience import Experience, Record
from agency.proposals.house_lines import HouseLine
from agency.proposals.lines import EstimateLine
from agency.proposals.models import Proposal


@dataclass(frozen=True)
class Source:
    """The line of another proposal that a line was taken from, and the rate that it had there."""

    proposal_id: int
    title: str
    version: int
    rate: Money | None


@dataclass(frozen=True)
class Beside:
    """By the ids of the lines."""

    kept: Mapping[int, HouseLine] = field(default_factory=dict)
    sources: Mapping[int, Source] = field(default_factory=dict)
    records: Mapping[int, Record] = field(default_factory=dict)

    def has(self, line: EstimateLine) -> bool:
        """Whether there is anything to say about it."""
        return line.id in self.kept or line.id in self.sources or line.id in self.records


def beside(proposal: Proposal) -> Beside:
    """Three statements at most, however many lines there are; none for an estimate that is empty."""
    lines = [line for line in proposal.lines if not line.is_blank]
    if not lines:
        return Beside()
    house = _house_lines({line.house_line_id for line in lines if line.house_line_id})
    known = experience_of(list(house.values()), lines)
    records = {line.id: known.of_line(line, house.get(line.house_line_id or 0)) for line in lines}
    return Beside(
        {line.id: house[line.house_line_id] for line in lines if line.house_line_id in house},
        _sources(lines),
        {id: record for id, record in records.items() if record is not None},
    )


def experience_of(house: list[HouseLine], lines: list[EstimateLine] | None = None) -> Experience:
    """All finished work that is like these lines."""
    texts = {line.text for line in lines or () if line.text and not line.is_fixed}
    texts |= {words for each in house for words in each.wordings}
    return Experience(boards().finished(house_lines={each.id for each in house}, texts=texts))


def _house_lines(ids: set[int]) -> dict[int, HouseLine]:
    if not ids:
        return {}
    found = db.session.scalars(sa.select(HouseLine).where(HouseLine.id.in_(ids)))
    return {each.id: each for each in found}


def _sources(lines: list[EstimateLine]) -> dict[int, Source]:
    ids = {line.came_from_id for line in lines if line.came_from_id}
    if not ids:
        return {}
    whole = joinedload(EstimateLine.section).joinedload(EstimateSection.proposal)
    found = db.session.scalars(
        sa.select(EstimateLine).where(EstimateLine.id.in_(ids)).options(whole)
    )
    sources = {each.id: _source(each) for each in found}
    return {line.id: sources[line.came_from_id] for line in lines if line.came_from_id in sources}


def _source(line: EstimateLine) -> Source:
    proposal = line.section.proposal
    return Source(proposal.id, proposal.title, proposal.version, line.rate)
