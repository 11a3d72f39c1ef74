"""How full each page of the PDF gets, and what follows from that for its pictures and rows.

Every function answers by measure: it sets the page's texts in their real widths and divides what
is left. Lengths are millimetres.
"""

from dataclasses import dataclass
from math import ceil
from typing import Literal

from agency.proposals.document import Document
from agency.proposals.parts import Person, Understanding
from agency.proposals.typesetting import MM_PER_POINT, bound, broken, height_of

PAGE_WIDTH, PAGE_HEIGHT = 178.0, 255.0  # what the margins leave of A4

_LEAST_PORTRAIT = 30
_LEAST_ROW, _AROUND_FACE = 19.0, 8.0  # of a list of people
_ROW_GAP = 8.5  # between rows of people, and what measuring may be wrong by
_TEXT_SIZES = (10.4, 11.4, 12.4)  # of the task's text, by step
_COLUMN_SIZES = (9.6, 10.8, 12.4)  # of the text under large figures, by step
BAND = 62.0  # of a row of shapes
_CAPTION = 18.0  # a caption of two lines, and the space around it

_CARDS = {"grand": 19.0, "airy": 14.6, "close": 11.4, "tight": 9.2}
_LEAST_WIDE = 45  # of a picture across the page
_BARS = {"grand": 27.0, "airy": 14.9, "close": 12.9, "tight": 9.4}

BarDensity = Literal["grand", "airy", "close", "tight"]


@dataclass(frozen=True)
class Team:
    """How the portraits stand: rows of one, or a grid; how tall; and whether the plan follows."""

    columns: int
    tall: int
    has_plan: bool


@dataclass(frozen=True)
class Task:
    """Where the picture stands and how tall it is; where the note on what we leave out stands."""

    picture: Literal["side", "foot", "none"]
    tall: int
    has_note_at_foot: bool
    is_short: bool
    step: int
    has_band: bool = False  # of shapes at the foot


@dataclass(frozen=True)
class Figures:
    """How tall the picture or the shapes under the figures and the text are, and how much larger the text is."""

    tall: int
    step: int


@dataclass(frozen=True)
class Summary:
    """How close the bars stand, and whether the payments stand at the foot of the same page."""

    bars: BarDensity
    is_full: bool


def team_page(document: Document, heading: float, *, with_plan: bool) -> Team:
    """The people under a heading of this height. The plan gets its own page before faces get tiny."""
    room = PAGE_HEIGHT - heading
    plan = _plan_height(document) if with_plan else 0.0
    if plan:
        columns, tall = _portraits(document, room - plan)
        if tall >= _LEAST_PORTRAIT:
            return Team(columns, tall, has_plan=True)
    return Team(*_portraits(document, room), has_plan=False)


def roll_page(document: Document, heading: float, *, with_plan: bool) -> Team:
    """The people one under the other: `tall` is the diameter of a face. The plan follows where it has room."""
    people = len(document.everybody)
    plan = _plan_height(document) if with_plan and document.stages else 0.0
    room = PAGE_HEIGHT - heading
    has_plan = bool(plan) and (room - plan) / people >= _LEAST_ROW
    row = (room - plan if has_plan else room) / people
    return Team(1, int(min(max(row - _AROUND_FACE, 9), 40)), has_plan=has_plan)


def task_page(task: Understanding, heading: float) -> Task:
    """Side by side where the text is long; a picture across the foot where it is short.

    `step` says how much larger the text is set where it would leave the page empty.
    """
    room = PAGE_HEIGHT - heading - 12
    room -= height_of(task.lead, 16.5, 164, leading=1.34, weight=500)
    heights = [_text_height(task, size) for size in _TEXT_SIZES]
    step = max((at for at, height in enumerate(heights) if height < room * 0.86), default=0)
    text = heights[step]
    figures = sum(15 + height_of(each.text, 9, 62, leading=1.4) for each in task.figures)
    longest, is_short = max(heights[0], figures), heights[0] < 60
    if not task.picture:
        return _without_picture(task, room, heights, step)
    if longest < room * 0.42:
        return Task("foot", int(room - longest * 1.1 - _CAPTION - 12), False, is_short, 0)
    tall = int(min(max(room - figures - _CAPTION - 4, 45), 120))
    fits = text + 4 < room and figures + tall + _CAPTION < room
    return Task("side", tall, bool(task.left_out) and fits, is_short, step)


def summary_page(document: Document, total_size: int) -> Summary:
    """The bars as airy as the page allows with the payments at its foot."""
    rows = _rows_of_sum(document)
    payments = 20 + ceil(len(document.payments) / 3) * 32 if document.payments else 0
    room = PAGE_HEIGHT - 50 - total_size * 0.9 * MM_PER_POINT - payments
    densities: tuple[BarDensity, ...] = ("grand", "airy", "close", "tight")
    for density in densities:
        if rows * _BARS[density] <= room:
            return Summary(density, is_full=True)
    return Summary("tight", is_full=False)


