"""Which pages the PDF has: those of the proposal or of its style that show something, each in a layout that holds."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from agency.proposals.document import Document
from agency.proposals.layouts import WRITTEN, Page, PageKind
from agency.proposals.pages import PAGE_HEIGHT, figures_page
from agency.proposals.parts import Understanding
from agency.proposals.typesetting import height_of

NARROW = 87.0  # six of the twelve columns
NARROW_SIZES = (9.6, 10.6, 11.6, 12.6)  # of the text beside a tall picture, by step
PHOTO_FOOT = 240.0  # where that picture ends
_MOST_DATES = 9
_TALL_HEADING = 56.0
_STATEMENT = 260  # letters that can be set large on one page

_SHOWS: Mapping[PageKind, Callable[[Document], bool]] = {
    PageKind.opening: lambda document: document.quote is not None,
    PageKind.task: lambda document: document.understanding is not None,
    PageKind.team: lambda document: bool(document.everybody),
    PageKind.plan: lambda document: bool(document.stages),
    PageKind.references: lambda document: bool(document.references),
}


def pages_of(document: Document) -> list[Page]:
    """The pages in their order, each with its layout."""
    shown = (page for page in document.wanted if _shows(document, page))
    return [replace(page, layout=_layout(document, page)) for page in shown]


def _shows(document: Document, page: Page) -> bool:
    if page.kind in WRITTEN:
        return bool(page.blocks)
    return page.kind not in _SHOWS or _SHOWS[page.kind](document)


def _layout(document: Document, page: Page) -> str:
    """The layout that was chosen, or a plainer one where there is not what it lives on."""
    chosen = document.look.layout_of(page)
    other = _PLAINER.get((page.kind, chosen))
    if other and not other[0](document, page):
        return other[1]
    return chosen


def _has_room_for_photo(document: Document, page: Page) -> bool:
    task = document.understanding
    return bool(task and task.picture) and narrow_height(task) < PAGE_HEIGHT


def _has_figures(document: Document, page: Page) -> bool:
    task = document.understanding
    if task is None or not 2 <= len(task.figures) <= 4:
        return False
    return task.picture is None or figures_page(task, _TALL_HEADING).tall > 0


def narrow_height(task: Understanding | None, step: int = 0, heading: float = 30.0) -> float:
    """How tall the task is in the narrow column beside a picture, in one of its sizes."""
    if task is None:
        return 0.0
    size = NARROW_SIZES[step]
    lead = height_of(task.lead, size + 3.4, NARROW, leading=1.36, weight=500) + 8
    text = sum(height_of(each, size, NARROW, leading=1.52) + 4 for each in task.paragraphs)
    facts = (height_of(each.text, 9, NARROW - 35, leading=1.4) for each in task.figures)
    figures = 8 + sum(5 + max(tall, 6.4) for tall in facts) if task.figures else 0
    out = height_of(task.left_out, size, NARROW - 4, leading=1.52) + 14 if task.left_out else 0
    return heading + lead + text + figures + out


# What a layout lives on, and which one stands in where there is none of it.
_PLAINER: Mapping[tuple[PageKind, str], tuple[Callable[[Document, Page], bool], str]] = {
    (PageKind.opening, "spread"): (lambda document, page: document.opening is not None, "quote"),
    (PageKind.task, "photo"): (_has_room_for_photo, "aside"),
    (PageKind.task, "figures"): (_has_figures, "aside"),
    (PageKind.plan, "dates"): (
        lambda document, page: len(document.stages) <= _MOST_DATES,
        "chart",
    ),
    (PageKind.words, "statement"): (
        lambda document, page: len(page.body) <= _STATEMENT and len(page.blocks) <= 3,
        "text",
    ),
}
