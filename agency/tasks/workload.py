"""Who has time: what is planned for everybody in the coming weeks, against what they can work.

Whoever is about to promise work looks here first. It warns, it forbids nothing.
"""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from agency.kernel.db import db
from agency.people import queries as people
from agency.people.absences import Absence, absences
from agency.people.capacity import Asked, Days, Workdays, workdays
from agency.people.models import Member
from agency.proposals.capacity import offered
from agency.tasks import for_estimates
from agency.tasks.hours import TaskPlan
from agency.tasks.models import Task
from agency.tasks.my_tasks import Place
from agency.tasks.overview import is_open
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
    offered: int = 0  # asked by offers that wait for a word, were they accepted

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
class Asking:
    """What is asked of everybody: by tasks, and by offers that wait for a word."""

    on_tasks: Sequence[Asked]
    in_offers: Sequence[Asked]

    def of(self, member: Member) -> "Asking":
        """Of one member only."""
        return Asking(
            [each for each in self.on_tasks if each.member_id == member.id],
            [each for each in self.in_offers if each.member_id == member.id],
        )


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
    # Tasks that are to be done and that nobody has planned hours for: they are in no bar.
    unplanned: int = 0

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
    def first_free(self) -> Sequence[tuple[Days, list[Member]]]:
        """Who has half of a whole week free, by the first of such weeks."""
        found: dict[Days, list[Member]] = {}
        for row in self.rows:
            whole = (c for c in row.cells if c.open and not c.week.from_on.weekday())
            cell = next((c for c in whole if c.free * 2 >= c.open), None)
            if cell is not None:
                found.setdefault(cell.week, []).append(row.member)
        return sorted(found.items(), key=lambda each: each[0].from_on)


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
    asked = Asking([each.asked for each in for_estimates.ahead(today=today)], offered(today=today))
    rows = [_row(known[each.id], weeks, asked.of(each), away) for each in members]
    return Workload(weeks, rows, _unplanned())


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
    asked = Asking([each.asked for each in ahead], offered(today=today)).of(member)
    return _cell(theirs, left, asked, _of(away, member)), tasks


def coming(today: date, weeks: int = WEEKS) -> list[Days]:
    """What is left of this week, and those after it."""
    this = week_of(today)
    later = (Days(this.from_on + n * WEEK, this.until_on + n * WEEK) for n in range(1, weeks))
    return [Days(today, this.until_on), *later]


def _unplanned() -> int:
    planned = sa.exists().where(TaskPlan.task_id == Task.id, TaskPlan.minutes > 0)
    without = sa.select(sa.func.count()).select_from(Task).where(is_open(), ~planned)
    return db.session.scalar(without) or 0


def _row(theirs: Workdays, weeks: Sequence[Days], asked: Asking, away: Sequence[Absence]) -> Weeks:
    mine = _of(away, theirs.member)
    return Weeks(theirs.member, [_cell(theirs, week, asked, mine) for week in weeks])


def _cell(theirs: Workdays, week: Days, asked: Asking, away: Sequence[Absence]) -> Cell:
    planned, in_offers = (
        sum(theirs.share(each, week) for each in some) for some in (asked.on_tasks, asked.in_offers)
    )
    is_away = any(each.from_on <= week.until_on and week.from_on <= each.until_on for each in away)
    return Cell(week, theirs.minutes(week), planned, is_away, in_offers)


def _of(away: Sequence[Absence], member: Member) -> list[Absence]:
    return [each for each in away if each.member_id == member.id]
