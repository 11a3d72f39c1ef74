"""Copyfitting: which size, which lines, which shapes, so that each page of the PDF is full.

Content decides layout here, by measure rather than by hope: one line or a hundred, no picture or
twelve. Only paper needs this; the page in the browser leaves it to the browser.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import ceil

from markupsafe import Markup

from agency.proposals.document import Document
from agency.proposals.gallery import FOUR, UNLIKE, GalleryPage, gallery
from agency.proposals.layouts import Block, Page, PageKind
from agency.proposals.order import pages_of
from agency.proposals.pages import (
    PAGE_HEIGHT,
    PAGE_WIDTH,
    SHEET_SIZES,
    Density,
    Figures,
    Summary,
    Task,
    Team,
    cards_page,
    figures_page,
    is_airy,
    is_small,
    roll_page,
    sheet_density,
    summary_page,
    task_page,
    team_page,
)
from agency.proposals.parts import Person, Reference, Section, Understanding
from agency.proposals.pattern import Tile
from agency.proposals.tone import Tone, tone_of
from agency.proposals.typesetting import (
    MM_PER_POINT,
    NBSP,
    balanced,
    bound,
    bound_narrow,
    height_of,
    size_for,
    width_of,
)
from agency.proposals.voices import VOICES, Sizes, Voice, upto

_RAGGED = 0.62  # a line shorter than this part of the longest is too short
LEAST_COST, MOST_COST = 22, 60  # the column of costs
_LONELY = 0.4  # and the first of a narrow title, shorter than this part
_MUCH_SMALLER = 0.7
_TABULAR = 0.9
_DIGIT = re.compile(r"\d")
_FIGURES = 1.04
_WRITTEN_ROOM = 175.0
_RUNNING = 70  # letters at the foot of a page
_STRIP, _STRIP_MOST = 6, 12
_IN_SMALL = (PageKind.team, PageKind.plan, PageKind.summary)
_DRAWN_PLAN = (PageKind.plan, "chart")
# For each opening: the largest size of the quotation, the height that it may have, its weight.
_QUOTES = {"voice": (38, 72.0, 700), "quote": (66, 178.0, 800), "spread": (66, 190.0, 700)}


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


@dataclass(frozen=True)
class Run:
    """Sections in one table, or alternatives side by side."""

    sections: list[Section] = field(default_factory=list)
    alternatives: list[Section] = field(default_factory=list)


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
        return _filling(_plain(text), upto(66), 150.0, leading=1.04, weight=self.voice.weight)

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

    # Pages

    @cached_property
    def voice(self) -> Voice:
        """How its style sets titles."""
        return VOICES[self._document.look.name]

    @cached_property
    def pages(self) -> list[Page]:
        """The pages in their order; a tiny proposal shows its people and its sum with the estimate."""
        found = pages_of(self._document)
        return [page for page in found if not (self.is_small and page.kind in _IN_SMALL)]

    def plan_after(self, page: Page) -> bool:
        """Whether the drawn plan comes right after this page, so that it may share it."""
        at = _place(self.pages, page) + 1
        following = self.pages[at] if at < len(self.pages) else None
        return following is not None and (following.kind, following.layout) == _DRAWN_PLAN

    def team_before(self, page: Page) -> Page | None:
        """The page of the people, where it stands right before this one."""
        at = _place(self.pages, page)
        before = self.pages[at - 1] if at else None
        return before if before is not None and before.kind == PageKind.team else None

    def task(self, heading: Setting) -> Task | None:
        """The page of the task."""
        task = self._document.understanding
        return task_page(task, heading.height) if task else None

    def team(self, heading: Setting, page: Page) -> Team:
        """The page of the people, and whether the plan follows on it."""
        with_plan = self.plan_after(page)
        if page.layout == "roll":
            return roll_page(self._document, heading.height, with_plan=with_plan)
        return team_page(self._document, heading.height, with_plan=with_plan)

    @cached_property
    def groups(self) -> list[list[Section]]:
        """The sections of the estimate; alternatives stand together where the first of them stands."""
        sections = self._document.sections
        found: dict[str, list[Section]] = {}
        for number, section in enumerate(sections):
            found.setdefault(section.variant or f"/{number}", []).append(section)
        return list(found.values())

    @cached_property
    def runs(self) -> list[Run]:
        """The estimate as it is set: tables of sections, and alternatives between them; a table ends it."""
        found = [Run()]
        for group in self.groups:
            if len(group) > 1:
                found += [Run(alternatives=group), Run()]
            else:
                found[-1].sections.extend(group)
        return [run for run in found if run.sections or run.alternatives or run is found[-1]]

    @cached_property
    def has_options(self) -> bool:
        """Whether its reader may choose."""
        optional = any(line.is_optional for line in self._document.lines)
        return optional or any(run.alternatives for run in self.runs)

    @cached_property
    def has_spans(self) -> bool:
        """Whether figures are from–to, and need the room."""
        return any(not line.cost.is_exact for line in self._document.lines)

    @cached_property
    def has_added_taxes(self) -> bool:
        """Whether taxes come on top of the sum."""
        return any(not tax.is_included for tax in self._document.taxes)

    @cached_property
    def cards(self) -> Summary:
        """The page of who does how much, the sum on colour."""
        return cards_page(self._document, self.total)

    @cached_property
    def figure_size(self) -> int:
        """The size in which the figures of the task stand side by side."""
        task = self._document.understanding
        found = [each.figure for each in task.figures] if task else []
        width = (PAGE_WIDTH - 6 * (len(found) - 1)) / max(len(found), 1)
        sizes = [size_for(each, upto(66), width - 2, lines=1) for each in found]
        return min(sizes, default=66)

    def figures(self, task: Understanding, heading: Setting) -> Figures:
        """What stands under the figures of the task."""
        return figures_page(task, heading.height)

    def is_large(self, page: Page, width: float, columns: int = 1) -> bool:
        """Whether what a written page says fits on it in large type."""
        heights = (height_of(each.text, 10.4, width, leading=1.5) + 3 for each in page.blocks)
        return sum(heights) / columns <= _WRITTEN_ROOM

    def clauses(self, page: Page) -> list[tuple[str, list[Block]]]:
        """A written page by its headings; what stands before the first has none."""
        found: list[tuple[str, list[Block]]] = []
        for block in page.blocks:
            if block.kind == "heading":
                found.append((block.text, []))
            elif found:
                found[-1][1].append(block)
            else:
                found.append(("", [block]))
        return found

    def density(self, heading: Setting) -> Density:
        """How close the rows of the estimate stand."""
        return sheet_density(self._document, heading.height)

    def cost_column(self, density: Density) -> int:
        """How wide the column of costs has to be, in millimetres."""
        document = self._document
        costs = [line.cost for line in document.lines] + [each.cost for each in document.sections]
        texts = (_DIGIT.sub("0", f"+ {document.write.cost(cost)}") for cost in costs)
        longest = max(width_of(text, SHEET_SIZES[density], weight=700) for text in texts)
        return min(max(ceil(longest * _FIGURES) + 3, LEAST_COST), MOST_COST)

    def is_airy(self, heading: Setting) -> bool:
        """Whether the rows may stand apart where sections stand in the margin."""
        return is_airy(self._document, heading.height)

    @cached_property
    def is_small(self) -> bool:
        """Whether people, estimate and summary share one page."""
        tallest = Setting(self.voice.headings[0], ["", ""])
        return is_small(self._document, tallest.height, self.total)

    def shows(self, kind: str) -> bool:
        """Whether a page of this kind is among the pages."""
        return any(page.kind == kind for page in self.pages)

    def said(self, text: str) -> str:
        """A sentence to stand between quotation marks: Russian sets its full stop outside, so it goes."""
        is_russian = self._document.lang == "ru" and not text.endswith("..")
        return text.removesuffix(".") if is_russian else text

    @cached_property
    def summary(self) -> Summary:
        """The page of who does how much."""
        return summary_page(self._document, self.total)

    @cached_property
    def plan_row(self) -> int:
        """The height of a row where the plan has a page of its own."""
        return min(22, int((PAGE_HEIGHT - 50) / max(len(self._document.stages), 1)))

    @cached_property
    def plan_dates(self) -> int:
        """The height of a stage where the plan is told by its dates."""
        return min(64, int((PAGE_HEIGHT - 52) / max(len(self._document.stages), 1)))

    def gallery(self, heading: Setting, layout: str = "gallery") -> list[GalleryPage]:
        """The references that have a picture, page by page; the heading stands on the first."""
        scheme = FOUR if layout == "four" else UNLIKE
        pictured = [each for each in self._document.references if each.picture]
        room = PAGE_HEIGHT + 3 - (8 + 15 * len(self.worded) if len(self.worded) <= 4 else 0)
        return gallery(pictured, room, below=heading.height, scheme=scheme) or [[]]

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


def _place(pages: Sequence[Page], page: Page) -> int:
    return next(at for at, each in enumerate(pages) if each is page)


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
        if min(lengths[:-1], default=width) >= _RAGGED * max(lengths):
            return Setting(size, lines)
    return found or Setting(sizes[-1], lines)


def _plain(text: str) -> str:
    """Templates hand over what gettext has escaped; a measured text is escaped when it is written."""
    return text.unescape() if isinstance(text, Markup) else text
