"""The timer: one a member, whatever they work on; what it measured becomes hours, and never by itself for too long."""

from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, lazyload

from agency.kernel import due
from agency.kernel.db import db
from agency.kernel.i18n import in_zone
from agency.people import notices
from agency.people import queries as people
from agency.people.models import Member
from agency.tasks.hours import FORGOTTEN_AFTER, TimeEntry, Timer
from agency.tasks.models import Task

# What is due of a timer: it was forgotten.
FORGOTTEN = "tasks.timer"


class StoppedAlready(Exception):
    """It was stopped meanwhile, in another window: nothing is logged twice."""


class AskFirst(Exception):
    """It has run for so long that only the member knows how long they worked."""


@dataclass(frozen=True)
class TimerBar:
    """What runs, as every page shows it."""

    task_id: int
    title: str
    since: str
    seconds: int
    is_forgotten: bool

    @property
    def minutes(self) -> int:
        return self.seconds // 60


def bar(member: Member, *, now: datetime) -> TimerBar | None:
    """What runs for this member; one small statement."""
    row = db.session.execute(
        sa.select(Timer, Task.title)
        .join(Task, Task.id == Timer.task_id)
        .options(lazyload(Timer.task), lazyload(Timer.member))
        .where(Timer.member_id == member.id)
    ).one_or_none()
    if row is None:
        return None
    timer, title = row
    return TimerBar(
        timer.task_id,
        title,
        timer.since,
        max(int((now - timer.started_at).total_seconds()), 0),
        timer.is_forgotten(now),
    )


def running(member_id: int) -> Timer | None:
    """What runs for this member, with its task."""
    return db.session.scalar(
        sa.select(Timer)
        .where(Timer.member_id == member_id)
        .options(joinedload(Timer.task), joinedload(Timer.member))
    )


def start(task: Task, member: Member, *, at: datetime) -> TimeEntry | None:
    """Work on this now; what ran before is logged, and given back.

    Raises NotThere for a task in the archive or the bin, AskFirst while a forgotten timer waits for an answer,
    PeriodClosed when the month of the first one was closed meanwhile.
    """
    task.must_be_there()
    _hold(member)
    timer, entry = running(member.id), None
    if timer is not None:
        if timer.task_id == task.id:
            return None
        entry = _end(timer, at=at)
    db.session.add(Timer(member=member, task=task, started_at=at))
    db.session.flush()
    due.plan(FORGOTTEN, member.id, at + FORGOTTEN_AFTER)
    return entry


def stop(
    member: Member,
    *,
    since: str,
    at: datetime,
    note: str = "",
    is_out_of_scope: bool = False,
    minutes: int | None = None,
    on: date | None = None,
) -> TimeEntry:
    """What it measured becomes hours; `minutes` and `on` where the member knows it better.

    Raises StoppedAlready, AskFirst without `minutes` of a forgotten one, PeriodClosed.
    """
    timer = _still(member, since)
    return _end(timer, at=at, note=note, minutes=minutes, on=on, is_out_of_scope=is_out_of_scope)


def discard(member: Member, *, since: str) -> None:
    """Nobody worked meanwhile: nothing is logged. Raises StoppedAlready."""
    _clear(_still(member, since))


def day_of(timer: Timer) -> date:
    """The day on which it was started, by the clock of its member."""
    return in_zone(timer.started_at, timer.member.zone or people.agency().zone).date()


def remind(member_id: int, *, now: datetime) -> datetime | None:
    """Ask whoever forgot theirs; when to look again, if it was started anew."""
    timer = running(member_id)
    if timer is None:
        return None
    if not timer.is_forgotten(now):
        return timer.started_at + FORGOTTEN_AFTER
    notices.tell(timer.member, "tasks.timer_forgotten", at=now, task=timer.task_id)
    return None


def _end(
    timer: Timer,
    *,
    at: datetime,
    note: str = "",
    is_out_of_scope: bool = False,
    minutes: int | None = None,
    on: date | None = None,
) -> TimeEntry:
    if minutes is None and timer.is_forgotten(at):
        raise AskFirst(timer.since)
    entry = timer.task.log(
        member=timer.member,
        minutes=minutes or timer.minutes(at),
        on=on or day_of(timer),
        note=note,
        is_out_of_scope=is_out_of_scope,
        at=at,
    )
    _clear(timer)
    return entry


def _still(member: Member, since: str) -> Timer:
    _hold(member)
    timer = running(member.id)
    if timer is None or timer.since != since:
        raise StoppedAlready(since)
    return timer


def _clear(timer: Timer) -> None:
    due.cancel(FORGOTTEN, timer.member_id)
    db.session.delete(timer)
    # Before another one begins: there is one a member.
    db.session.flush()


def _hold(member: Member) -> None:
    # Two windows at once: the second one sees what the first one did.
    # Nobody waits who only plans or logs hours of theirs.
    held = sa.select(Member.id).where(Member.id == member.id)
    db.session.execute(held.with_for_update(key_share=True))
