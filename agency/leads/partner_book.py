"""The book of partners: what each sent us, how fast we answered, and what became of it. For us, and for the partner."""

from dataclasses import dataclass
from datetime import datetime
from statistics import median

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from agency.clients.models import Contact
from agency.clients.partners import Partner
from agency.kernel.db import db
from agency.kernel.worktime import WorkingCalendar
from agency.leads.inquiries import Inquiry
from agency.leads.models import Lead, Stage
from agency.leads.referrals import Referral
from agency.leads.wording import exactly_how_long

MOST = 300


@dataclass(frozen=True)
class Figures:
    """What a partner sent, in figures."""

    sent: int = 0
    answered: int = 0
    in_time: int = 0
    waiting: int = 0
    won: int = 0
    lost: int = 0
    last_at: datetime | None = None

    @property
    def is_open(self) -> int:
        return self.sent - self.won - self.lost


@dataclass(frozen=True)
class Sent:
    """One lead that a partner sent: as the partner named it, when it came, when first answered, where it stands."""

    lead: Lead
    name: str
    about: str
    arrived_at: datetime
    minutes: int | None

    @property
    def is_open(self) -> bool:
        return self.lead.stage.is_open

    @property
    def took(self) -> str:
        """How long the first answer took of our working time, in words; "" before it was given."""
        return exactly_how_long(self.minutes) if self.minutes is not None else ""


def figures(partner_id: int | None = None) -> dict[int, Figures]:
    """The figures of every partner, or of one, in one statement."""
    answered = Lead.first_response_at.is_not(None)
    in_time = sa.and_(answered, Lead.first_response_at <= Lead.first_response_due_at)
    open_ = Lead.closed_at.is_(None)
    rows = db.session.execute(
        sa.select(
            Referral.partner_id,
            sa.func.count(),
            _how_many(answered),
            _how_many(in_time),
            _how_many(sa.and_(~answered, open_)),
            _how_many(Lead.stage == Stage.won),
            _how_many(Lead.stage == Stage.lost),
            sa.func.max(Referral.arrived_at, type_=Referral.arrived_at.type),
        )
        .join(Lead, Lead.id == Referral.lead_id)
        .where(Referral.brought, Referral.partner_id.is_not(None))
        .where(Referral.partner_id == partner_id if partner_id else sa.true())
        .group_by(Referral.partner_id)
    )
    return {row[0]: Figures(*row[1:]) for row in rows if row[0] is not None}


def sent_by(partner: Partner, *, answering: WorkingCalendar) -> list[Sent]:
    """The leads that this partner sent, and nobody else's: open ones first, the latest first."""
    first = (
        sa.select(sa.func.min(Inquiry.id))
        .where(Inquiry.lead_id == Lead.id)
        .correlate(Lead)
        .scalar_subquery()
    )
    rows = db.session.execute(
        sa.select(Lead, Referral, Inquiry)
        .join(Referral, Referral.lead_id == Lead.id)
        .outerjoin(Inquiry, Inquiry.id == first)
        .where(Referral.brought, Referral.partner_id == partner.id)
        .options(joinedload(Lead.client), joinedload(Lead.contact).lazyload(Contact.client))
        .order_by(sa.case((Lead.closed_at.is_(None), 0), else_=1))
        .order_by(Referral.arrived_at.desc(), Lead.id.desc())
        .limit(MOST)
    )
    return [_sent(*row, answering=answering) for row in rows]


def usually(sent: list[Sent]) -> str:
    """How long a first answer usually takes of our working time, in words: the median of those given."""
    known = [each.minutes for each in sent if each.minutes is not None]
    return exactly_how_long(round(median(known))) if known else ""


def _sent(
    lead: Lead, referral: Referral, inquiry: Inquiry | None, *, answering: WorkingCalendar
) -> Sent:
    name, about = lead.client.name, ""
    if referral.by_letter and inquiry is not None:
        name = inquiry.organisation or inquiry.sender_name or inquiry.sender_address or name
        about = inquiry.subject
    minutes = None
    if lead.first_response_at is not None:
        minutes = _minutes(answering, lead.received_at, lead.first_response_at)
    return Sent(lead, name, about, referral.arrived_at, minutes)


def _minutes(answering: WorkingCalendar, start: datetime, end: datetime) -> int:
    return answering.minutes_between(start, end) if end > start else 0


def _how_many(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.coalesce(sa.func.sum(sa.case((condition, 1), else_=0)), 0)
