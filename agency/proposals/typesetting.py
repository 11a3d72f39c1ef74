"""Setting text by its real widths: titles in lines of even length, no lonely last word.

Lengths are millimetres, sizes points, tracking is in ems. WeasyPrint breaks lines first come, first
served; a title set so ends in a line of one short word. Here a line break is chosen with all lines
in view, by the widths of the very faces that the PDF is set in.
"""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from PIL import ImageFont

from agency.kernel.pdf import FONTS
from agency.kernel.typefaces import USUAL, typeface

NBSP = "\u00a0"
MM_PER_POINT = 25.4 / 72
_MEASURED_AT = 1000
_SAFETY = 1.012  # HarfBuzz kerns a little otherwise than the measuring does
_TAIL = 8  # letters that a last line has at least
_SHORT = re.compile(r"(?<![\w-])(\w{1,2}|[№§&])[ ](?=\S)")
_DASH = re.compile(r"[ ](?=[–—])")


_set_in: ContextVar[str] = ContextVar("set_in", default=USUAL)


@contextmanager
def set_in(face: str) -> Iterator[None]:
    """Measure by this typeface meanwhile."""
    token = _set_in.set(typeface(face).key)
    try:
        yield
    finally:
        _set_in.reset(token)


@lru_cache
def _face(key: str, weight: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(FONTS / typeface(key).file(weight)), _MEASURED_AT)


def width_of(text: str, size: float, *, weight: int = 400, tracking: float = 0.0) -> float:
    """How long the text is on one line."""
    ems = _ems(_set_in.get(), text, weight) + tracking * len(text)
    return ems * size * MM_PER_POINT * _SAFETY


@lru_cache(maxsize=4096)
def _ems(face: str, text: str, weight: int) -> float:
    return _face(face, weight).getlength(text) / _MEASURED_AT


def bound(text: str) -> str:
    """The text with no-break spaces: after short words, before dashes, and in front of its end."""
    text = _DASH.sub(NBSP, " ".join(text.split()))
    # Twice, since two short words in a row overlap.
    text = _SHORT.sub(rf"\1{NBSP}", _SHORT.sub(rf"\1{NBSP}", text))
    return _with_tail(text)


def bound_narrow(text: str) -> str:
    """The same for a narrow column, where every binding costs a ragged line: only the end."""
    return _with_tail(_DASH.sub(NBSP, " ".join(text.split())))


def broken(
    text: str, size: float, width: float, *, weight: int = 400, tracking: float = 0.0
) -> list[str]:
    """The lines, each as full as can be."""
    lines: list[str] = []
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(joined, size, weight=weight, tracking=tracking) <= width:
            lines[-1] = joined
        else:
            lines.append(word)
    return lines


def balanced(
    text: str, size: float, width: float, *, weight: int = 800, tracking: float = -0.03
) -> list[str]:
    """As few lines as fit into the width, and these as even as can be.

    Of all ways to break that need no more lines than filling each one would, the one whose lines
    leave the least open, counted by squares so that one short line costs more than two fair ones.
    """
    words = bound(text).split(" ")
    most = len(broken(bound(text), size, width, weight=weight, tracking=tracking))
    # best[count] after each word: the penalty of setting the words so far in so many lines.
    best: list[dict[int, tuple[float, list[str]]]] = [{0: (0.0, [])}]
    for end in range(1, len(words) + 1):
        ways: dict[int, tuple[float, list[str]]] = {}
        for start in range(end - 1, -1, -1):
            line = " ".join(words[start:end])
            open_end = width - width_of(line, size, weight=weight, tracking=tracking)
            if open_end < 0 and start < end - 1:
                break
            for count, (penalty, lines) in best[start].items():
                found = (penalty + open_end**2, [*lines, line])
                if count < most and (count + 1 not in ways or found[0] < ways[count + 1][0]):
                    ways[count + 1] = found
        best.append(ways)
    return min(best[-1].items())[1][1]


def size_for(
    text: str,
    sizes: Sequence[int],
    width: float,
    *,
    lines: int,
    weight: int = 800,
    tracking: float = -0.03,
) -> int:
    """The largest of these sizes in which the text takes at most so many lines, none too long."""
    text = bound(text)
    for size in sizes:
        found = broken(text, size, width, weight=weight, tracking=tracking)
        fits = all(
            width_of(line, size, weight=weight, tracking=tracking) <= width for line in found
        )
        if fits and len(found) <= lines:
            return size
    return sizes[-1]


def _with_tail(text: str) -> str:
    head, space, tail = text.rpartition(" ")
    return f"{head}{NBSP}{tail}" if space and len(tail) < _TAIL and " " in head else text


def height_of(text: str, size: float, width: float, *, leading: float, weight: int = 400) -> float:
    """How tall a paragraph is."""
    lines = len(broken(bound(text), size, width, weight=weight))
    return lines * size * leading * MM_PER_POINT
