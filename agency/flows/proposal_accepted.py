"""The client accepted: the record is written, the follow-ups end, the work begins on a board."""

from datetime import date, datetime

from agency.flows.card_answered import cards_answered
from agency.followups import machine
from agency.followups.models import StopReason
from agency.kernel import queue, timeline
from agency.kernel.timeline import Actor
from agency.people import notices
from agency.proposals.acceptance import Acceptance
from agency.proposals.models import Proposal
from agency.proposals.selection import Selection
from agency.tasks.projects import Project
from agency.tasks.sold import start_project


def proposal_accepted(
    proposal: Proposal,
    acceptance: Acceptance,
    *,
    on: date,
    selection: Selection | None = None,
    at: datetime | None = None,
) -> Project:
    """The project of the accepted proposal. Raises NotOpenForAcceptance, PaperNotReady.

    The signed copy is made right after, and the letter that confirms goes out with it. `at` is when we wrote down what
    was agreed on paper.
    """
    proposal.accept(acceptance, on=on, selection=selection)
    at = at or acceptance.accepted_at
    by = _said_by(proposal, acceptance)
    timeline.record(proposal.lead.stream, "proposals.accepted", at=at, by=by, proposal=proposal.id)
    proposal.lead.win(by=by, at=at)
    machine.stop(proposal.lead, StopReason.accepted, at=at, by=by)
    cards_answered(proposal.lead, by=by, at=at)
    queue.later("proposals.sign", proposal.id, now=at)
    project = start_project(proposal, at=at)
    _tell(proposal, acceptance, project, at=at)
    return project


def _tell(proposal: Proposal, acceptance: Acceptance, project: Project, *, at: datetime) -> None:
    """Whoever answers for it hears of it, unless they wrote it down; what is to be confirmed has words of its own."""
    owner = proposal.answerer
    if project.proposal is proposal and acceptance.recorded_by is not owner:
        told = {"proposal": proposal.id, "project": project.id}
        notices.tell(owner, "proposals.accepted", at=at, stream=proposal.lead.stream, **told)


def _said_by(proposal: Proposal, acceptance: Acceptance) -> Actor:
    """Whoever agreed; of what was agreed on paper, whoever of us wrote it down."""
    if acceptance.recorded_by is not None:
        return Actor.member(acceptance.recorded_by.id)
    return Actor.contact(acceptance.contact_id or proposal.lead.contact_id)
