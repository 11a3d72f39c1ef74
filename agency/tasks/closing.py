"""Closing a month: its hours were counted, and do not change any more until the owner opens it again."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from agency.kernel import timeline
from agency.kernel.db import db
from agency.kernel.timeline import Actor, Entry
from agency.people.models import Agency, Member
from agency.tasks.hours import ClosedPeriod, closed_until

STREAM = ("hours", 0)
DAY = timedelta(days=1)


class NotOverYet(Exception):
    """Hours of this month are still being worked."""


class ClosedAlready(Exception):
    """Somebody closed it meanwhile."""


class OthersAfterIt(Exception):
    """The month after it is closed too: that one is opened first, or somebody else did so meanwhile."""


def last_day(of: date) -> date:
    """The last day of its month."""
    return (of.replace(day=28) + 4 * DAY).replace(day=1) - DAY


def close(until: date, *, by: Member, at: datetime, today: date) -> ClosedPeriod:
    """Hours up to the end of this month do not change any more. Raises NotOverYet, ClosedAlready."""
    if until >= today or last_day(until) >= today:
        raise NotOverYet(until.isoformat())
    until = last_day(until)
    _hold_the_house()
    closed = closed_until()
    if closed is not None and until <= closed:
        raise ClosedAlready(until.isoformat())
    period = ClosedPeriod(until=until, closed_at=at, closed_by=by)
    db.session.add(period)
    _record("tasks.month_closed", until, by, at)
    return period


def reopen(until: date, *, by: Member, at: datetime) -> None:
    """Hours of the month that was closed last can be changed again. Raises OthersAfterIt for any other."""
    _hold_the_house()
    latest = periods(limit=1)
    if not latest or latest[0].until != until:
        raise OthersAfterIt(until.isoformat())
    db.session.delete(latest[0])
    _record("tasks.month_reopened", until, by, at)


def periods(limit: int = 24) -> Sequence[ClosedPeriod]:
    """What is closed, the latest first."""
    found = sa.select(ClosedPeriod).options(joinedload(ClosedPeriod.closed_by))
    return db.session.scalars(found.order_by(ClosedPeriod.until.desc()).limit(limit)).all()


def history() -> Sequence[Entry]:
    """Who closed and opened what, the latest first."""
    return timeline.entries(STREAM, limit=60)


def to_close(today: date) -> Sequence[date]:
    """The months that may be closed now, by their last day, the latest first: at most a year of them."""
    closed = closed_until() or date.min
    found: list[date] = []
    until = today.replace(day=1) - DAY
    while until > closed and len(found) < 12:
        found.append(until)
        until = until.replace(day=1) - DAY
    return found


def _record(fact: str, until: date, by: Member, at: datetime) -> None:
    timeline.record(STREAM, fact, at=at, by=Actor.member(by.id), until=until.toordinal())


def _hold_the_house() -> None:
    # Two owners at once close one after the other.
    db.session.execute(sa.select(Agency.id).with_for_update())
