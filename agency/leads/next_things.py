"""What comes next on a lead. An open lead without anything is a blind spot, and stands on top.

A clock that runs (the first answer, a promise) is a next thing too; what else may come is asked of sources: the
letters that go out by themselves, tasks, reminders, letters with an hour of their own.
"""

import enum
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

import sqlalchemy as sa

from agency.kernel.db import db
from agency.leads.models import Lead
from agency.leads.reminders import Reminder
from agency.leads.unsent import Unsent, UnsentState


class Kind(enum.Enum):
    """What it is that comes."""

    touch = "touch"
    task = "task"
    reminder = "reminder"
    letter = "letter"


@dataclass(frozen=True)
class NextThing:
    """One thing that comes: at an instant, or on a day, or (a task) some day; `words` are its title, if it has one."""

    kind: Kind
    at: datetime | None = None
    on: date | None = None
    words: str = ""

    @property
    def order(self) -> datetime:
        """The nearest first; what has no day comes last."""
        if self.at is not None:
            return self.at
        return datetime.combine(self.on or date.max, time.min, UTC)


@dataclass(frozen=True)
class Source:
    """Where things come from: `find` by ids of leads, `comes` the same as a condition to be asked of Lead."""

    find: Callable[[Collection[int]], Mapping[int, NextThing]]
    comes: sa.ColumnElement[bool]


def coming(lead_ids: Collection[int], sources: Sequence[Source]) -> dict[int, NextThing]:
    """The nearest thing on each of these leads that has one; one statement a source."""
    if not lead_ids:
        return {}
    nearest: dict[int, NextThing] = {}
    for source in sources:
        for id, thing in source.find(lead_ids).items():
            if id not in nearest or thing.order < nearest[id].order:
                nearest[id] = thing
    return nearest


def is_adrift(sources: Sequence[Source]) -> sa.ColumnElement[bool]:
    """The condition under which an open lead has nothing that comes next: no clock runs, nothing is planned."""
    something = sa.or_(*(source.comes for source in sources))
    return sa.and_(Lead.first_response_at.is_not(None), Lead.promised_at.is_(None), ~something)


def _reminders(lead_ids: Collection[int]) -> dict[int, NextThing]:
    rows = db.session.execute(
        sa.select(Reminder.lead_id, Reminder.at, Reminder.words)
        .where(Reminder.lead_id.in_(lead_ids), Reminder.done_at.is_(None))
        .order_by(Reminder.at.desc(), Reminder.id.desc())
    )
    return {id: NextThing(Kind.reminder, at=at, words=words) for id, at, words in rows}


def _letters(lead_ids: Collection[int]) -> dict[int, NextThing]:
    rows = db.session.execute(
        sa.select(Unsent.lead_id, Unsent.leaves_at)
        .where(Unsent.lead_id.in_(lead_ids), Unsent.state == UnsentState.waiting)
        .order_by(Unsent.leaves_at.desc(), Unsent.id.desc())
    )
    return {id: NextThing(Kind.letter, at=at) for id, at in rows}


REMINDERS = Source(
    _reminders,
    sa.exists().where(Reminder.lead_id == Lead.id, Reminder.done_at.is_(None)).correlate(Lead),
)
LETTERS = Source(
    _letters,
    sa.exists()
    .where(Unsent.lead_id == Lead.id, Unsent.state == UnsentState.waiting)
    .correlate(Lead),
)
