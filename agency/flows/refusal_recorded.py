"""They said no by telephone or in a letter, and one of us writes it down: nobody chases them about it."""

from datetime import date, datetime

from agency.flows.client_replied import client_replied
from agency.followups import machine
from agency.followups.models import Purpose, StopReason
from agency.followups.one_at_a_time import hold_lead
from agency.kernel import timeline
from agency.kernel.timeline import Actor
from agency.leads.models import Channel
from agency.people.models import Member
from agency.proposals import answers, recording
from agency.proposals.models import Proposal


def refusal_recorded(
    proposal: Proposal, words: str, *, channel: Channel, on: date, by: Member, at: datetime
) -> None:
    """Keep the no with its reason; a no may turn, and closing the lead is ours to say. Raises NotOnOffer.

    Written down twice, it stands there once.
    What they said on the telephone is put on the lead as their word; their letter stands there already.
    """
    lead, actor = proposal.lead, Actor.member(by.id)
    hold_lead(lead)
    if not proposal.decline(words, at=recording.instant_of(proposal, on, at)):
        return
    machine.stop(lead, StopReason.declined, at=at, by=actor, only=(Purpose.proposal,))
    if channel is Channel.phone:
        message = answers.said(proposal, words, by_partner=False, at=at)
        message.channel = channel
        client_replied(message)
    timeline.record(
        lead.stream, answers.DECLINED, at=at, by=actor, proposal=proposal.id, how=channel.value
    )
