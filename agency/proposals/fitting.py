"""Copyfitting: which size, which lines, which shapes, so that each page of the PDF is full.

Content decides layout here, by measure rather than by hope: one line or a hundred, no picture or
twelve. Only paper needs this; the page in the browser leaves it to the browser.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from math import ceil

from agency.proposals.estimate_pages import (
    SHEET_SIZES,
    Density,
    is_small,
    sheet_density,
)
from agency.proposals.gallery import FOUR, UNLIKE, GalleryPage, gallery
from agency.proposals.layouts import Block, Page, PageKind
from agency.proposals.margin_pages import MarginDensity, margin_density
from agency.proposals.order import NARROW_SIZES, PHOTO_FOOT, narrow_height, pages_of
from agency.proposals.pages import (
    BAND,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    Figures,
    Summary,
    Task,
    Team,
    cards_page,
    figures_page,
    roll_page,
    summary_page,
    task_page,
    team_page,
)
from agency.proposals.parts import Person, Reference, Section, Understanding
from agency.proposals.pattern import Tile
from agency.proposals.titling import Setting, Titling
from agency.proposals.tone import Tone, tone_of
from agency.proposals.typesetting import size_for, width_of
from agency.proposals.voices import upto
from agency.proposals.written_pages import (
    room_under_columns,
    step_in_columns,
    step_of_clauses,
    step_of_words,
)

LEAST_COST, MOST_COST = 22, 60  # the column of costs
_DIGIT = re.compile(r"\d")
_FIGURES = 1.04
_DATE = 68.0  # of a day in large type, digits as wide as each other
_LOUD = 700  # the weight of titles of a style that has shapes where there is room
_STRIP, _STRIP_MOST = 6, 12
_IN_SMALL = (PageKind.team, PageKind.plan, PageKind.summary)
_DRAWN_PLAN = (PageKind.plan, "chart")


@dataclass(frozen=True)
class Run:
    """Sections in one table, or alternatives side by side."""

    sections: list[Section] = field(default_factory=list)
    alternatives: list[Section] = field(default_factory=list)


class Fit(Titling):
    """The layout of one document."""

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

    def step_of(self, page: Page, heading: Setting | None = None) -> int:
        """By how many steps a written page is set larger than small print."""
        tall = heading.height if heading else 0.0
        if page.kind == PageKind.words:
            return step_of_words(page, tall)
        by_layout = step_of_clauses if page.layout == "clauses" else step_in_columns
        return by_layout(self.clauses(page), tall)

    def has_band(self, page: Page, heading: Setting) -> bool:
        """Whether terms in two columns leave room for shapes under them; a quiet style leaves it white."""
        is_quiet = self.voice.weight < _LOUD
        return not is_quiet and room_under_columns(self.clauses(page), heading.height) >= BAND

    def photo(self, heading: Setting) -> int | None:
        """By how many steps the text beside a tall picture is larger; none where it fills the page anyway."""
        steps = range(len(NARROW_SIZES))
        task = self._document.understanding
        fits = [step for step in steps if narrow_height(task, step, heading.height) < PHOTO_FOOT]
        return max(fits, default=None)

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
        return "roomy" if self.is_small else sheet_density(self._document, heading.height)

    def cost_column(self, density: Density) -> int:
        """How wide the column of costs has to be, in millimetres."""
        document = self._document
        costs = [line.cost for line in document.lines] + [each.cost for each in document.sections]
        texts = (_DIGIT.sub("0", f"+ {document.write.cost(cost)}") for cost in costs)
        longest = max(width_of(text, SHEET_SIZES[density], weight=700) for text in texts)
        return min(max(ceil(longest * _FIGURES) + 3, LEAST_COST), MOST_COST)

    def margin_density(self, heading: Setting) -> MarginDensity:
        """How far apart the rows stand where sections stand in the margin."""
        if self.is_small:
            return "close"
        return margin_density(self._document, heading.height, self.cost_column("normal"))

    @cached_property
    def is_small(self) -> bool:
        """Whether people, estimate and summary share one page."""
        tallest = Setting(self.voice.headings[0], ["", ""])
        return is_small(self._document, tallest.height, self.total)

    def shows(self, kind: str) -> bool:
        """Whether a page of this kind is among the pages."""
        return any(page.kind == kind for page in self.pages)

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
        return min(72, int((PAGE_HEIGHT - 52) / max(len(self._document.stages), 1)))

    @cached_property
    def date_size(self) -> int:
        """The size in which each of those dates stands on its line."""
        document = self._document
        days = [_DIGIT.sub("0", document.write.day(each.due_on)) for each in document.stages]
        largest = 38 if self.plan_dates > 44 else 28 if self.plan_dates >= 26 else 17
        sizes, weight = upto(largest), self.voice.weight
        return min(
            (size_for(day, sizes, _DATE, lines=1, weight=weight) for day in days), default=largest
        )

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


def _place(pages: Sequence[Page], page: Page) -> int:
    return next(at for at, each in enumerate(pages) if each is page)
