"""What people answered in briefs: to be handed to them, or to be erased. What was asked stays."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from agency.briefs import revisions, uploading
from agency.briefs.answers import Answer, AnswerFile
from agency.briefs.hands import Hand
from agency.briefs.links import HAND
from agency.briefs.models import Brief
from agency.briefs.posted import BriefLetter
from agency.briefs.revisions import Revision
from agency.kernel import files
from agency.kernel.auth import revoke_links
from agency.kernel.db import db
from agency.kernel.mail.models import Letter, LetterState


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


def sent(lead_ids: Collection[int]) -> list[Revision]:
    """What was sent of these leads' briefs, time after time."""
    return [each for brief in _briefs(lead_ids) for each in brief.revisions]


def hands(lead_ids: Collection[int]) -> list[Hand]:
    """Colleagues who were asked to answer a page."""
    return [each for brief in _briefs(lead_ids) for each in brief.hands]


def erase(lead_ids: Collection[int], *, at: datetime) -> int:
    """Take every answer back, with its files and the links to it; how many files."""
    given = answers(lead_ids)
    sent = sa.select(AnswerFile.file_id).where(
        AnswerFile.answer_id.in_([each.id for each in given])
    )
    papers = sa.select(Brief.paper_id).where(
        Brief.lead_id.in_(lead_ids), Brief.paper_id.is_not(None)
    )
    burnt = files.burn([*db.session.scalars(sent), *db.session.scalars(papers)], at=at)
    for answer in given:
        answer.value, answer.labels = "", {}
    for brief in _briefs(lead_ids):
        revoke_links("brief", brief.id, at=at)
        _erase_hands(brief, at=at)
        uploading.erase([brief.id])
        for revision in brief.revisions:
            revision.answers = revisions.blank(revision.answers)
    _erase_letters(lead_ids)
    db.session.flush()
    return burnt


def _briefs(lead_ids: Collection[int]) -> list[Brief]:
    chosen = sa.select(Brief).where(Brief.lead_id.in_(lead_ids)).order_by(Brief.id)
    both = selectinload(Brief.hands), selectinload(Brief.revisions)
    return list(db.session.scalars(chosen.options(*both)))


def _erase_hands(brief: Brief, *, at: datetime) -> None:
    for hand in brief.hands:
        hand.name, hand.address = "", ""
        revoke_links(HAND, hand.id, at=at)


def _erase_letters(lead_ids: Collection[int]) -> None:
    """The letters with links to their briefs, and where they went."""
    briefs = sa.select(Brief.id).where(Brief.lead_id.in_(lead_ids))
    there = sa.select(BriefLetter).where(BriefLetter.brief_id.in_(briefs))
    for posted in db.session.scalars(there.options(joinedload(BriefLetter.letter))):
        posted.address = ""
        _blank(posted.letter)


def _blank(letter: Letter) -> None:
    """One that waits does not go any more; one that is on its way this moment is left alone."""
    if letter.state is LetterState.queued:
        letter.withdraw("erased")
    if letter.state is not LetterState.sending:
        letter.recipients, letter.subject, letter.mime = [], "", b""
