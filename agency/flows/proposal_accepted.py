"""The client accepted: the record is written, the follow-ups end, the work begins on a board."""

from datetime import date

from agency.followups import machine
from agency.followups.models import StopReason
from agency.kernel import queue, timeline
from agency.kernel.timeline import Actor
from agency.proposals.acceptance import Acceptance
from agency.proposals.models import Proposal
from agency.proposals.selection import Selection
from agency.tasks.models import Project
from agency.tasks.sold import start_project


def proposal_accepted(
    proposal: Proposal, acceptance: Acceptance, *, on: date, selection: Selection | None = None
) -> Project:
    """The project of the accepted proposal. Raises NotOpenForAcceptance, PaperNotReady.

    The signed copy is made right after, and the letter that confirms goes out with it.
    """
    proposal.accept(acceptance, on=on, selection=selection)
    at = acceptance.accepted_at
    by = Actor.contact(acceptance.contact_id or proposal.lead.contact_id)
    timeline.record(proposal.lead.stream, "proposals.accepted", at=at, by=by, proposal=proposal.id)
    proposal.lead.win(by=by, at=at)
    machine.stop(proposal.lead, StopReason.accepted, at=at, by=by)
    queue.later("proposals.sign", proposal.id, now=at)
    return start_project(proposal, at=at)
