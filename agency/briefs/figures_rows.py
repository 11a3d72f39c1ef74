"""What the figures of briefs are counted from: the leads that came and the briefs that were begun in a period.

Each is read with one statement, however many there are; briefs of machines are told apart here.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from agency.briefs.answers import Answer, Giver
from agency.briefs.doubting import grave_of
from agency.briefs.models import Brief, BriefState
from agency.briefs.periods import Period
from agency.briefs.templates import BriefTemplate, BriefVersion
from agency.clients.partners import Partner
from agency.kernel.db import db
from agency.kernel.i18n import pick
from agency.leads.models import Channel, Lead, Stage
from agency.leads.referrals import Referral
from agency.people.models import Service

# One that was sent lies there before it is begun; a public one is begun by its first answers.
AT_ONCE = timedelta(hours=1)


@dataclass(frozen=True)
class Came:
    """A lead as these figures see it."""

    at: datetime
    source: Channel
    stage: Stage
    service: str
    partner: str
    has_brief: bool

    @property
    def arrived(self) -> bool:
        """It came as a filled brief."""
        return self.source is Channel.brief


@dataclass(frozen=True)
class Filled:
    """A brief as these figures see it: when its first and its last answer were given."""

    id: int
    template_id: int
    version_id: int
    started_at: datetime
    submitted_at: datetime | None
    is_ours: bool
    first_at: datetime | None
    last_at: datetime | None

    @property
    def is_begun(self) -> bool:
        return self.first_at is not None or self.submitted_at is not None

    @property
    def minutes(self) -> int:
        """From the beginning to the end. When a first page was sent again, its answers are younger than the brief."""
        assert self.submitted_at is not None, "only a brief that was handed in took its time"
        first = self.first_at or self.started_at
        begun = self.started_at if first - self.started_at < AT_ONCE else first
        return max(1, round((self.submitted_at - begun) / timedelta(minutes=1)))


def leads(period: Period) -> list[Came]:
    """The leads that came in this period."""
    has_brief = (
        sa.exists()
        .where(Brief.lead_id == Lead.id, Brief.state == BriefState.submitted)
        .correlate(Lead)
    )
    rows = db.session.execute(
        sa.select(Lead.received_at, Lead.source, Lead.stage, Service.name, Partner.name, has_brief)
        .outerjoin(Service, Service.id == Lead.service_id)
        .outerjoin(Referral, sa.and_(Referral.lead_id == Lead.id, Referral.brought))
        .outerjoin(Partner, Partner.id == Referral.partner_id)
        .where(*_within(Lead.received_at, period))
    )
    return [
        Came(at, source, stage, pick(service), partner or "", source is Channel.brief or bool(has))
        for at, source, stage, service, partner, has in rows
    ]


def briefs(period: Period) -> tuple[list[Filled], int]:
    """Those of people, and how many others may come from machines; one that belongs to a lead is of people."""
    given = _given()
    rows = db.session.execute(
        sa.select(
            Brief.doubts,
            Brief.id,
            BriefVersion.template_id,
            Brief.version_id,
            Brief.started_at,
            Brief.submitted_at,
            Brief.lead_id.is_not(None).label("is_ours"),
            given.c.first_at,
            given.c.last_at,
        )
        .join(BriefVersion, BriefVersion.id == Brief.version_id)
        .outerjoin(given, given.c.brief_id == Brief.id)
        .where(*_within(Brief.started_at, period))
    ).all()
    people = [row for row in rows if row.is_ours or grave_of(row.doubts) is None]
    return [Filled(*row[1:]) for row in people], len(rows) - len(people)


def answered(period: Period) -> dict[int, set[str]]:
    """What was answered in the briefs that were not handed in, by the keys of its questions."""
    rows = db.session.execute(
        sa.select(Answer.brief_id, Answer.question_key)
        .join(Brief, Brief.id == Answer.brief_id)
        .where(Brief.state == BriefState.started, Answer.given_by != Giver.known)
        .where(*_within(Brief.started_at, period))
    )
    found: dict[int, set[str]] = {}
    for brief_id, key in rows:
        found.setdefault(brief_id, set()).add(key)
    return found


def versions() -> dict[int, BriefVersion]:
    """Every published version of every template, by its id."""
    whole = joinedload(BriefVersion.template).joinedload(BriefTemplate.service)
    found = db.session.scalars(sa.select(BriefVersion).options(whole))
    return {each.id: each for each in found}


def _given() -> sa.Subquery:
    """When each brief got its first and its last answer, but for what we knew before."""
    at = Answer.answered_at
    return (
        sa.select(
            Answer.brief_id,
            sa.func.min(at, type_=at.type).label("first_at"),
            sa.func.max(at, type_=at.type).label("last_at"),
        )
        .where(Answer.given_by != Giver.known)
        .group_by(Answer.brief_id)
        .subquery()
    )


def _within(column: Any, period: Period) -> list[sa.ColumnElement[bool]]:
    since = [column >= period.since] if period.since is not None else []
    return [*since, column < period.until]
