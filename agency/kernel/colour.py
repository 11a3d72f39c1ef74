"""Colours as `#rrggbb`, moved in OKLCH until text on them can be read.

OKLCH is lightness, chroma, hue; a step of lightness looks the same for every hue. Conversions are
Björn Ottosson's (https://bottosson.github.io/posts/oklab/); contrast is WCAG 2's.
"""

from dataclasses import dataclass
from math import atan2, cos, degrees, hypot, radians, sin

READABLE = 4.5  # WCAG 2.2 AA for text of any size
INK = "#14211d"  # text where no brand colour of the agency's is dark enough
PAPER = "#fbf8f2"

_STEP = 1 / 256


@dataclass(frozen=True)
class Oklch:
    """Perceived lightness 0–1, chroma from 0 (grey), hue in degrees."""

    lightness: float
    chroma: float
    hue: float

    def hex(self) -> str:
        """The nearest colour that a screen has: chroma gives way, lightness and hue stay."""
        low, high = 0.0, self.chroma
        if _inside(_to_linear(self)):
            low = high
        while high - low > 0.0005:
            middle = (low + high) / 2
            if _inside(_to_linear(Oklch(self.lightness, middle, self.hue))):
                low = middle
            else:
                high = middle
        channels = _to_linear(Oklch(self.lightness, low, self.hue))
        return "#" + "".join(f"{_encode(channel):02x}" for channel in channels)

    def at(self, lightness: float, *, chroma: float | None = None) -> "Oklch":
        """The same hue, lighter or darker, and no more colourful than `chroma`."""
        limit = self.chroma if chroma is None else min(self.chroma, chroma)
        return Oklch(min(max(lightness, 0.0), 1.0), limit, self.hue)


def oklch(colour: str) -> Oklch:
    """A `#rrggbb` in OKLCH."""
    red, green, blue = _linear(colour)
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return Oklch(lightness, hypot(a, b), degrees(atan2(b, a)) % 360)


def luminance(colour: str) -> float:
    """Relative luminance by WCAG 2, 0 for black and 1 for white."""
    red, green, blue = _linear(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio by WCAG 2, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def readable_on(ground: str, *, ink: str = INK, paper: str = PAPER) -> str:
    """Ink or paper, whichever stands out more from this ground."""
    return ink if contrast(ink, ground) >= contrast(paper, ground) else paper


def adjusted(colour: str, ground: str, *, ratio: float = READABLE) -> str:
    """This colour made lighter or darker, as little as needed, until it can be read on the ground.

    One of black and white reaches 4.58 on any ground, so up to that ratio an answer exists; of the
    two directions the shorter one that holds is taken.
    """
    if contrast(colour, ground) >= ratio:
        return colour
    start = oklch(colour)
    for step in range(1, round(1 / _STEP) + 1):
        for lightness in (start.lightness - step * _STEP, start.lightness + step * _STEP):
            candidate = start.at(lightness).hex()
            if contrast(candidate, ground) >= ratio:
                return candidate
    return max("#000000", "#ffffff", key=lambda extreme: contrast(extreme, ground))


def text_on(ground: str, *, ink: str, paper: str) -> str:
    """Ink or paper for this ground, moved until it can be read."""
    return adjusted(readable_on(ground, ink=ink, paper=paper), ground)


def _linear(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5))
    return _decode(red), _decode(green), _decode(blue)


def _decode(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def _encode(channel: float) -> int:
    value = min(max(channel, 0.0), 1.0)
    curved = value * 12.92 if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055
    return round(curved * 255)


def _inside(channels: tuple[float, float, float]) -> bool:
    return all(-0.0001 <= channel <= 1.0001 for channel in channels)


def _to_linear(colour: Oklch) -> tuple[float, float, float]:
    a = colour.chroma * cos(radians(colour.hue))
    b = colour.chroma * sin(radians(colour.hue))
    long = (colour.lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (colour.lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (colour.lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
