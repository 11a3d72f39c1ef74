"""The estimate on paper: how close its rows stand, so that its last page is not all but empty.

Lengths are millimetres.
"""

from collections.abc import Iterator
from typing import Literal

from agency.proposals.document import Document
from agency.proposals.pages import PAGE_HEIGHT
from agency.proposals.parts import Section
from agency.proposals.typesetting import MM_PER_POINT, bound, broken

_FULL = 0.35  # a last page emptier than this looks forgotten
_WORK_WIDTH = 74.0
_SHEET_HEAD, _NOTE = 6.0, 3.9  # the head of its table, a note under a line
UNDER_SHEET = 14.0  # what the note under the estimate takes

# For each density: the height of a section's head, the size of a row's text, the height of a row.
_ROWS = {
    "grand": (20.0, 12.0, 12.6),
    "roomy": (17.0, 10.5, 10.0),
    "normal": (13.4, 9.0, 7.0),
    "dense": (11.2, 8.4, 6.0),
}
SHEET_SIZES = {density: size for density, (_, size, _) in _ROWS.items()}

Density = Literal["grand", "roomy", "normal", "dense"]


def sheet_density(document: Document, heading: float) -> Density:
    """Close enough for one page where that can be, comfortable where the estimate runs on anyway."""
    densities: tuple[Density, ...] = ("grand", "roomy", "normal", "dense")
    room = PAGE_HEIGHT - heading - UNDER_SHEET
    for density in densities:
        if _sheet_height(document, density) <= room:
            return density
    # It runs on: not so that its last page stands all but empty.
    fuller: tuple[Density, ...] = ("normal", "dense", "roomy")
    ends = {density: _last_page(document, density, heading) for density in fuller}
    return next((each for each in fuller if ends[each] >= _FULL), max(fuller, key=ends.__getitem__))


def _last_page(document: Document, density: Density, heading: float) -> float:
    """How full the last page of the estimate gets, as a part of the page."""
    filled = heading + _SHEET_HEAD
    for block in _blocks(document, density):
        if filled + block > PAGE_HEIGHT:
            filled = _SHEET_HEAD
        filled += block
    return filled / PAGE_HEIGHT


def _blocks(document: Document, density: Density) -> Iterator[float]:
    """What stays together on a page: rows, a section's head with its first row, alternatives, the total."""
    shown: set[str] = set()
    for section in document.sections:
        if section.variant and section.variant not in shown:
            shown.add(section.variant)
            yield beside(document, section.variant)
        elif not section.variant:
            head, *rows = _rows(section, density)
            yield head + rows[0]
            yield from rows[1:]
    yield 19 + less_height(document) + UNDER_SHEET


def is_small(document: Document, heading: float, total_size: int) -> bool:
    """Whether people, estimate and summary share one page."""
    people = len(document.everybody)
    few = people <= 2 and len(document.payments) <= 3 and not document.stages
    payments = 48 if document.payments else 0
    under = UNDER_SHEET + 35 * people + total_size * 0.9 * MM_PER_POINT + 16 + payments
    return few and heading + _sheet_height(document, "roomy") + under <= PAGE_HEIGHT


def _sheet_height(document: Document, density: Density) -> float:
    alone = (each for each in document.sections if not each.variant)
    return (
        19
        + less_height(document)
        + sum(sum(_rows(section, density)) for section in alone)
        + sum(beside(document, variant) for variant in _variants(document))
    )


def less_height(document: Document) -> float:
    """What stands between the rows and the total."""
    return 7.0 * (2 * bool(document.discount) + len(document.taxes))


def _variants(document: Document) -> set[str]:
    return {section.variant for section in document.sections if section.variant}


def beside(document: Document, variant: str) -> float:
    """The height of alternatives, and of the head of the table after them."""
    lines = max(len(each.lines) for each in document.sections if each.variant == variant)
    return 66 + 10.4 * lines


def _rows(section: Section, density: Density) -> list[float]:
    """The height of a section's head, and of each of its rows."""
    head, size, row = _ROWS[density]
    step = size * 1.35 * MM_PER_POINT
    heights = [head]
    for line in section.lines:
        lines = len(broken(bound(line.text), size, _WORK_WIDTH))
        notes = bool(line.discount) + line.is_optional
        heights.append(row + (lines - 1) * step + notes * _NOTE)
    return [*heights, row] if section.discount else heights
