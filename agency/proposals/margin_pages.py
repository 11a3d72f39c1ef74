"""The estimate whose sections stand in the margin: whether its rows may stand apart.

They may where that takes no page more: the last one then is the fuller. Lengths are millimetres.
"""

from collections.abc import Iterator

from agency.proposals.document import Document
from agency.proposals.estimate_pages import UNDER_SHEET, beside, less_height
from agency.proposals.pages import PAGE_HEIGHT, PAGE_WIDTH
from agency.proposals.parts import Line, Section
from agency.proposals.typesetting import MM_PER_POINT, bound, broken

_MARGIN, _NUMBER, _HOURS, _RATE = 50.0, 6.0, 17.0, 15.0  # columns beside the work's words
_SIZE, _STEP, _NOTE = 9.0, 9.0 * 1.35 * MM_PER_POINT, 3.9
_CLOSE, _APART = 2.1, 3.8  # above and below the words of a row
_LEAST, _AROUND = 26.0, 7.0  # of a section
_TOGETHER, _WHOLE = 4, 5  # rows that begin a section, and a section of so many is not broken
_END = 14.0


def is_airy(document: Document, heading: float, cost: float) -> bool:
    """Whether the rows may stand apart, with a column of costs so wide."""
    width = PAGE_WIDTH - _MARGIN - _NUMBER - _HOURS - _RATE - cost
    close, apart = (
        _pages(_blocks(document, around, width), heading) for around in (_CLOSE, _APART)
    )
    return apart <= close


def _pages(blocks: Iterator[float], heading: float) -> int:
    filled, pages = heading, 1
    for block in blocks:
        if filled + block > PAGE_HEIGHT:
            filled, pages = 0.0, pages + 1
        filled += block
    return pages


def _blocks(document: Document, around: float, width: float) -> Iterator[float]:
    """What stays together on a page."""
    shown: set[str] = set()
    for section in document.sections:
        if section.variant and section.variant not in shown:
            shown.add(section.variant)
            yield beside(document, section.variant)
        elif not section.variant:
            yield from _part(section, around, width)
    yield _END + less_height(document) + UNDER_SHEET


def _part(section: Section, around: float, width: float) -> Iterator[float]:
    rows = [_row(line, around, width) for line in section.lines]
    foot = (around + _STEP) * (1 + bool(section.discount))
    if len(rows) <= _WHOLE:
        yield max(sum(rows) + foot, _LEAST) + _AROUND
        return
    yield sum(rows[:_TOGETHER]) + _AROUND
    yield from rows[_TOGETHER:-2]
    yield sum(rows[_TOGETHER:][-2:]) + foot


def _row(line: Line, around: float, width: float) -> float:
    by = "" if line.is_fixed else line.who
    lines = len(broken(bound(f"{line.text} {by}".strip()), _SIZE, width))
    notes = bool(line.discount) + line.is_optional
    return around + lines * _STEP + notes * _NOTE
