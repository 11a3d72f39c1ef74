"""How loud a style speaks: the sizes and the weight of its titles, on one scale of sizes for all of them."""

from dataclasses import dataclass

Sizes = tuple[int, ...]

# The scale, in points; every measured size is one of these.
SCALE: Sizes = (132, 120, 104, 92, 78, 66, 56, 48, 42, 38, 33, 28, 24, 20, 17, 14)
_HEADINGS: Sizes = (38, 33, 28, 24)


@dataclass(frozen=True)
class Voice:
    """The titles of a style: their weight and tracking, the sizes of page titles and the largest of the others."""

    weight: int = 800
    tracking: float = -0.03
    headings: Sizes = _HEADINGS
    heading_width: float = 0.92  # of the page's
    under_heading: float = 9.0
    title: int = 66
    total: int = 92


VOICES = {
    "window": Voice(),
    "poster": Voice(
        tracking=-0.045,
        headings=(66, 56, 48, 42, 38, 33, 28),
        heading_width=1.0,
        title=120,
        total=120,
    ),
    "journal": Voice(
        weight=500, tracking=-0.025, headings=(33, 28, 24), heading_width=0.75, title=56, total=78
    ),
}


def upto(largest: int, *, least: int = 14) -> Sizes:
    """The steps of the scale from the largest wanted down."""
    return tuple(size for size in SCALE if least <= size <= largest)
