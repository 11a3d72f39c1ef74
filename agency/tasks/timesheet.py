"""Hours worked, week by week: one member's by day and by project, or everybody's, and a period as a table."""

import csv
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from io import StringIO

import sqlalchemy as sa
from flask_babel import gettext as _

from agency.briefs.tables import FORMULAS
from agency.clients.models import Client
from agency.kernel.db import db
from agency.leads.models import Lead
from agency.people.capacity import Days
from agency.people.models import Member
from agency.tasks.hours import TimeEntry
from agency.tasks.models import Task
from agency.tasks.my_tasks import Place, is_mine, place_of, with_places
from agency.tasks.overview import is_open
from agency.tasks.projects import Project

WEEK = timedelta(days=7)
# So far back somebody still remembers what they worked on.
LATELY = timedelta(days=35)
MOST_TO_CHOOSE = 300


@dataclass(frozen=True, slots=True)
class Line:
    """Hours as they were logged."""

    id: int
    task_id: int
    title: str
    place: Place | None
    member_id: int
    who: str
    minutes: int
    on: date
    note: str
    is_extra: bool


@dataclass(frozen=True)
class Sheet:
    """Hours between two days."""

    days: Days
    lines: Sequence[Line]

    @property
    def minutes(self) -> int:
        return sum(line.minutes for line in self.lines)

    @property
    def by_day(self) -> list[tuple[date, list[Line], int]]:
        """Each day on which somebody worked, the latest first, with its hours and their sum."""
        found: dict[date, list[Line]] = defaultdict(list)
        for line in self.lines:
            found[line.on].append(line)
        return [(day, found[day], _sum(found[day])) for day in sorted(found, reverse=True)]

    @property
    def by_place(self) -> list[tuple[Place | None, int]]:
        """How much on each project or lead, the most first; what is nobody's but a member's under None."""
        found: dict[Place | None, int] = defaultdict(int)
        for line in self.lines:
            found[line.place] += line.minutes
        return sorted(found.items(), key=lambda each: -each[1])

    @property
    def by_person(self) -> dict[int, dict[date, int]]:
        """Minutes of each member on each day."""
        found: dict[int, dict[date, int]] = defaultdict(lambda: defaultdict(int))
        for line in self.lines:
            found[line.member_id][line.on] += line.minutes
        return found


def week_of(day: date) -> Days:
    """Monday to Sunday around a day."""
    monday = day - timedelta(days=day.weekday())
    return Days(monday, monday + WEEK - timedelta(days=1))


def week_named(name: str, today: date) -> Days:
    """The week called "2026-W12"; this one where that is no week."""
    found = re.fullmatch(r"(20\d\d)-W(\d{1,2})", name)
    try:
        return week_of(date.fromisocalendar(int(found[1]), int(found[2]), 1) if found else today)
    except ValueError:
        return week_of(today)


def name_of(week: Days) -> str:
    """As the address of its page calls it."""
    year, number, _day = week.from_on.isocalendar()
    return f"{year}-W{number:02d}"


def beside(week: Days, by: int) -> str:
    """The name of the week so many weeks later, or before."""
    return name_of(Days(week.from_on + by * WEEK, week.until_on + by * WEEK))


def sheet(days: Days, member_id: int | None = None) -> Sheet:
    """One member's hours, or everybody's; one statement."""
    chosen = sa.select(TimeEntry, Member.name, Task.title, Project.title, Lead.title, Client.name)
    rows = db.session.execute(
        with_places(chosen)
        .join(TimeEntry, TimeEntry.task_id == Task.id)
        .join(Member, Member.id == TimeEntry.member_id)
        .where(TimeEntry.on.between(days.from_on, days.until_on))
        .where(sa.true() if member_id is None else TimeEntry.member_id == member_id)
        .order_by(TimeEntry.on, Member.name, TimeEntry.id)
    )
    return Sheet(days, [_line(*row) for row in rows])


def to_choose_from(member_id: int, *, today: date) -> list[tuple[int, str]]:
    """Tasks that somebody may log hours on without looking for them: their own, and those they worked on lately."""
    lately = sa.select(TimeEntry.task_id).where(
        TimeEntry.member_id == member_id, TimeEntry.on >= today - LATELY
    )
    rows = db.session.execute(
        with_places(sa.select(Task.id, Task.title, Project.title, Lead.title, Client.name))
        .where(sa.or_(sa.and_(is_mine(member_id), is_open()), Task.id.in_(lately)))
        .order_by(Project.title, Lead.title, Task.title, Task.id)
        .limit(MOST_TO_CHOOSE)
    )
    return [
        (id, f"{place.client}: {title}" if (place := place_of(project, lead, client)) else title)
        for id, title, project, lead, client in rows
    ]


def as_csv(found: Sheet) -> str:
    """The hours of a period, readable by any spreadsheet."""
    text = StringIO()
    write = csv.writer(text)
    write.writerow(
        [
            *(_("Day"), _("Who"), _("Client"), _("Project"), _("Task")),
            *(_("Minutes"), _("What was done"), _("Out of scope")),
        ]
    )
    for line in found.lines:
        place = line.place
        where = (place.client, place.title) if place else ("", "")
        words = [_plain(each) for each in (line.who, *where, line.title)]
        extra = _("yes") if line.is_extra else ""
        write.writerow([line.on.isoformat(), *words, line.minutes, _plain(line.note), extra])
    # The mark by which a spreadsheet knows its letters.
    return f"\ufeff{text.getvalue()}"


def _line(
    entry: TimeEntry,
    who: str,
    title: str,
    project: str | None,
    lead: str | None,
    client: str | None,
) -> Line:
    return Line(
        id=entry.id,
        task_id=entry.task_id,
        title=title,
        place=place_of(project, lead, client),
        member_id=entry.member_id,
        who=who,
        minutes=entry.minutes,
        on=entry.on,
        note=entry.note,
        is_extra=entry.is_out_of_scope,
    )


def _sum(lines: Sequence[Line]) -> int:
    return sum(line.minutes for line in lines)


def _plain(words: str) -> str:
    return f"'{words}" if words.startswith(FORMULAS) else words
