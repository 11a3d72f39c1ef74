"""A proposal goes out: it is frozen, its letter leaves with a link, and the follow-ups begin."""

from datetime import date, datetime

from agency.clients.partners import Answers
from agency.followups import machine
from agency.kernel import timeline
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.leads.models import LeadClosed, Stage
from agency.people.models import Member
from agency.proposals import extending, mails, queries
from agency.proposals.models import Proposal


def proposal_sent(
    proposal: Proposal,
    *,
    words: str,
    by: Member,
    at: datetime,
    on: date,
    adds: bool = False,
    choice: Answers | None = None,
) -> None:
    """Send it to whom the lead's letters go, or one of us chose; `adds` to what is agreed already.

    Raises ProposalIncomplete with what is missing; LeadClosed where they have agreed in the meantime.
    """
    proposal.send(at=at, on=on)
    for earlier in queries.sent_before(proposal):
        earlier.withdraw(at=at)
    # They may have agreed to one of those in this very moment: whoever sends this must see that first.
    db.session.refresh(proposal.lead)
    if proposal.lead.stage is Stage.won and not adds:
        raise LeadClosed(Stage.won.value)
    actor = Actor.member(by.id)
    mails.offer(proposal, words=words, by=by, at=at, choice=choice)
    proposal.lead.answered(by=actor, at=at)
    proposal.lead.offer(at=at)
    timeline.record(proposal.lead.stream, "proposals.sent", at=at, by=actor, proposal=proposal.id)
    extending.watch(proposal)
    machine.enroll(proposal, at=at)
