"""Titles and texts of one document, each in the size and the lines in which it fits."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from agency.proposals.document import Document
from agency.proposals.pages import PAGE_WIDTH
from agency.proposals.typesetting import (
    MM_PER_POINT,
    NBSP,
    balanced,
    bound,
    bound_narrow,
    size_for,
    width_of,
)
from agency.proposals.voices import VOICES, Sizes, Voice, upto

_RAGGED = 0.62  # a line shorter than this part of the longest is too short
_LONELY = 0.4  # and the first of a narrow title, shorter than this part
_MUCH_SMALLER = 0.7
_TABULAR = 0.9
_RUNNING = 70  # letters at the foot of a page
# For each opening: the largest size of the quotation, the height that it may have, its weight.
_QUOTES = {"voice": (38, 72.0, 700), "quote": (92, 178.0, 800), "spread": (66, 190.0, 700)}


@dataclass(frozen=True)
class Setting:
    """A text in the size and the lines in which it fits."""

    size: int
    lines: list[str]
    under: float = 9.0

    @property
    def height(self) -> float:
        """In millimetres, as a heading with the space under it."""
        return len(self.lines) * self.size * 1.02 * MM_PER_POINT + self.under


class Titling:
    """How the words of one document are set."""

    def __init__(self, document: Document) -> None:
        self._document = document

    def bound(self, text: str) -> str:
        """Running text with no-break spaces where a line should not break."""
        return bound(_plain(text))

    def narrow(self, text: str) -> str:
        """The same for a narrow column."""
        return bound_narrow(_plain(text))

    def whole(self, text: str) -> str:
        """A few words that stay on one line."""
        return _plain(text).replace(" ", NBSP)

    def short(self, text: str) -> str:
        """As much of a title as the foot of a page holds."""
        text = _plain(text)
        return text if len(text) <= _RUNNING else text[: _RUNNING - 1].rstrip() + "…"

    def heading(self, text: str) -> Setting:
        """A page's title."""
        return self._heading(_plain(text), PAGE_WIDTH * self.voice.heading_width)

    def narrow_heading(self, text: str, width: float = 87.0) -> Setting:
        """A page's title in a part of its columns."""
        return self._heading(_plain(text), width, (20,))

    def address(self, text: str, width: float = 96) -> Setting:
        """To whom the cover is addressed."""
        text, place = _plain(text), self._document.client_place
        text = f"{text}, {place}" if place else text
        return Setting(11, balanced(text, 11, width, weight=400, tracking=0))

    def title(self, layout: str) -> Setting:
        """The title on the cover: above what its picture shows, or as large as there is room."""
        tall = {"poster": 100.0, "split": 50.0}.get(layout, 52.0 if self._document.cover else 66.0)
        largest = self.voice.title if layout == "poster" else min(self.voice.title, 66)
        weight, tracking = self.voice.weight, self.voice.tracking - 0.012
        sizes = upto(largest, least=20)
        return _filling(
            self._document.title, sizes, tall, leading=0.96, weight=weight, tracking=tracking
        )

    def quote(self, text: str, layout: str = "voice") -> Setting:
        """The client's sentence on the opening page."""
        largest, tall, weight = _QUOTES[layout]
        weight = min(weight, self.voice.weight)
        sizes, width = upto(largest), PAGE_WIDTH - 6
        return _filling(_plain(text), sizes, tall, leading=1.06, weight=weight, width=width)

    def statement(self, text: str) -> Setting:
        """A few words that fill a page."""
        # A few words alone on colour: their size counts, not how even their lines are.
        weight = self.voice.weight
        return _filling(_plain(text), upto(104), 190.0, leading=1.04, weight=weight, even=False)

    @cached_property
    def word(self) -> Setting:
        """The agency's name on the back."""
        name, sizes = self._document.agency_name, upto(120, least=28)
        return _filling(name, sizes, 46.0, leading=0.9, tracking=-0.06)

    @cached_property
    def total(self) -> int:
        """The size of the sum."""
        text = self._document.write.money(self._document.total)
        sizes = upto(self.voice.total, least=28)
        # Its figures are as wide as each other, wider than what is measured.
        return size_for(text, sizes, PAGE_WIDTH * _TABULAR, lines=1, tracking=-0.05)

    def said(self, text: str) -> str:
        """A sentence to stand between quotation marks."""
        return self._document.said(text)

    @cached_property
    def voice(self) -> Voice:
        """How its style sets titles."""
        return VOICES[self._document.look.name]

    def _heading(self, text: str, width: float, smaller: Sizes = ()) -> Setting:
        """In at most two lines, of which the first is not a short word alone; else as small as it gets."""
        found = [self._set(text, size, width) for size in (*self.voice.headings, *smaller)]
        return next((each for each in found if self._is_even(each, width)), found[-1])

    def _is_even(self, setting: Setting, width: float) -> bool:
        weight, tracking = self.voice.weight, self.voice.tracking
        lengths = [
            width_of(line, setting.size, weight=weight, tracking=tracking) for line in setting.lines
        ]
        fits = len(lengths) <= 2 and max(lengths) <= width
        return fits and lengths[0] >= _LONELY * max(lengths)

    def _set(self, text: str, size: int, width: float) -> Setting:
        voice = self.voice
        lines = balanced(text, size, width, weight=voice.weight, tracking=voice.tracking)
        return Setting(size, lines, voice.under_heading)


def _filling(
    text: str,
    sizes: Sequence[int],
    tall: float,
    *,
    leading: float,
    weight: int = 800,
    tracking: float = -0.03,
    width: float = PAGE_WIDTH,
    even: bool = True,
) -> Setting:
    """The text as large as a space of this height and width holds it, or in the smallest size.

    Where the lines of that size come out ragged and those of a little smaller one do not, that is taken.
    """
    found: Setting | None = None
    for size in sizes:
        lines = balanced(text, size, width, weight=weight, tracking=tracking)
        lengths = [width_of(line, size, weight=weight, tracking=tracking) for line in lines]
        if max(lengths) > width or len(lines) * size * leading * MM_PER_POINT > tall:
            continue
        found = found or Setting(size, lines)
        if size < found.size * _MUCH_SMALLER:
            break
        if not even or min(lengths[:-1], default=width) >= _RAGGED * max(lengths):
            return Setting(size, lines)
    return found or Setting(sizes[-1], lines)


def _plain(text: str) -> str:
    """Templates hand over what gettext has escaped; a measured text is escaped when it is written."""
    return text.unescape() if isinstance(text, Markup) else text
