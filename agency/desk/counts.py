"""The figures beside the contents: one statement for all of them."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any, cast

import sqlalchemy as sa
from flask import current_app

from agency.desk import leaving, silence
from agency.followups import outgoing
from agency.kernel.db import Instant, db
from agency.kernel.mail import hold
from agency.leads import queries as leads
from agency.leads.models import Lead, Turn
from agency.people import notices
from agency.proposals.models import Proposal, ProposalState
from agency.tasks.hours import Timer
from agency.tasks.models import Task
from agency.tasks.my_tasks import is_mine, is_my_part
from agency.tasks.overview import is_open as is_to_do
from agency.tasks.pieces import Subtask
from agency.tasks.projects import Project


@dataclass(frozen=True)
class Counts:
    """How much of each there is, for one member."""

    inbox: int = 0
    late: int = 0
    leads: int = 0
    proposals: int = 0
    boards: int = 0
    tasks: int = 0
    notices: int = 0
    alarms: int = 0
    holds: int = 0
    outgoing: int = 0
    timers: int = 0


def count_for(member_id: int | None, *, now: datetime) -> Counts:
    """The figures as this member sees them."""
    # The mailbox that the settings name is part of the question.
    asked, moments = _question(current_app.config["SETTINGS"].imap_url)
    row = db.session.execute(asked, {"member": member_id, **moments.as_of(now)}).one()
    return Counts(*row)


class _Moments:
    """Stands for the instant that conditions take, in a question that is put together once.

    It leaves a place for "now", and one for each moment that lies so long before it.
    """

    def __init__(self) -> None:
        self._before = {"now": timedelta()}

    def __clause_element__(self) -> sa.BindParameter[datetime]:
        return sa.bindparam("now", type_=Instant())

    def __sub__(self, before: timedelta) -> sa.BindParameter[datetime]:
        name = f"now_{before // timedelta(microseconds=1)}"
        self._before[name] = before
        return sa.bindparam(name, type_=Instant())

    def as_of(self, now: datetime) -> dict[str, datetime]:
        """The values."""
        return {name: now - before for name, before in self._before.items()}


@lru_cache(maxsize=8)
def _question(imap_url: str | None) -> tuple[sa.Select[Any], _Moments]:
    """Every page asks it, and putting it together takes ten times as long as its answer."""
    moments = _Moments()
    me, now = cast(int, sa.bindparam("member")), cast(datetime, moments)
    mine = sa.select(sa.func.count()).select_from(Task).where(is_mine(me), is_to_do())
    parts = (
        sa.select(sa.func.count())
        .select_from(Subtask)
        .join(Task, Task.id == Subtask.task_id)
        .where(is_my_part(me), is_to_do())
    )
    timers = sa.select(sa.func.count()).select_from(Timer).where(Timer.member_id == me)
    asked = sa.select(
        _how_many(Lead, sa.and_(leads.is_open, Lead.turn == Turn.ours)),
        _how_many(Lead, sa.and_(leads.is_open, leads.is_late(now))),
        _how_many(Lead, leads.is_open),
        _how_many(Proposal, Proposal.state.in_([ProposalState.draft, ProposalState.sent])),
        _how_many(Project, Project.archived_at.is_(None)),
        mine.scalar_subquery() + parts.scalar_subquery(),
        notices.how_many_unread(me),
        sa.select(silence.how_many(now) + leaving.how_many_stuck(now)).scalar_subquery(),
        hold.how_many(),
        outgoing.how_many_ask(),
        timers.scalar_subquery(),
    )
    return asked, moments


def _how_many(
    model: type[Lead] | type[Proposal] | type[Project],
    where: sa.ColumnElement[bool] | sa.TextClause,
) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.count()).select_from(model).where(where).scalar_subquery()
