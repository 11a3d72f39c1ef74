"""A pattern of plain shapes in the brand's colours, for a cover or an opening without a picture.

Each proposal has its own: the shapes follow from its words, so that the same proposal always looks
the same. Dense at the foot, open towards the top, where the title stands.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from agency.kernel.brand import Brand
from agency.kernel.colour import contrast

SIDE = 100  # of a tile, in the units of the drawing

_QUARTERS = (
    "M0 0h100a100 100 0 0 1-100 100z",
    "M100 0v100a100 100 0 0 1-100-100z",
    "M100 100h-100a100 100 0 0 1 100-100z",
    "M0 100v-100a100 100 0 0 1 100 100z",
)
_SHAPES = (
    *_QUARTERS,
    *_QUARTERS,
    "M0 0h100v100H0z",
    "M0 0h100L0 100z",
    "M100 0v100H0z",
    "M50 0a50 50 0 1 0 0 100a50 50 0 1 0 0-100z",
    "M0 0h100a50 50 0 0 1-100 0zM0 100a50 50 0 0 1 100 0z",
    "M0 0a50 50 0 0 1 0 100zM100 0v100a50 50 0 0 1 0-100z",
)
_SEEN = 1.12  # a shape closer to its ground than this would look like a mistake


@dataclass(frozen=True)
class Tile:
    """A shape, its colour and its place on the drawing."""

    x: int
    y: int
    path: str
    fill: str


def band(seed: str, brand: Brand, ground: str, *, count: int) -> list[Tile]:
    """So many shapes for this seed, each to stand alone."""
    colours, draws = _seen_on(ground, brand), _draws(seed)
    return [_tile(0, 0, next(draws), next(draws), colours) for _ in range(count)]


def tiles(seed: str, brand: Brand, ground: str, *, columns: int, rows: int) -> list[Tile]:
    """The pattern for this seed, `columns` by `rows` tiles of SIDE units."""
    colours, draws = _seen_on(ground, brand), _draws(seed)
    found = []
    for row in range(rows):
        for column in range(columns):
            shape, colour, chance = next(draws), next(draws), next(draws)
            if chance * rows < 256 * (row + 1):
                found.append(_tile(column * SIDE, row * SIDE, shape, colour, colours))
    return found


def _tile(x: int, y: int, shape: int, colour: int, colours: Sequence[str]) -> Tile:
    return Tile(x, y, _SHAPES[shape % len(_SHAPES)], colours[colour % len(colours)])


def _seen_on(ground: str, brand: Brand) -> list[str]:
    """The second colour twice: it carries, the spot colour stays rare."""
    palette = (
        brand.brand_2,
        brand.brand_spot,
        brand.brand_deep,
        brand.brand_2,
        brand.brand_paper,
        brand.brand,
    )
    return [colour for colour in palette if contrast(colour, ground) >= _SEEN]


def _draws(seed: str) -> Iterator[int]:
    """Numbers 0–255 that only the seed decides."""
    block = 0
    while True:
        yield from sha256(f"{seed}/{block}".encode()).digest()
        block += 1
