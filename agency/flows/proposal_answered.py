"""Whoever reads a proposal said something on its page, a question or no: they were heard, and nobody chases them."""

from datetime import datetime

from agency.flows.client_replied import client_replied
from agency.followups import machine
from agency.followups.models import Purpose, StopReason
from agency.followups.one_at_a_time import hold_lead
from agency.kernel import timeline
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.proposals import answers
from agency.proposals.models import Proposal


def question_asked(proposal: Proposal, words: str, *, by_partner: bool, at: datetime) -> None:
    """Put the question on the lead; said twice, it stands there once."""
    message = answers.word_of(proposal, words, by_partner=by_partner, at=at)
    if message is not None:
        client_replied(message)


def proposal_declined(proposal: Proposal, words: str, *, by_partner: bool, at: datetime) -> None:
    """Put the no on the lead. The proposal stays as it is: a no may turn, and closing the lead is ours to say."""
    lead, by = proposal.lead, Actor.contact(proposal.lead.contact_id)
    hold_lead(lead)
    message = answers.word_of(proposal, words, by_partner=by_partner, at=at)
    if message is None and answers.was_declined(proposal, at=at):
        return
    if message is not None:
        db.session.add(message)
    machine.stop(lead, StopReason.declined, at=at, by=by, only=(Purpose.proposal,))
    # In words that they have asked already, it is a no all the same.
    if message is not None:
        client_replied(message)
    timeline.record(lead.stream, answers.DECLINED, at=at, by=by, proposal=proposal.id)
