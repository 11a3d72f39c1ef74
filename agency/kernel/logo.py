"""An agency's own sign out of a file: the outlines of an SVG, or a PNG traced along its edge, as one path.

Nothing of the file itself is kept or ever served: a drawing may carry scripts, addresses and entities, and a path
of numbers carries none. The sign is drawn in one ink in a square of 22 by 22, like every sign of a brand.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from xml.etree import ElementTree

from fontTools.misc.transform import Identity, Transform
from fontTools.pens.boundsPen import BoundsPen
from fontTools.pens.recordingPen import RecordingPen
from fontTools.pens.reverseContourPen import ReverseContourPen
from fontTools.pens.svgPathPen import SVGPathPen
from fontTools.pens.transformPen import TransformPen
from fontTools.svgLib.path import parse_path
from fontTools.svgLib.path.shapes import PathBuilder
from PIL import Image, ImageChops

from agency.kernel import outlines
from agency.kernel.pictures import BROKEN, strictly

SIDE = 22.0
MOST_BYTES, MOST_PIXELS = 400_000, 24_000_000
_MOST_SHAPES, _DEEPEST, _LONGEST = 400, 40, 40_000
_SHAPES = ("path", "rect", "circle", "ellipse", "polygon", "polyline")
_UNSEEN = ("defs", "clipPath", "mask", "symbol", "pattern", "marker", "metadata", "title", "desc")
_STEP = re.compile(r"(\w+)\s*\(([^()]*)\)")
_NUMBER = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_DECLARATION = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_TRACED = 220  # pixels of the longer side that is traced


class LogoRefused(ValueError):
    """No sign can be made of it; `why` is a short name of the reason."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def mark_of_file(data: bytes) -> str:
    """The sign as SVG path data in its square. Raises LogoRefused."""
    if len(data) > MOST_BYTES:
        raise LogoRefused("large")
    drawn = _traced(data) if data.startswith(b"\x89PNG") else _outlined(data)
    return _fitted(drawn)


def _outlined(data: bytes) -> RecordingPen:
    # In UTF-16, with or without its mark, a declaration would not be seen: each letter has a NUL beside it.
    if _DECLARATION.search(data) or b"\0" in data or data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise LogoRefused("declares")
    try:
        root = ElementTree.fromstring(data)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise LogoRefused("unreadable") from error
    if _name(root) != "svg":
        raise LogoRefused("unreadable")
    pen = RecordingPen()
    for count, (shape, transform, is_even) in enumerate(_shapes(root, Identity, False, "", 0)):
        if count >= _MOST_SHAPES:
            raise LogoRefused("fine")
        _draw(shape, TransformPen(pen, transform), is_even)
    return pen


def _shapes(
    element: ElementTree.Element, outer: Transform, is_even: bool, fill: str, depth: int
) -> Iterator[tuple[ElementTree.Element, Transform, bool]]:
    """Every filled shape with where it stands, and whether its overlaps are holes."""
    if depth > _DEEPEST:
        raise LogoRefused("fine")
    if _name(element) in _UNSEEN or _said(element, "display") == "none":
        return
    rule, fill = _said(element, "fill-rule"), _said(element, "fill") or fill
    is_even = rule == "evenodd" if rule else is_even
    transform = outer.transform(_transform(element.get("transform", "")))
    if _name(element) in _SHAPES and fill != "none":
        yield element, transform, is_even
    for child in element:
        yield from _shapes(child, transform, is_even, fill, depth + 1)


def _draw(shape: ElementTree.Element, pen: TransformPen, is_even: bool) -> None:
    builder = PathBuilder()
    plain = ElementTree.Element(_name(shape), {k: v for k, v in shape.items() if k != "transform"})
    try:
        builder.add_path_from_element(plain)
        drawn = RecordingPen()
        for path in builder.paths:
            parse_path(path, drawn)
    except (ArithmeticError, LookupError, TypeError, ValueError, AssertionError) as error:
        raise LogoRefused("unreadable") from error
    for contour, turns in outlines.turned(drawn) if is_even else ((drawn, False),):
        contour.replay(ReverseContourPen(pen) if turns else pen)


