"""Threads: what a letter about a lead answers, seen by whoever reads it."""

from typing import NamedTuple

import sqlalchemy as sa

from agency.clients.partners import Answers
from agency.kernel.db import db
from agency.kernel.mail.models import Letter, LetterState
from agency.kernel.timeline import ActorKind
from agency.leads.models import Lead, Message
from agency.leads.readers import Readers

# Those that nobody has.
NEVER_LEFT = (LetterState.withdrawn, LetterState.failed)


class Thread(NamedTuple):
    """Where a letter belongs: what it answers, and all that was written before, oldest first."""

    in_reply_to: str | None
    references: tuple[str, ...]


def thread_of(lead: Lead, readers: Readers | None = None, *, ours_first: bool = False) -> Thread:
    """What the next letter answers: their last letter, else our own last one, with its ancestors.

    With `ours_first` it is our own last one, else theirs: a reminder goes on where we stopped.
    """
    parent = parent_of(lead, readers, ours_first=ours_first)
    if parent is None or parent.message_id is None:
        return Thread(None, ())
    return Thread(parent.message_id, (*parent.references, parent.message_id))


def parent_of(lead: Lead, readers: Readers | None, *, ours_first: bool = False) -> Message | None:
    """The letter that one to these readers answers: what was said to others is none of theirs."""
    is_theirs = Message.author_kind == ActorKind.contact
    theirs_first = sa.case((is_theirs, int(ours_first)), else_=int(not ours_first))
    return db.session.scalar(
        sa.select(Message)
        .outerjoin(Letter, Letter.id == Message.letter_id)
        .where(
            Message.lead_id == lead.id,
            Message.message_id.is_not(None),
            _seen_by(readers, lead),
            # What never left, nobody has.
            sa.or_(Letter.id.is_(None), Letter.state.not_in(NEVER_LEFT)),
        )
        .order_by(theirs_first, Message.at.desc(), Message.id.desc())
        .limit(1)
    )


def _seen_by(readers: Readers | None, lead: Lead) -> sa.ColumnElement[bool]:
    if readers is None or readers.choice is Answers.both or readers.referral is None:
        return sa.true()
    if readers.choice is Answers.client:
        return sa.or_(Message.person_id.is_(None), Message.contact_id.is_not(None))
    # What began the lead is the letter that they passed on.
    first = sa.select(sa.func.min(Message.id)).where(Message.lead_id == lead.id).scalar_subquery()
    return sa.or_(Message.person_id.is_not(None), Message.id == first)
