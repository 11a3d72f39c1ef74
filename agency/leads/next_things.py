"""What comes next on a lead. An open lead without anything is a blind spot, and stands on top.

A clock that runs (the first answer, a promise) is a next thing too; what else may come is asked of sources: the
letters that go out by themselves, tasks, reminders, letters with an hour of their own.
"""

import enum
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

import sqlalchemy as sa

from agency.kernel.db import Instant, db
from agency.leads.models import Lead
from agency.leads.reminders import Reminder
from agency.leads.unsent import Unsent, UnsentState


class Kind(enum.Enum):
    """What it is that comes."""

    touch = "touch"
    task = "task"
    reminder = "reminder"
    letter = "letter"
    asks = "asks"
    call = "call"


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


# What a source says of a thing that has no time, no day or no title.
NO_TIME = sa.cast(sa.null(), Instant())
NO_DAY = sa.cast(sa.null(), sa.Date())
NO_WORDS = sa.cast("", sa.Text())


# Leads' ids with what comes on them: lead, `at`, `on`, words, the thing's own id.
Things = sa.Select[*tuple[Any, ...]]


@dataclass(frozen=True)
class Source:
    """Where things of a kind come from.

    `find` asks by ids of leads, `comes` is the same as a condition to be asked of Lead.
    """

    kind: Kind
    find: Callable[[Collection[int]], Things]
    comes: sa.ColumnElement[bool]


def coming(lead_ids: Collection[int], sources: Sequence[Source]) -> dict[int, NextThing]:
    """The nearest thing on each of these leads that has one; one statement for all sources."""
    if not lead_ids or not sources:
        return {}
    asked = (
        source.find(lead_ids).add_columns(sa.literal(place)) for place, source in enumerate(sources)
    )
    found = [
        (NextThing(sources[place].kind, at=at, on=on, words=words), place, own_id, lead_id)
        for lead_id, at, on, words, own_id, place in db.session.execute(sa.union_all(*asked))
    ]
    # The nearest comes last, and stays.
    found.sort(key=lambda each: (each[0].order, *each[1:3]), reverse=True)
    return {lead_id: thing for thing, _place, _own_id, lead_id in found}


def is_adrift(sources: Sequence[Source]) -> sa.ColumnElement[bool]:
    """The condition under which an open lead has nothing that comes next: no clock runs, nothing is planned."""
    something = sa.or_(*(source.comes for source in sources))
    return sa.and_(Lead.first_response_at.is_not(None), Lead.promised_at.is_(None), ~something)


def _reminders(lead_ids: Collection[int]) -> Things:
    return sa.select(Reminder.lead_id, Reminder.at, NO_DAY, Reminder.words, Reminder.id).where(
        Reminder.lead_id.in_(lead_ids), Reminder.done_at.is_(None)
    )


def _letters(lead_ids: Collection[int]) -> Things:
    return sa.select(Unsent.lead_id, Unsent.leaves_at, NO_DAY, NO_WORDS, Unsent.id).where(
        Unsent.lead_id.in_(lead_ids), Unsent.state == UnsentState.waiting
    )


REMINDERS = Source(
    Kind.reminder,
    _reminders,
    sa.exists().where(Reminder.lead_id == Lead.id, Reminder.done_at.is_(None)).correlate(Lead),
)
LETTERS = Source(
    Kind.letter,
    _letters,
    sa.exists()
    .where(Unsent.lead_id == Lead.id, Unsent.state == UnsentState.waiting)
    .correlate(Lead),
)
