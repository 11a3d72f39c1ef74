"""Whoever reads a proposal said something on its page, a question or no: they were heard, and nobody chases them."""

from datetime import datetime

from agency.flows.client_replied import client_replied
from agency.followups import machine
from agency.followups.models import Purpose, StopReason
from agency.kernel import timeline
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.leads.models import Message
from agency.proposals import answers
from agency.proposals.models import Proposal


def question_asked(proposal: Proposal, words: str, *, by_partner: bool, at: datetime) -> None:
    """Put the question on the lead; said twice, it stands there once."""
    message = answers.word_of(proposal, words, by_partner=by_partner, at=at)
    if message is not None:
        client_replied(message)


def proposal_declined(proposal: Proposal, words: str, *, by_partner: bool, at: datetime) -> None:
    """Put the no on the lead. The proposal stays as it is: a no may turn, and closing the lead is ours to say."""
    message = answers.word_of(proposal, words, by_partner=by_partner, at=at)
    if message is None:
        return
    db.session.add(message)
    by = _who(message)
    stopped = (Purpose.proposal,)
    machine.stop(proposal.lead, StopReason.declined, at=at, by=by, only=stopped)
    client_replied(message)
    fact = answers.DECLINED
    timeline.record(proposal.lead.stream, fact, at=at, by=by, proposal=proposal.id)


def _who(message: Message) -> Actor:
    return Actor.contact(message.lead.contact_id)