def cards_page(document: Document, total_size: int) -> Summary:
    """How close the people stand under the sum on colour, and whether the payments stand at the foot."""
    payments = 12 + ceil(len(document.payments) / 3) * 32 if document.payments else 0
    room = PAGE_HEIGHT - 64 - total_size * 0.9 * MM_PER_POINT - payments
    densities: tuple[BarDensity, ...] = ("grand", "airy", "close", "tight")
    rows = _rows_of_sum(document)
    for density in densities:
        if rows * _CARDS[density] <= room:
            return Summary(density, is_full=True)
    return Summary("tight", is_full=False)


def _without_picture(task: Understanding, room: float, heights: list[float], step: int) -> Task:
    """Shapes at the foot where they leave the text its room, even where it could be larger without them."""
    large = sum(25 + height_of(each.text, 10.4, 62, leading=1.4) for each in task.figures)
    beside = [at for at, text in enumerate(heights) if room - max(text, large) >= BAND]
    return Task("none", 0, False, heights[0] < 60, max(beside, default=step), bool(beside))


def figures_page(task: Understanding, heading: float) -> Figures:
    """Large figures, then text as large as it fits, then a picture; without one, shapes where there is room."""
    sizes = range(len(_COLUMN_SIZES) if task.picture is None else 1)
    rooms = [_under_figures(task, heading, _COLUMN_SIZES[step]) for step in sizes]
    step = max((at for at, room in enumerate(rooms) if room > 0), default=0)
    least = _LEAST_WIDE + _CAPTION if task.picture else BAND
    left = int(rooms[step]) - (int(_CAPTION) if task.picture else 6)
    return Figures(min(left, 130) if rooms[step] >= least else 0, step)


def _under_figures(task: Understanding, heading: float, size: float) -> float:
    count = len(task.figures)
    width = (PAGE_WIDTH - 6 * (count - 1)) / count
    top = heading + 34 + max(height_of(each.text, 9.6, width, leading=1.4) for each in task.figures)
    lead = height_of(task.lead, size + 5.4, 164, leading=1.34, weight=500) + 9
    words = sum(height_of(each, size, 84, leading=1.52) + size / 2 for each in task.paragraphs)
    words += height_of(task.left_out, size, 74, leading=1.52) + 10 if task.left_out else 0
    return PAGE_HEIGHT - top - lead - words / 2 - 12


def _rows_of_sum(document: Document) -> int:
    fixed = len(document.fixed)
    rows = len(document.shares) + len(document.roles) + (fixed if fixed <= 4 else 1)
    taxes = sum(not tax.is_included for tax in document.taxes)
    return rows + bool(document.reductions.most.minor) + taxes


def _text_height(task: Understanding, size: float) -> float:
    text = sum(height_of(words, size, 101, leading=1.55) + size * 0.54 for words in task.paragraphs)
    # The note begins with words of ours, in bold.
    return text + (height_of(task.left_out, size, 80, leading=1.55) + 8 if task.left_out else 0)


def _plan_height(document: Document) -> float:
    rows = sum(
        max(8.4, 1.0 + 3.7 * len(broken(bound(stage.title), 8.6, 41, weight=600)))
        for stage in document.stages
    )
    return rows + 27 if document.stages else 0.0


def _portraits(document: Document, room: float) -> tuple[int, int]:
    """Columns, and the height of a portrait that makes the page full."""
    people = len(document.everybody)
    if people <= 3:
        return 1, int(min((room - 8 * people) / people, 150 if people == 1 else 108))
    columns = 2 if people == 4 else 3 if people <= 6 else 4
    if people in range(7, 10) and room > 225:
        columns = 3
    rows = ceil(people / columns)
    width = (PAGE_WIDTH - 6 * (columns - 1)) / columns
    heights = [_words_height(person, width) for person in document.everybody]
    words = sum(max(heights[at : at + columns]) for at in range(0, people, columns))
    tall = (room - words - _ROW_GAP * rows) / rows
    return columns, int(min(max(tall, _LEAST_PORTRAIT - 1), width * 1.4))


def _words_height(person: Person, width: float) -> float:
    name = height_of(person.name, 11.5, width, leading=1.2, weight=700)
    role = height_of(f"{person.role}, 88.75 h", 9, width, leading=1.52)
    why = height_of(person.why, 9, width, leading=1.42) + 0.6 if person.why else 0.0
    return 2.8 + name + role + why
