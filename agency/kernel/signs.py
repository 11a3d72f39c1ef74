"""The agency's sign as a picture, for places that take no SVG: the icon of the installed app."""

from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from fontTools.pens.basePen import BasePen
from fontTools.svgLib.path import parse_path
from PIL import Image, ImageChops, ImageDraw, ImageFont

from agency.kernel.brand import Brand

# The sign is drawn in a square of so many units; curves are drawn as so many straight pieces.
UNITS = 22
PIECES = 12
# Drawn larger and made smaller: that smooths the edges.
FINER = 4

Point = tuple[float, float]


class _Outlines(BasePen):
    """Takes a path down as polygons."""

    def __init__(self) -> None:
        super().__init__(None)
        self.outlines: list[list[Point]] = []

    def _moveTo(self, point: Point) -> None:
        self.outlines.append([point])

    def _lineTo(self, point: Point) -> None:
        self.outlines[-1].append(point)

    def _curveToOne(self, one: Point, two: Point, end: Point) -> None:
        start = self.outlines[-1][-1]
        for step in range(1, PIECES + 1):
            t = step / PIECES
            weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
            points = (start, one, two, end)
            x = sum(weight * point[0] for weight, point in zip(weights, points, strict=True))
            y = sum(weight * point[1] for weight, point in zip(weights, points, strict=True))
            self.outlines[-1].append((x, y))


def icon(brand: Brand, size: int, *, font: Path, bleeds: bool) -> bytes:
    """The sign on the brand's ground as a PNG of this size; without a sign, the first letter of the name.

    `bleeds` is for systems that cut the icon to their own shape: the ground fills the square, the sign is smaller.
    """
    large = size * FINER
    picture = Image.new("RGBA", (large, large), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    corner = 0 if bleeds else round(large * 7 / 32)
    draw.rounded_rectangle((0, 0, large - 1, large - 1), radius=corner, fill=brand.brand)
    share = 0.5 if bleeds else UNITS / 32
    if brand.mark is not None:
        picture.paste(brand.brand_2, mask=_mark(brand.mark, large, share))
    else:
        face = ImageFont.truetype(str(font), round(large * share * 0.9))
        middle = (large / 2, large / 2)
        draw.text(middle, brand.name[:1].upper(), fill=brand.on_brand, font=face, anchor="mm")
    out = BytesIO()
    picture.resize((size, size), Image.Resampling.LANCZOS).save(out, "PNG", optimize=True)
    return out.getvalue()


def _mark(path: str, large: int, share: float) -> Image.Image:
    """Where the sign covers the square, by the rule of SVG: outlines that turn against each other leave a hole."""
    pen = _Outlines()
    parse_path(path, pen)
    scale, edge = large * share / UNITS, large * (1 - share) / 2
    turns = [Image.new("L", (large, large)), Image.new("L", (large, large))]
    for outline in pen.outlines:
        points = [(edge + x * scale, edge + y * scale) for x, y in outline]
        if len(points) > 2:
            one = Image.new("L", (large, large))
            ImageDraw.Draw(one).polygon(points, fill=1)
            way = _area(points) > 0
            turns[way] = ImageChops.add(turns[way], one)
    return ImageChops.difference(*turns).point(lambda covered: 255 if covered else 0)


def _area(points: Sequence[Point]) -> float:
    pairs = zip(points, [*points[1:], points[0]], strict=True)
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs)
