"""What people answered in briefs: to be handed to them, or to be erased. What was asked stays."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from agency.briefs.answers import Answer, AnswerFile
from agency.briefs.models import Brief
from agency.kernel import files
from agency.kernel.auth import revoke_links
from agency.kernel.db import db


def answers(lead_ids: Collection[int]) -> list[Answer]:
    """The answers of these leads' briefs."""
    return list(
        db.session.scalars(
            sa.select(Answer)
            .join(Brief, Brief.id == Answer.brief_id)
            .where(Brief.lead_id.in_(lead_ids))
            .order_by(Answer.brief_id, Answer.id)
        )
    )


def erase(lead_ids: Collection[int], *, at: datetime) -> int:
    """Take every answer back, with its files and the links to it; how many files."""
    given = answers(lead_ids)
    sent = sa.select(AnswerFile.file_id).where(
        AnswerFile.answer_id.in_([each.id for each in given])
    )
    burnt = files.burn(list(db.session.scalars(sent)), at=at)
    for answer in given:
        answer.value, answer.labels = "", {}
    for brief_id in db.session.scalars(sa.select(Brief.id).where(Brief.lead_id.in_(lead_ids))):
        revoke_links("brief", brief_id, at=at)
    db.session.flush()
    return burnt
