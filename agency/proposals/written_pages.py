"""How large the words of a written page are set: as large as its one page holds, and no larger than reads well.

Each answer is a step: 0 is small print, and what does not fit even so runs on. Lengths are millimetres.
"""

from collections.abc import Callable, Iterable, Sequence

from agency.proposals.layouts import Block, Page
from agency.proposals.pages import PAGE_HEIGHT
from agency.proposals.typesetting import MM_PER_POINT, height_of

TERMS_SIZES = (8.8, 10.4, 11.6, 12.8)
WORDS_SIZES = (10.4, 11.8, 13.2)
_COLUMN, _TEXT, _SIDE, _LEAD = 84.0, 117.0, 46.0, 164.0
_FOOT = 14.0  # which version of the terms it is, and what measuring may be wrong by
_HEADING = 1.17  # of the text's size
_LEAST_CLAUSE = 18.0

Clause = tuple[str, list[Block]]


def step_in_columns(clauses: Sequence[Clause], heading: float) -> int:
    """Of terms in two columns, which may come out as unlike as their longest clause."""
    return _largest(
        TERMS_SIZES,
        lambda size: _columns([_stacked(clause, size) for clause in clauses]),
        PAGE_HEIGHT - heading - _FOOT,
    )


def room_under_columns(clauses: Sequence[Clause], heading: float) -> float:
    """What terms in two columns leave of their page, as large as they are set."""
    size = TERMS_SIZES[step_in_columns(clauses, heading)]
    return PAGE_HEIGHT - heading - _FOOT - _columns([_stacked(each, size) for each in clauses])


def step_of_clauses(clauses: Sequence[Clause], heading: float) -> int:
    """Of terms whose headings stand in the margin."""
    return _largest(
        TERMS_SIZES,
        lambda size: sum(_beside(clause, size) for clause in clauses),
        PAGE_HEIGHT - heading - _FOOT,
    )


def step_of_words(page: Page, heading: float) -> int:
    """Of a page of text under its first paragraph, which is set large."""
    has_lead = page.blocks[0].kind == "text"
    first, rest = page.blocks[0].text, page.blocks[1:] if has_lead else page.blocks
    above = height_of(first, 16.5, _LEAD, leading=1.34, weight=500) + 12 if has_lead else 0.0
    room = PAGE_HEIGHT - heading - above - _FOOT
    return _largest(WORDS_SIZES, lambda size: _running(rest, size), room)


def _largest(sizes: Sequence[float], height: Callable[[float], float], room: float) -> int:
    return max((step for step, size in enumerate(sizes) if height(size) <= room), default=0)


def _columns(heights: Sequence[float]) -> float:
    """How tall the taller of two columns gets where every clause stays whole."""
    return min(max(sum(heights[:at]), sum(heights[at:])) for at in range(len(heights) + 1))


def _stacked(clause: Clause, size: float) -> float:
    title, blocks = clause
    above = height_of(title, size * _HEADING, _COLUMN, leading=1.3, weight=700) + 1 if title else 0
    return above + _text(blocks, size, _COLUMN) + 0.5 * size * MM_PER_POINT + 1


def _beside(clause: Clause, size: float) -> float:
    title, blocks = clause
    side = height_of(title, size * _HEADING, _SIDE, leading=1.35, weight=700) if title else 0.0
    return max(side, _text(blocks, size, _TEXT), _LEAST_CLAUSE - 7.4) + 7.4


def _text(blocks: Iterable[Block], size: float, width: float) -> float:
    return sum(height_of(each.text, size, width, leading=1.5) + 1.8 for each in blocks)


def _running(blocks: Iterable[Block], size: float) -> float:
    after = 1.2 * size * MM_PER_POINT
    return sum(height_of(each.text, size, _TEXT, leading=1.55) + after for each in blocks)
