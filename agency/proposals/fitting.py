"""Copyfitting: which size, which lines, which shapes, so that each page of the PDF is full.

Content decides layout here, by measure rather than by hope: one line or a hundred, no picture or
twelve. Only paper needs this; the page in the browser leaves it to the browser.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from markupsafe import Markup

from agency.proposals.document import Document
from agency.proposals.gallery import GalleryPage, gallery
from agency.proposals.pages import (
    PAGE_HEIGHT,
    PAGE_WIDTH,
    Density,
    Summary,
    Task,
    Team,
    is_small,
    sheet_density,
    summary_page,
    task_page,
    team_page,
)
from agency.proposals.parts import Person, Reference
from agency.proposals.pattern import Tile
from agency.proposals.tone import Tone, tone_of
from agency.proposals.typesetting import (
    MM_PER_POINT,
    NBSP,
    balanced,
    bound,
    bound_narrow,
    size_for,
    width_of,
)

TITLE_SIZES = (66, 56, 48, 40, 33, 27, 22)
HEADING_SIZES = (38, 33, 28, 24)
QUOTE_SIZES = (38, 33, 28, 24, 20, 17, 14)
TOTAL_SIZES = (92, 78, 64, 52, 42, 34)
WORD_SIZES = (120, 98, 80, 64, 50, 40, 30)

_UNDER_HEADING = 9.0
_RAGGED = 0.62  # a line shorter than this part of the longest is too short
_RUNNING = 70  # letters at the foot of a page
_STRIP, _STRIP_MOST = 6, 12


@dataclass(frozen=True)
class Setting:
    """A text in the size and the lines in which it fits."""

    size: int
    lines: list[str]

    @property
    def height(self) -> float:
        """In millimetres, as a heading with the space under it."""
        return len(self.lines) * self.size * 1.02 * MM_PER_POINT + _UNDER_HEADING


class Fit:
    """The layout of one document."""

    def __init__(self, document: Document) -> None:
        self._document = document

    # Words

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
        text = _plain(text)
        size = size_for(text, HEADING_SIZES, PAGE_WIDTH, lines=2)
        return Setting(size, balanced(text, size, PAGE_WIDTH * 0.92))

    def address(self, text: str) -> Setting:
        """To whom the cover is addressed, at its upper right."""
        text, place = _plain(text), self._document.client_place
        return Setting(
            11, balanced(f"{text}, {place}" if place else text, 11, 96, weight=400, tracking=0)
        )

    @cached_property
    def title(self) -> Setting:
        """The title on the cover, above what its picture shows."""
        tall = 52.0 if self._document.cover else 66.0
        return _filling(self._document.title, TITLE_SIZES, tall, leading=0.96, tracking=-0.042)

    def quote(self, text: str) -> Setting:
        """The client's sentence on the opening page."""
        width = PAGE_WIDTH - 6
        text = _plain(text)
        return _filling(text, QUOTE_SIZES, 72.0, leading=1.06, weight=700, width=width)

    @cached_property
    def word(self) -> Setting:
        """The agency's name on the back."""
        name = self._document.agency_name
        return _filling(name, WORD_SIZES, 46.0, leading=0.9, tracking=-0.06)

    @cached_property
    def total(self) -> int:
        """The size of the sum."""
        text = self._document.write.money(self._document.total)
        return size_for(text, TOTAL_SIZES, PAGE_WIDTH - 4, lines=1, tracking=-0.05)

    # Pages

    def task(self, heading: Setting) -> Task | None:
        """The page of the task."""
        task = self._document.understanding
        return task_page(task, heading.height) if task else None

    def team(self, heading: Setting) -> Team:
        """The page of the people."""
        return team_page(self._document, heading.height)

    @cached_property
    def density(self) -> Density:
        """How close the rows of the estimate stand."""
        return sheet_density(self._document)

    @cached_property
    def is_small(self) -> bool:
        """Whether people, estimate and summary share one page."""
        return is_small(self._document)

    @cached_property
    def summary(self) -> Summary:
        """The page of who does how much."""
        return summary_page(self._document, self.total)

    @cached_property
    def plan_row(self) -> int:
        """The height of a row where the plan has a page of its own."""
        return min(22, int((PAGE_HEIGHT - 50) / max(len(self._document.stages), 1)))

    def gallery(self, heading: Setting) -> list[GalleryPage]:
        """The references that have a picture, page by page; the heading stands on the first."""
        pictured = [each for each in self._document.references if each.picture]
        room = PAGE_HEIGHT + 3 - (8 + 15 * len(self.worded) if len(self.worded) <= 4 else 0)
        return gallery(pictured, room, below=heading.height) or [[]]

    @cached_property
    def worded(self) -> Sequence[Reference]:
        """The references without a picture."""
        return [each for each in self._document.references if not each.picture]

    @cached_property
    def has_both_kinds(self) -> bool:
        """Whether both our own work and others' is shown."""
        return len({reference.kind for reference in self._document.references}) > 1

    # Pictures and shapes

    @cached_property
    def cover_tone(self) -> Tone:
        """In which colour the title can be read on the cover's picture."""
        cover = self._document.cover
        return tone_of(cover.file) if cover else "none"

    @cached_property
    def strip(self) -> list[tuple[Person | None, Tile | None]]:
        """The band on the back: the faces, and shapes between them where they are few."""
        faces = [person for person in self._document.everybody if person.photo][:_STRIP_MOST]
        cells: list[tuple[Person | None, Tile | None]] = [(person, None) for person in faces]
        shapes = self._document.shapes(_STRIP - len(faces))
        for number, shape in enumerate(shapes):
            cells.insert(2 * number + 1, (None, shape))
        return cells


def _filling(
    text: str,
    sizes: Sequence[int],
    tall: float,
    *,
    leading: float,
    weight: int = 800,
    tracking: float = -0.03,
    width: float = PAGE_WIDTH,
) -> Setting:
    """The text as large as a space of this height and width holds it, or in the smallest size.

    Where the lines of that size come out ragged and those of the next do not, the next is taken.
    """
    found: Setting | None = None
    for size in sizes:
        lines = balanced(text, size, width, weight=weight, tracking=tracking)
        lengths = [width_of(line, size, weight=weight, tracking=tracking) for line in lines]
        if max(lengths) > width or len(lines) * size * leading * MM_PER_POINT > tall:
            continue
        if min(lengths[:-1], default=width) >= _RAGGED * max(lengths):
            return Setting(size, lines)
        if found:
            return found
        found = Setting(size, lines)
    return found or Setting(sizes[-1], lines)


def _plain(text: str) -> str:
    """Templates hand over what gettext has escaped; a measured text is escaped when it is written."""
    return text.unescape() if isinstance(text, Markup) else text
