"""Who has time: what is planned for everybody in the coming weeks, against what they can work.

Whoever is about to promise work looks here first. It warns, it forbids nothing.
"""

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from agency.people import queries as people
from agency.people.absences import Absence, absences
from agency.people.capacity import Days, Workdays, workdays
from agency.people.models import Member
from agency.tasks import for_estimates
from agency.tasks.for_estimates import Ahead
from agency.tasks.my_tasks import Place
from agency.tasks.timesheet import WEEK, week_of

WEEKS = 8
# From this share on a week is called full: something always comes in between.
FULL = 90


class Load(enum.Enum):
    """How a week looks, in a word."""

    away = "away"
    free = "free"
    busy = "busy"
    full = "full"
    over = "over"


@dataclass(frozen=True, slots=True)
class Cell:
    """One week of one member: minutes that they can work, and that are planned."""

    week: Days
    open: int
    planned: int
    is_away: bool = False  # on some of its days

    @property
    def free(self) -> int:
        return max(self.open - self.planned, 0)

    @property
    def over(self) -> int:
        return max(self.planned - self.open, 0)

    @property
    def load(self) -> Load:
        if not self.open and not self.planned:
            return Load.away
        if self.over:
            return Load.over
        share = 100 * self.planned // self.open
        return Load.full if share >= FULL else Load.busy if share >= FULL // 2 else Load.free


@dataclass(frozen=True)
class Weeks:
    """The coming weeks of one member."""

    member: Member
    cells: Sequence[Cell]

    @property
    def free(self) -> int:
        return sum(cell.free for cell in self.cells)


@dataclass(frozen=True)
class Workload:
    """Everybody's."""

    weeks: Sequence[Days]
    rows: Sequence[Weeks]

    @property
    def scale(self) -> int:
        """The longest bar, so that lengths compare."""
        cells = (cell for row in self.rows for cell in row.cells)
        return max((max(cell.open, cell.planned) for cell in cells), default=0)

    @property
    def over(self) -> int:
        """How many weeks ask more than there is."""
        return sum(cell.load is Load.over for row in self.rows for cell in row.cells)

    @property
    def first_free(self) -> Sequence[tuple[Member, Days]]:
        """For each who has some, the first week with half of it free."""
        found = []
        for row in self.rows:
            free = (c for c in row.cells if c.open and c.free * 2 >= c.open)
            cell = next(free, None)
            if cell is not None:
                found.append((row.member, cell.week))
        return found


@dataclass(frozen=True, slots=True)
class Behind:
    """A task behind a cell: how much of it falls on this week, of all that is left, and between which days it lies."""

    task_id: int
    title: str
    place: Place | None
    minutes: int
    left: int
    days: Days


def workload(*, today: date) -> Workload:
    """The coming weeks of everybody who works here; the same statements however much is planned."""
    weeks = coming(today)
    members, away = people.members(), absences(since=today)
    known = workdays(members, people.agency(), away)
    ahead = for_estimates.ahead(today=today)
    rows = [
        Weeks(
            member,
            [_cell(known[member.id], week, ahead, _of(away, member)) for week in weeks],
        )
        for member in members
    ]
    return Workload(weeks, rows)


def behind(member: Member, week: Days, *, today: date) -> tuple[Cell, list[Behind]]:
    """One week of one member with its tasks, those that take most of it first."""
    away = absences(since=today)
    theirs = workdays([member], people.agency(), away)[member.id]
    ahead = for_estimates.ahead(today=today)
    # From today on where it is this week: what is over is not free any more.
    left = week.within(Days(today, week.until_on)) or week
    tasks = [
        Behind(each.task_id, each.title, each.place, minutes, each.asked.minutes, each.asked.days)
        for each in ahead
        if each.asked.member_id == member.id and (minutes := theirs.share(each.asked, left))
    ]
    tasks.sort(key=lambda each: -each.minutes)
    return _cell(theirs, left, ahead, _of(away, member)), tasks


def coming(today: date, weeks: int = WEEKS) -> list[Days]:
    """What is left of this week, and those after it."""
    this = week_of(today)
    later = (Days(this.from_on + n * WEEK, this.until_on + n * WEEK) for n in range(1, weeks))
    return [Days(today, this.until_on), *later]


def _cell(theirs: Workdays, week: Days, ahead: Iterable[Ahead], away: Sequence[Absence]) -> Cell:
    mine = (each.asked for each in ahead if each.asked.member_id == theirs.member.id)
    planned = sum(theirs.share(asked, week) for asked in mine)
    is_away = any(each.from_on <= week.until_on and week.from_on <= each.until_on for each in away)
    return Cell(week, theirs.minutes(week), planned, is_away)


def _of(away: Sequence[Absence], member: Member) -> list[Absence]:
    return [each for each in away if each.member_id == member.id]
