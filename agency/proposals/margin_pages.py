"""The estimate whose sections stand in the margin: how far apart its rows stand.

As far as takes no page more: the last one then is the fuller. Lengths are millimetres.
"""

from collections.abc import Iterator
from typing import Literal

from agency.proposals.document import Document
from agency.proposals.estimate_pages import UNDER_SHEET, beside, less_height
from agency.proposals.pages import PAGE_HEIGHT, PAGE_WIDTH
from agency.proposals.parts import Line, Section
from agency.proposals.typesetting import MM_PER_POINT, bound, broken

_MARGIN, _NUMBER, _HOURS, _RATE = 50.0, 6.0, 17.0, 15.0  # columns beside the work's words
_SIZE, _STEP, _NOTE = 9.0, 9.0 * 1.35 * MM_PER_POINT, 3.9
_LEAST, _AROUND = 26.0, 7.0  # of a section
_TOGETHER, _WHOLE = 4, 5  # rows that begin a section, and a section of so many is not broken
_END = 14.0

MarginDensity = Literal["airy", "close", "tight"]
_AROUND_ROW = {"airy": 3.8, "close": 2.1, "tight": 2.1}  # above and below the words of a row


def margin_density(document: Document, heading: float, cost: float) -> MarginDensity:
    """As far apart as the fewest pages allow, with a column of costs so wide."""
    width = PAGE_WIDTH - _MARGIN - _NUMBER - _HOURS - _RATE - cost
    densities: tuple[MarginDensity, ...] = ("airy", "close", "tight")
    pages = {each: _pages(_blocks(document, each, width), heading) for each in densities}
    return min(densities, key=pages.__getitem__)


def _pages(blocks: Iterator[float], heading: float) -> int:
    filled, pages = heading, 1
    for block in blocks:
        if filled + block > PAGE_HEIGHT:
            filled, pages = 0.0, pages + 1
        filled += block
    return pages


def _blocks(document: Document, density: MarginDensity, width: float) -> Iterator[float]:
    """What stays together on a page."""
    shown: set[str] = set()
    for section in document.sections:
        if section.variant and section.variant not in shown:
            shown.add(section.variant)
            yield beside(document, section.variant)
        elif not section.variant:
            yield from _part(section, density, width)
    yield _END + less_height(document) + UNDER_SHEET


def _part(section: Section, density: MarginDensity, width: float) -> Iterator[float]:
    rows = [_row(line, density, width) for line in section.lines]
    foot = (_AROUND_ROW[density] + _STEP) * (1 + bool(section.discount))
    if len(rows) <= _WHOLE:
        yield max(sum(rows) + foot, _LEAST) + _AROUND
        return
    yield sum(rows[:_TOGETHER]) + _AROUND
    yield from rows[_TOGETHER:-2]
    yield sum(rows[_TOGETHER:][-2:]) + foot


def _row(line: Line, density: MarginDensity, width: float) -> float:
    notes = bool(line.discount) + line.is_optional
    text = line.text
    # Under its words stands who does it, or the price of one; behind them where it is tight.
    if density == "tight":
        text = f"{text} {line.who}".strip()
    else:
        notes += 1
    lines = len(broken(bound(text), _SIZE, width))
    return _AROUND_ROW[density] + lines * _STEP + notes * _NOTE
