"""What is said on a proposal's page: a word of theirs on the lead."""

from datetime import datetime, timedelta

import sqlalchemy as sa

from agency.clients.models import Contact
from agency.kernel.db import db
from agency.kernel.timeline import ActorKind
from agency.leads import referrals
from agency.leads.models import Channel, Message
from agency.proposals.models import Proposal

DECLINED = "proposals.declined"
# A button pressed twice, or a page sent again.
AGAIN = timedelta(minutes=30)


def word_of(
    proposal: Proposal,
    words: str,
    *,
    by_partner: bool,
    at: datetime,
    by: Contact | None = None,
) -> Message | None:
    """Their words as they stand on the lead; None where they stand there already."""
    if _was_said(proposal, words, at):
        return None
    return said(proposal, words, by_partner=by_partner, by=by, at=at)


def said(
    proposal: Proposal,
    words: str,
    *,
    by_partner: bool,
    at: datetime,
    by: Contact | None = None,
) -> Message:
    """The same, whether or not it was said before; `by` is who of the client, where that is another than usual."""
    referral = referrals.of(proposal.lead) if by_partner else None
    return Message(
        lead=proposal.lead,
        channel=Channel.page,
        at=at,
        author_kind=ActorKind.contact,
        contact=None if referral is not None else by or proposal.lead.contact,
        person=referral.person if referral is not None else None,
        subject=proposal.title,
        body=words,
    )


def _was_said(proposal: Proposal, words: str, at: datetime) -> bool:
    same = sa.exists().where(
        Message.lead_id == proposal.lead_id,
        Message.channel == Channel.page,
        Message.body == words,
        Message.at > at - AGAIN,
    )
    return db.session.scalar(sa.select(same)) is True
