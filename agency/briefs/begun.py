"""Briefs that somebody began of their own accord and has not sent: we know where to write, and nobody is written to."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from agency.briefs.answers import Answer
from agency.briefs.doubting import grave_of
from agency.briefs.filling import OPEN_FOR
from agency.briefs.kinds import QuestionKind
from agency.briefs.models import Brief, BriefState
from agency.briefs.templates import BriefTemplate, BriefVersion
from agency.kernel.db import db

MOST = 100
# Of more than these a figure says no more.
MOST_COUNTED = 1_000
# By these we know who it is.
_WHO = (QuestionKind.email, QuestionKind.contact)


def begun(*, now: datetime) -> list[Brief]:
    """Those that can still be gone on with and say where to answer, the latest first; not those of machines."""
    says_where = sa.exists().where(Answer.brief_id == Brief.id, *_says_where())
    template = joinedload(Brief.version).joinedload(BriefVersion.template)
    found = db.session.scalars(
        sa.select(Brief)
        .where(*_is_begun(now), says_where)
        .options(
            template.joinedload(BriefTemplate.service),
            selectinload(Brief.answers).selectinload(Answer.files),
        )
        .order_by(Brief.started_at.desc(), Brief.id.desc())
        .limit(MOST)
    )
    there = [each for each in found if each.address and not each.is_suspect]
    return sorted(there, key=lambda each: each.touched_at, reverse=True)


def how_many(*, now: datetime) -> int:
    """How many there are to look at, by one statement."""
    rows = db.session.execute(
        sa.select(Brief.id, Brief.doubts, Answer.value)
        .join(Answer, Answer.brief_id == Brief.id)
        .where(*_is_begun(now), *_says_where())
        .limit(MOST_COUNTED)
    )
    return len({id for id, doubts, value in rows if _address(value) and not grave_of(doubts)})


def _is_begun(now: datetime) -> tuple[sa.ColumnElement[bool], ...]:
    return (
        Brief.lead_id.is_(None),
        Brief.state == BriefState.started,
        Brief.started_at > now - OPEN_FOR,
    )


def _says_where() -> tuple[sa.ColumnElement[bool], ...]:
    return Answer.kind.in_(_WHO), Answer.fits.is_(True)


def _address(value: Any) -> str:
    """What is said where the answer is an address by itself, or one line of a contact's block."""
    return str(value.get("email", "") if isinstance(value, dict) else value or "").strip()
