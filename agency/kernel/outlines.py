"""Outlines of a sign: which of them are holes, and the edge of a picture followed as a line."""

from collections.abc import Iterator, Sequence
from math import hypot, radians

from fontTools.pens.recordingPen import RecordingPen

__all__ = ["radians", "traced", "turned"]

Point = tuple[float, float]
Edge = tuple[bool, int, int]  # whether it lies flat, and the pixel at its beginning

_INSIDE = 128
_NEAR = 0.45  # pixels by which a traced line may leave out a bend
_LEAST = 6.0  # square pixels: smaller spots are dust
# By which corners lie inside (1 top left, 2 top right, 4 bottom right, 8 bottom left): from which side to which the
# edge runs, so that the inside is at its right.
_RUNS: dict[int, tuple[tuple[str, str], ...]] = {
    1: (("T", "L"),),
    2: (("R", "T"),),
    3: (("R", "L"),),
    4: (("B", "R"),),
    5: (("T", "L"), ("B", "R")),
    6: (("B", "T"),),
    7: (("B", "L"),),
    8: (("L", "B"),),
    9: (("T", "B"),),
    10: (("R", "T"), ("L", "B")),
    11: (("R", "B"),),
    12: (("L", "R"),),
    13: (("T", "R"),),
    14: (("L", "T"),),
}


def turned(drawn: RecordingPen) -> Iterator[tuple[RecordingPen, bool]]:
    """Each contour, and whether it must be turned round so that what lies in an odd number of others is a hole."""
    contours = list(_contours(drawn))
    corners = [_corners(each) for each in contours]
    for at, contour in enumerate(contours):
        others = [each for place, each in enumerate(corners) if place != at]
        depth = sum(_holds(each, corners[at][0]) for each in others)
        yield contour, (area(corners[at]) > 0) == bool(depth % 2)


def traced(width: int, height: int, shades: bytes) -> Iterator[list[Point]]:
    """The edges of what is dark in a picture of bytes, holes the other way round."""
    wide = width + 2
    field = bytearray(wide * (height + 2))
    for row in range(height):
        start = (row + 1) * wide + 1
        field[start : start + width] = shades[row * width : (row + 1) * width]
    runs = _runs(field, wide, height + 2)
    while runs:
        begin, edge = runs.popitem()
        loop = [begin]
        while edge != begin:
            loop.append(edge)
            edge = runs.pop(edge)
        points = [_crossing(field, wide, each) for each in loop]
        if abs(area(points)) >= _LEAST:
            yield _simpler(points)


def area(points: Sequence[Point]) -> float:
    """Signed: the way round decides."""
    pairs = zip(points, [*points[1:], points[0]], strict=True)
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in pairs) / 2


def _runs(field: bytearray, wide: int, tall: int) -> dict[Edge, Edge]:
    runs: dict[Edge, Edge] = {}
    for y in range(tall - 1):
        for x in range(wide - 1):
            at = y * wide + x
            corners = (field[at], field[at + 1], field[at + wide + 1], field[at + wide])
            which = sum(1 << bit for bit, shade in enumerate(corners) if shade >= _INSIDE)
            for first, last in _RUNS.get(which, ()):
                runs[_edge(first, x, y)] = _edge(last, x, y)
    return runs


def _edge(side: str, x: int, y: int) -> Edge:
    return (side in "TB", x + (side == "R"), y + (side == "B"))


def _crossing(field: bytearray, wide: int, edge: Edge) -> Point:
    """Where between two pixels the shade passes the middle."""
    is_flat, x, y = edge
    one = field[y * wide + x]
    other = field[y * wide + x + (1 if is_flat else wide)]
    part = (_INSIDE - one) / (other - one) if other != one else 0.5
    return (x + part, float(y)) if is_flat else (float(x), y + part)


def _simpler(points: list[Point]) -> list[Point]:
    """Without the points that a straight line passes close by."""
    far = max(range(len(points)), key=lambda at: _gap(points[0], points[at]))
    halves = (points[: far + 1], [*points[far:], points[0]])
    kept = [_kept(half)[:-1] for half in halves]
    return [*kept[0], *kept[1]]


def _kept(line: list[Point]) -> list[Point]:
    keep, stack = {0, len(line) - 1}, [(0, len(line) - 1)]
    while stack:
        first, last = stack.pop()
        inner = range(first + 1, last)
        if not inner:
            continue
        far = max(inner, key=lambda at: _off(line[at], line[first], line[last]))
        if _off(line[far], line[first], line[last]) > _NEAR:
            keep.add(far)
            stack += [(first, far), (far, last)]
    return [line[at] for at in sorted(keep)]


def _off(point: Point, start: Point, end: Point) -> float:
    length = _gap(start, end)
    if not length:
        return _gap(point, start)
    cross = (end[0] - start[0]) * (start[1] - point[1]) - (start[0] - point[0]) * (
        end[1] - start[1]
    )
    return abs(cross) / length


def _gap(one: Point, other: Point) -> float:
    return hypot(one[0] - other[0], one[1] - other[1])


def _contours(drawn: RecordingPen) -> Iterator[RecordingPen]:
    contour = RecordingPen()
    for step in drawn.value:
        contour.value.append(step)
        if step[0] in ("closePath", "endPath"):
            yield contour
            contour = RecordingPen()


def _corners(contour: RecordingPen) -> list[Point]:
    return [point for _name, points in contour.value for point in points if point is not None]


def _holds(corners: Sequence[Point], point: Point) -> bool:
    """Whether the point lies within these corners."""
    x, y = point
    is_in = False
    for one, other in zip(corners, [*corners[1:], corners[0]], strict=True):
        if (one[1] > y) != (other[1] > y):
            cut = one[0] + (y - one[1]) / (other[1] - one[1]) * (other[0] - one[0])
            is_in ^= x < cut
    return is_in
