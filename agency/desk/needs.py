"""What needs somebody today: answers that are owed, letters that nobody knows of, words that we wait for."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from agency.briefs.models import Brief
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.mail import outbox
from agency.kernel.mail.models import Letter
from agency.kernel.money import Money
from agency.leads.models import Lead, Stage, Turn
from agency.people import queries as people
from agency.people.models import Member
from agency.proposals.models import EstimateSection, Proposal, ProposalState

LOOK_BACK = timedelta(days=28)
MOST = 12


@dataclass(frozen=True)
class Needs:
    """The state of the house in figures and rows, for one person."""

    late: list[Lead] = field(default_factory=list)
    ours: list[Lead] = field(default_factory=list)
    waiting: list[Proposal] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    answered: int = 0
    answered_in_time: int = 0
    brief_share: int | None = None

    @property
    def is_quiet(self) -> bool:
        return not (self.late or self.ours or self.letters)

    @property
    def waiting_total(self) -> Money | None:
        """What the proposals that wait are worth together; None when there are none."""
        if not self.waiting:
            return None
        currency = people.agency().currency
        same = [each.total for each in self.waiting if each.currency == currency]
        return Money.total(same, currency)


def needs_of(member: Member, *, now: datetime) -> Needs:
    """An owner sees the whole house, a manager what is theirs or nobody's."""
    leads = _ours(member)
    answered, in_time = _first_answers(now)
    return Needs(
        late=[lead for lead in leads if lead.is_late(now)],
        ours=[lead for lead in leads if not lead.is_late(now)][:MOST],
        waiting=_waiting(),
        letters=outbox.awaiting_a_person(),
        answered=answered,
        answered_in_time=in_time,
        brief_share=_share_with_brief(now - LOOK_BACK),
    )


def _ours(member: Member) -> list[Lead]:
    chosen = (
        sa.select(Lead)
        .join(Lead.client)
        .options(contains_eager(Lead.client), joinedload(Lead.contact), joinedload(Lead.owner))
        .where(Lead.stage.not_in([Stage.won, Stage.lost]), Lead.turn == Turn.ours)
        .order_by(Lead.first_response_at.is_not(None), Lead.first_response_due_at)
        .limit(50)
    )
    if member.access is not Access.owner:
        chosen = chosen.where(sa.or_(Lead.owner_id == member.id, Lead.owner_id.is_(None)))
    return list(db.session.scalars(chosen))


def _waiting() -> list[Proposal]:
    return list(
        db.session.scalars(
            sa.select(Proposal)
            .options(
                joinedload(Proposal.lead).joinedload(Lead.client),
                selectinload(Proposal.sections).selectinload(EstimateSection.lines),
            )
            .where(Proposal.state == ProposalState.sent)
            .order_by(Proposal.sent_at)
        )
    )


def _first_answers(now: datetime) -> tuple[int, int]:
    row = db.session.execute(
        sa.select(
            sa.func.count(),
            sa.func.count().filter(Lead.first_response_at <= Lead.first_response_due_at),
        ).where(Lead.received_at >= now - LOOK_BACK, Lead.first_response_at.is_not(None))
    ).one()
    return row[0], row[1]


def _share_with_brief(since: datetime) -> int | None:
    counted = sa.func.count(sa.distinct(Lead.id))
    row = db.session.execute(
        sa.select(counted, counted.filter(Brief.submitted_at.is_not(None)))
        .outerjoin(Brief, Brief.lead_id == Lead.id)
        .where(Lead.received_at >= since)
    ).one()
    return round(100 * row[1] / row[0]) if row[0] else None
