"""Briefs that somebody began of their own accord and has not sent: we know where to write, and nobody is written to."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from agency.briefs.answers import Answer
from agency.briefs.filling import OPEN_FOR
from agency.briefs.kinds import QuestionKind
from agency.briefs.models import Brief, BriefState
from agency.briefs.templates import BriefTemplate, BriefVersion
from agency.kernel.db import db

MOST = 100
# By these we know who it is.
_WHO = (QuestionKind.email, QuestionKind.contact)


def begun(*, now: datetime) -> list[Brief]:
    """Those that can still be gone on with and say where to answer, the latest first; not those of machines."""
    says_where = sa.exists().where(Answer.brief_id == Brief.id, Answer.kind.in_(_WHO), Answer.fits)
    template = joinedload(Brief.version).joinedload(BriefVersion.template)
    found = db.session.scalars(
        sa.select(Brief)
        .where(
            Brief.lead_id.is_(None),
            Brief.state == BriefState.started,
            Brief.started_at > now - OPEN_FOR,
            says_where,
        )
        .options(
            template.joinedload(BriefTemplate.service),
            selectinload(Brief.answers).selectinload(Answer.files),
        )
        .order_by(Brief.started_at.desc(), Brief.id.desc())
        .limit(MOST)
    )
    there = [each for each in found if each.address and not each.is_suspect]
    return sorted(there, key=lambda each: each.touched_at, reverse=True)
