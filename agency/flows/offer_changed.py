"""What one of us says about an offer that the client has: it holds longer, or its last day is not told by a letter."""

from datetime import date, datetime

import sqlalchemy as sa

from agency.followups import planning
from agency.followups.enrolling import is_about
from agency.followups.models import Enrollment
from agency.followups.one_at_a_time import hold, hold_lead
from agency.followups.states import RUNNING
from agency.kernel import timeline
from agency.kernel.timeline import Actor
from agency.people.models import Member
from agency.proposals import extending
from agency.proposals.models import Proposal

REMINDED, NOT_REMINDED = "proposals.reminder_on", "proposals.reminder_off"


def offer_extended(proposal: Proposal, until: date, *, by: Member, at: datetime) -> None:
    """It holds until then, and the letter before its last day moves with it. Raises NotOnOffer, NotLater."""
    hold_lead(proposal.lead)
    extending.extend(proposal, until, by=by, at=at)
    _plan_anew(proposal, at)


def reminder_switched(proposal: Proposal, *, on: bool, by: Member, at: datetime) -> None:
    """Whether a letter tells them of its last day. Raises NotOnOffer."""
    hold_lead(proposal.lead)
    if not proposal.switch_reminder(on=on):
        return
    fact = REMINDED if on else NOT_REMINDED
    stream, actor = proposal.lead.stream, Actor.member(by.id)
    timeline.record(stream, fact, at=at, by=actor, proposal=proposal.id)
    _plan_anew(proposal, at)


def _plan_anew(proposal: Proposal, at: datetime) -> None:
    mine = sa.select(Enrollment).where(is_about(proposal), Enrollment.state.in_(RUNNING))
    for enrollment in hold(mine):
        planning.plan_anew(enrollment, at=at)
