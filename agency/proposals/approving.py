"""Asking an owner for their word on an offer, and what the owner says: on the timeline, and as a notice."""

from datetime import datetime

from agency.kernel import timeline
from agency.kernel.timeline import Actor
from agency.people import notices
from agency.people import queries as people
from agency.people.models import Member
from agency.proposals.approval import Approval, ApprovalState
from agency.proposals.models import Proposal
from agency.proposals.states import ProposalIncomplete

ASKED = "proposals.approval_asked"
FACTS = {
    ApprovalState.approved: "proposals.approved",
    ApprovalState.sent_back: "proposals.sent_back",
}


class NoNeed(Exception):
    """It stays below what the house set: it can be sent as it is."""


def ask(proposal: Proposal, words: str, *, by: Member, at: datetime) -> Approval:
    """Ask the owners. Raises NoNeed, AskedAlready, ProposalFrozen, and ProposalIncomplete with its gaps.

    What lacks something is not asked about: putting it right would make the answer void.
    """
    proposal.must_be_draft()
    proposal.drop_blank_lines()
    if lacking := proposal.gaps():
        raise ProposalIncomplete(lacking)
    if not proposal.why_approval:
        raise NoNeed(proposal.id)
    asked = proposal.ask_approval(words, by=by, at=at)
    stream = proposal.lead.stream
    _record(proposal, ASKED, by=by, at=at)
    for owner in people.owners():
        if owner.id != by.id:
            told = {"proposal": proposal.id, "by": by.id}
            notices.tell(owner, ASKED, at=at, stream=stream, **told)
    return asked


def decide(
    proposal: Proposal,
    state: ApprovalState,
    words: str,
    *,
    by: Member,
    seen: str,
    at: datetime,
) -> Approval:
    """What the owner says of it as they saw it. Raises NotTheirs, DecidedMeanwhile, ProposalFrozen."""
    say = proposal.approve if state is ApprovalState.approved else proposal.send_back
    said = say(words, by=by, seen=seen, at=at)
    _record(proposal, FACTS[state], by=by, at=at)
    notices.settle(proposal.lead.stream, ASKED, at=at)
    who = said.asked_by
    if who is not None and who.id != by.id:
        told = {"proposal": proposal.id, "by": by.id}
        notices.tell(who, FACTS[state], at=at, stream=proposal.lead.stream, **told)
    return said


def _record(proposal: Proposal, fact: str, *, by: Member, at: datetime) -> None:
    told = {"proposal": proposal.id, "revision": proposal.revision}
    timeline.record(proposal.lead.stream, fact, at=at, by=Actor.member(by.id), **told)
