"""The figures beside the contents: one statement for all of them."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from agency.desk import leaving, silence
from agency.followups import outgoing
from agency.kernel.db import db
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
    mine = sa.select(sa.func.count()).select_from(Task).where(is_mine(member_id), is_to_do())
    parts = (
        sa.select(sa.func.count())
        .select_from(Subtask)
        .join(Task, Task.id == Subtask.task_id)
        .where(is_my_part(member_id), is_to_do())
    )
    timers = sa.select(sa.func.count()).select_from(Timer).where(Timer.member_id == member_id)
    row = db.session.execute(
        sa.select(
            _how_many(Lead, sa.and_(leads.is_open, Lead.turn == Turn.ours)),
            _how_many(Lead, sa.and_(leads.is_open, leads.is_late(now))),
            _how_many(Lead, leads.is_open),
            _how_many(Proposal, Proposal.state.in_([ProposalState.draft, ProposalState.sent])),
            _how_many(Project, sa.true()),
            mine.scalar_subquery() + parts.scalar_subquery(),
            notices.how_many_unread(member_id),
            sa.select(silence.how_many(now) + leaving.how_many_stuck(now)).scalar_subquery(),
            hold.how_many(),
            outgoing.how_many_ask(),
            timers.scalar_subquery(),
        )
    ).one()
    return Counts(*row)


def _how_many(
    model: type[Lead] | type[Proposal] | type[Project],
    where: sa.ColumnElement[bool] | sa.TextClause,
) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.count()).select_from(model).where(where).scalar_subquery()