def _traced(data: bytes) -> RecordingPen:
    """Its edge: of what is not clear, else of what differs from the corner."""
    try:
        with strictly(), Image.open(BytesIO(data), formats=("PNG",)) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise LogoRefused("large")
            picture.draft("RGBA", (_TRACED, _TRACED))
            cover = _cover(picture.convert("RGBA"))
    except (Image.DecompressionBombError, *BROKEN) as error:
        if isinstance(error, LogoRefused):
            raise
        raise LogoRefused("unreadable") from error
    cover.thumbnail((_TRACED, _TRACED), Image.Resampling.LANCZOS)
    pen = RecordingPen()
    for points in outlines.traced(cover.width, cover.height, cover.tobytes()):
        pen.moveTo(points[0])
        for point in points[1:]:
            pen.lineTo(point)
        pen.closePath()
    return pen


def _cover(picture: Image.Image) -> Image.Image:
    alpha = picture.getchannel("A")
    if _ends(alpha)[0] < 128:
        return alpha
    plain = picture.convert("RGB")
    ground = Image.new("RGB", plain.size, plain.getpixel((0, 0)))
    away = ImageChops.difference(plain, ground).convert("L")
    most = _ends(away)[1] or 1
    return away.point(lambda shade: min(255, shade * 255 // most))


def _ends(shades: Image.Image) -> tuple[int, int]:
    """The darkest and the lightest of them."""
    found = [shade for shade, count in enumerate(shades.histogram()) if count]
    return found[0], found[-1]


def _fitted(drawn: RecordingPen) -> str:
    """In the middle of the square, as large as fits."""
    bounds = BoundsPen(None)
    drawn.replay(bounds)
    if bounds.bounds is None:
        raise LogoRefused("empty")
    left, top, right, bottom = bounds.bounds
    wide, tall = right - left, bottom - top
    if max(wide, tall) <= 0 or max(map(abs, bounds.bounds)) > 1e7:
        raise LogoRefused("empty")
    scale = SIDE / max(wide, tall)
    x, y = (SIDE - wide * scale) / 2 - left * scale, (SIDE - tall * scale) / 2 - top * scale
    pen = SVGPathPen(None, ntos=lambda value: f"{value:.2f}".rstrip("0").rstrip("."))
    drawn.replay(TransformPen(pen, (scale, 0, 0, scale, x, y)))
    path = str(pen.getCommands())
    if len(path) > _LONGEST:
        raise LogoRefused("fine")
    return path


def _transform(written: str) -> Transform:
    found = Identity
    for name, inside in _STEP.findall(written):
        numbers = [float(each) for each in _NUMBER.findall(inside)]
        try:
            found = found.transform(_step(name, numbers))
        except (LookupError, TypeError, ValueError) as error:
            raise LogoRefused("unreadable") from error
    return found


def _step(name: str, numbers: list[float]) -> Transform:
    match name:
        case "matrix":
            return Transform(*numbers)
        case "translate":
            return Identity.translate(*numbers)
        case "scale":
            return Identity.scale(*numbers)
        case "rotate":
            x, y = numbers[1:3] if len(numbers) == 3 else (0.0, 0.0)
            return Identity.translate(x, y).rotate(outlines.radians(numbers[0])).translate(-x, -y)
        case "skewX":
            return Identity.skew(outlines.radians(numbers[0]), 0)
        case "skewY":
            return Identity.skew(0, outlines.radians(numbers[0]))
    raise LookupError(name)


def _name(element: ElementTree.Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _said(element: ElementTree.Element, name: str) -> str:
    """A property, as an attribute or in a style."""
    found = re.search(rf"(?:^|;)\s*{name}\s*:\s*([^;]+)", element.get("style", ""))
    return (found[1] if found else element.get(name, "")).strip()
