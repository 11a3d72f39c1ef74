"""Whoever reads a proposal said something on its page, a question or no: they were heard, and nobody chases them."""

from datetime import datetime

from agency.flows.client_replied import client_replied
from agency.followups import machine
from agency.followups.models import Purpose, StopReason
from agency.followups.one_at_a_time import hold_lead
from agency.kernel import timeline
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.people import notices
from agency.proposals import answering, answers, pins
from agency.proposals.colleagues import Colleague
from agency.proposals.models import Proposal
from agency.proposals.pins import WHOLE, Pin, Spot


def question_asked(
    proposal: Proposal,
    words: str,
    *,
    by_partner: bool,
    at: datetime,
    about: Spot = WHOLE,
    link_id: int | None = None,
    colleague: Colleague | None = None,
) -> None:
    """Put the question on the lead, pinned to what it is about; said twice, it stands there once."""
    if pins.was_asked(proposal.id, words, about, at=at):
        return
    by = colleague.person() if colleague is not None else None
    message = answers.said(proposal, words, by_partner=by_partner, by=by, at=at)
    db.session.add(message)
    db.session.flush()
    client_replied(message)
    pin = Pin(message=message, proposal=proposal, link_id=link_id)
    pin.place, pin.key, pin.about = about
    db.session.add(pin)
    stream = proposal.lead.stream
    notices.tell(proposal.answerer, answering.ASKED, at=at, stream=stream, message=message.id)


def proposal_declined(
    proposal: Proposal,
    words: str,
    *,
    by_partner: bool,
    at: datetime,
    colleague: Colleague | None = None,
) -> None:
    """Put the no on the lead, and keep it; a no may turn, and closing the lead is ours to say.

    Of a proposal that is agreed, or was taken back a second ago, their words are heard all the same.
    """
    lead = proposal.lead
    hold_lead(lead)
    who = colleague.person() if colleague is not None else lead.contact
    db.session.flush()
    by = Actor.contact(who.id)
    message = answers.word_of(proposal, words, by_partner=by_partner, by=who, at=at)
    if message is not None:
        db.session.add(message)
    is_news = proposal.is_on_offer and proposal.decline(words, at=at)
    if is_news:
        machine.stop(lead, StopReason.declined, at=at, by=by, only=(Purpose.proposal,))
    # In words that they have asked already, it is a no all the same.
    if message is not None:
        client_replied(message)
    if is_news:
        timeline.record(lead.stream, answers.DECLINED, at=at, by=by, proposal=proposal.id)
        owner = proposal.answerer
        notices.tell(owner, answers.DECLINED, at=at, stream=lead.stream, proposal=proposal.id)
