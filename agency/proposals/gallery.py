"""The references on paper: pictures of unlike sizes on the grid of twelve columns, page by page."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from agency.proposals.parts import Reference
from agency.proposals.typesetting import height_of

WIDTH, GAP, COLUMNS = 178.0, 4.0, 12
_ROW_GAP = 7.0
_SIZE, _LEADING = 7.8, 1.4
_ABOVE_CAPTION = 2.4

# For each number of pictures the rows of a page: how much of the height a row gets, and its cells.
# A cell is its columns, and how many pictures stand in it, one under the other.
_Cells = tuple[tuple[int, int], ...]
Scheme = dict[int, tuple[tuple[int, _Cells], ...]]
UNLIKE: Scheme = {
    1: ((1, ((12, 1),)),),
    2: ((5, ((12, 1),)), (4, ((12, 1),))),
    3: ((5, ((12, 1),)), (4, ((7, 1), (5, 1)))),
    4: ((5, ((8, 1), (4, 2))), (4, ((12, 1),))),
    5: ((5, ((8, 1), (4, 2))), (4, ((5, 1), (7, 1)))),
    6: ((5, ((8, 1), (4, 2))), (3, ((4, 1), (4, 1), (4, 1)))),
    7: ((6, ((8, 1), (4, 2))), (4, ((4, 1), (8, 1))), (4, ((7, 1), (5, 1)))),
    8: ((6, ((8, 1), (4, 2))), (4, ((4, 1), (8, 1))), (3, ((4, 1), (4, 1), (4, 1)))),
}
FOUR: Scheme = {
    1: ((1, ((12, 1),)),),
    2: ((1, ((12, 1),)), (1, ((12, 1),))),
    3: ((1, ((12, 1),)), (1, ((6, 1), (6, 1)))),
    4: ((1, ((6, 1), (6, 1))), (1, ((6, 1), (6, 1)))),
}
_LEAST = 20


@dataclass(frozen=True)
class Frame:
    """A reference and the height of its picture."""

    reference: Reference
    tall: int


@dataclass(frozen=True)
class Cell:
    """So many columns wide, one frame or two."""

    columns: int
    frames: list[Frame]


GalleryPage = list[list[Cell]]


def gallery(
    references: Sequence[Reference], room: float, *, below: float, scheme: Scheme = UNLIKE
) -> list[GalleryPage]:
    """The pages, each with its rows of cells; the first begins `below` a heading.

    More references than a page of this scheme holds spread over equal pages.
    """
    left: list[Reference] = list(references)
    result: list[GalleryPage] = []
    for pages_left in range(-(-len(references) // max(scheme)), 0, -1):
        share = -(-len(left) // pages_left)
        result.append(_page(left[:share], room if result else room - below, scheme))
        left = left[share:]
    return result


def _page(references: list[Reference], room: float, scheme: Scheme) -> GalleryPage:
    left = iter(references)
    rows = [
        (weight, [_Slot(columns, list(islice(left, count))) for columns, count in cells])
        for weight, cells in scheme[len(references)]
    ]
    words = sum(max(slot.words for slot in slots) for _, slots in rows)
    pictures = room - words - _ROW_GAP * (len(rows) - 1)
    weights = sum(weight for weight, _ in rows)
    return [[slot.cell(pictures * weight / weights) for slot in slots] for weight, slots in rows]


@dataclass(frozen=True)
class _Slot:
    """A cell whose height is still to be found."""

    columns: int
    references: list[Reference]

    @property
    def words(self) -> float:
        """The height of the caption at its foot."""
        return self._words(self.references[-1])

    def cell(self, tall: float) -> Cell:
        """Stacked pictures end where the single one beside them ends, captions taken off."""
        between = sum(self._words(reference) + _ROW_GAP for reference in self.references[:-1])
        each = max(int((tall - between) / len(self.references)), _LEAST)
        return Cell(self.columns, [Frame(reference, each) for reference in self.references])

    def _words(self, reference: Reference) -> float:
        width = self.columns * (WIDTH + GAP) / COLUMNS - GAP
        text = f"MM Admired. {reference.title} {reference.caption}"
        return _ABOVE_CAPTION + height_of(text, _SIZE, width, leading=_LEADING, weight=500)
