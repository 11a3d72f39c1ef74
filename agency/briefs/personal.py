"""What people answered in briefs: to be handed to them, or to be erased. What was asked stays."""

import json
from collections.abc import Collection
from datetime import datetime
from functools import partial

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from agency.briefs import printed, revisions, setting_aside, uploading
from agency.briefs.answers import Answer, AnswerFile
from agency.briefs.arrivals import BriefArrival
from agency.briefs.hands import Hand
from agency.briefs.links import HAND
from agency.briefs.models import Brief
from agency.briefs.posted import BriefLetter
from agency.briefs.revisions import Revision
from agency.kernel import files
from agency.kernel.auth import revoke_links
from agency.kernel.db import after_commit, db
from agency.leads.ways_in.deliveries import Standing

# Of whom: their leads, and their addresses, by which a brief is theirs that never became a lead.
Ids = Collection[int]
Addresses = Collection[str]


def answers(lead_ids: Ids, addresses: Addresses = ()) -> list[Answer]:
    """The answers of their briefs."""
    return list(
        db.session.scalars(
            sa.select(Answer)
            .join(Brief, Brief.id == Answer.brief_id)
            .where(_theirs(lead_ids, addresses))
            .order_by(Answer.brief_id, Answer.id)
        )
    )


def sent(lead_ids: Ids) -> list[Revision]:
    """What was sent of these leads' briefs, time after time."""
    return [each for brief in _briefs(lead_ids) for each in brief.revisions]


def hands(lead_ids: Ids) -> list[Hand]:
    """Colleagues who were asked to answer a page."""
    return [each for brief in _briefs(lead_ids) for each in brief.hands]


def erase(lead_ids: Ids, addresses: Addresses = (), *, at: datetime) -> int:
    """Take every answer back, with its files and the links to it; how many files."""
    return _erase(_briefs(lead_ids, addresses), answers(lead_ids, addresses), at=at)


def forget(brief_id: int, *, at: datetime) -> int:
    """A stranger never sent it, or one of us said that it is spam: what they wrote goes.

    That it was begun stays, for the figures.
    """
    brief = db.session.get(Brief, brief_id)
    if brief is None or brief.lead_id is not None:
        return 0
    aside = setting_aside.of(brief)
    if brief.is_submitted and (aside is None or aside.state is not Standing.dismissed):
        return 0
    if aside is not None:
        aside.blank()
    return _erase([brief], list(brief.answers), at=at)


def _erase(theirs: list[Brief], given: list[Answer], *, at: datetime) -> int:
    ids = [brief.id for brief in theirs]
    sent = sa.select(AnswerFile.file_id).where(
        AnswerFile.answer_id.in_([each.id for each in given])
    )
    # One that was taken back after it was sent is known to what was sent alone.
    earlier = {file for brief in theirs for one in brief.revisions for file in one.file_ids}
    papers = sa.select(Brief.paper_id).where(Brief.id.in_(ids), Brief.paper_id.is_not(None))
    burnt = files.burn({*db.session.scalars(sent), *db.session.scalars(papers), *earlier}, at=at)
    for answer in given:
        answer.value, answer.labels = "", {}
    for brief in theirs:
        revoke_links("brief", brief.id, at=at)
        _erase_hands(brief, at=at)
        uploading.erase([brief.id])
        for revision in brief.revisions:
            revision.answers = revisions.blank(revision.answers)
    db.session.execute(sa.delete(BriefArrival).where(BriefArrival.brief_id.in_(ids)))
    _erase_letters(ids)
    after_commit(partial(printed.forget, ids))
    db.session.flush()
    return burnt


def _theirs(lead_ids: Ids, addresses: Addresses) -> sa.ColumnElement[bool]:
    """Of their leads; or of no lead, begun or set aside, and with an address of theirs in it."""
    said = sa.func.lower(sa.cast(Answer.value, sa.Text))
    written = [json.dumps(each.lower()) for each in addresses]
    # An answer by itself, or one line of a contact's block.
    names = [
        said.in_(written),
        *(said.contains(f'"email": {each}', autoescape=True) for each in written),
    ]
    stray = sa.select(Answer.brief_id).where(sa.or_(*names))
    return sa.or_(
        Brief.lead_id.in_(lead_ids), sa.and_(Brief.lead_id.is_(None), Brief.id.in_(stray))
    )


def _briefs(lead_ids: Ids, addresses: Addresses = ()) -> list[Brief]:
    chosen = sa.select(Brief).where(_theirs(lead_ids, addresses)).order_by(Brief.id)
    both = selectinload(Brief.hands), selectinload(Brief.revisions)
    return list(db.session.scalars(chosen.options(*both)))


def _erase_hands(brief: Brief, *, at: datetime) -> None:
    for hand in brief.hands:
        hand.name, hand.address = "", ""
        revoke_links(HAND, hand.id, at=at)


def _erase_letters(ids: Collection[int]) -> None:
    """The letters with links to these briefs, and where they went."""
    there = sa.select(BriefLetter).where(BriefLetter.brief_id.in_(ids))
    for posted in db.session.scalars(there.options(joinedload(BriefLetter.letter))):
        posted.address = ""
        posted.letter.forget()
