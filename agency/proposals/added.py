"""Lines that were just added from elsewhere, so that the sheet can say so, and take them back like any other step."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from agency.proposals.estimate import EstimateSection
from agency.proposals.lines import EstimateLine
from agency.proposals.models import Proposal
from agency.proposals.steps import State, Step
from agency.proposals.taking import Taken

LONGEST = 1500  # letters of an address
_SPAN = re.compile(r"([ls])(\d{1,18})(?:-(\d{1,18}))?")


@dataclass(frozen=True)
class Added:
    """Which lines and sections of a proposal those are, and the step that takes them back."""

    lines: list[EstimateLine]
    step: Step


def written(taken: Taken) -> str | None:
    """For an address: "l120-135.s7"; none where it would be too long."""
    spans = [
        *_spans("l", (line.id for line in taken.lines)),
        *_spans("s", (section.id for section in taken.sections)),
    ]
    text = ".".join(spans)
    return text if text and len(text) <= LONGEST else None


def read(text: str, proposal: Proposal) -> Added | None:
    """What an address names, as far as it stands in this proposal."""
    spans = [match.groups() for match in map(_SPAN.fullmatch, text[:LONGEST].split(".")) if match]
    lines = [line for line in proposal.lines if _is_in(spans, "l", line.id)]
    sections = [each for each in proposal.sections if _is_in(spans, "s", each.id)]
    # A section that holds more by now is kept.
    sections = [each for each in sections if all(line in lines for line in each.lines)]
    return Added(lines, _step(proposal, lines, sections)) if lines else None


def _step(proposal: Proposal, lines: list[EstimateLine], sections: list[EstimateSection]) -> Step:
    gone = {f"l{line.key}" for line in lines} | {f"s{each.key}" for each in sections}
    now = State.of(proposal)
    rows = {key: said for key, said in now.rows.items() if key not in gone}
    order = {
        key: [each for each in keys if f"{'l' if key else 's'}{each}" not in gone]
        for key, keys in now.order.items()
        if f"s{key}" not in gone
    }
    step = Step.between(proposal, State(rows, order))
    assert step is not None, "something was added"
    return step


def _spans(kind: str, ids: Iterable[int]) -> Iterator[str]:
    first = last = None
    for id in sorted(ids):
        if last is not None and id == last + 1:
            last = id
            continue
        if first is not None:
            yield _span(kind, first, last)
        first = last = id
    if first is not None:
        yield _span(kind, first, last)


def _span(kind: str, first: int, last: int | None) -> str:
    return f"{kind}{first}" if last in (None, first) else f"{kind}{first}-{last}"


def _is_in(spans: list[tuple[str | None, ...]], kind: str, id: int) -> bool:
    return any(
        which == kind and int(first or 0) <= id <= int(last or first or 0)
        for which, first, last in spans
    )
