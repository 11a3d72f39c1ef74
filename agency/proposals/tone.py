"""Whether a picture is dark or light where words stand on it."""

from functools import lru_cache
from pathlib import Path
from typing import Literal

from PIL import Image, UnidentifiedImageError

from agency.kernel.colour import INK, PAPER, contrast

Tone = Literal["paper", "ink", "veil", "none"]

# Where the title and the foot of a cover stand, as shares of its width and height.
_PLACES = (((0.0, 0.0, 1.0, 0.28), 3.0), ((0.0, 0.89, 0.7, 0.97), 4.5))
_GRID = (24, 34)  # small enough that a single bright spot counts for what it is
_WORST = 0.06  # so many of the pixels may be worse than readable


@lru_cache(maxsize=256)
def tone_of(file: Path) -> Tone:
    """Colour of words on this cover: "paper", "ink", or either on a "veil" laid over the picture."""
    try:
        with Image.open(file) as picture:
            picture.draft("RGB", (_GRID[0] * 8, _GRID[1] * 8))
            small = picture.convert("RGB").resize(_GRID, Image.Resampling.BOX)
    except UnidentifiedImageError:
        return "veil"  # the render itself will say that this is no picture
    for tone, words in (("paper", PAPER), ("ink", INK)):
        if all(_is_readable(small, place, words, ratio) for place, ratio in _PLACES):
            return "paper" if tone == "paper" else "ink"
    return "veil"


def _is_readable(
    picture: Image.Image, place: tuple[float, float, float, float], words: str, ratio: float
) -> bool:
    left, top, right, bottom = place
    width, height = picture.size
    box = (int(left * width), int(top * height), int(right * width), round(bottom * height))
    data = picture.crop(box).tobytes()
    pixels = [tuple(data[at : at + 3]) for at in range(0, len(data), 3)]
    bad = sum(contrast(words, _hex(pixel)) < ratio for pixel in pixels)
    return bad <= _WORST * len(pixels)


def _hex(pixel: tuple[int, ...]) -> str:
    return "#" + "".join(f"{channel:02x}" for channel in pixel)
