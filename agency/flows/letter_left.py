"""A letter of ours leaves: it is an answer, and where that was asked for, its silence is followed up."""

from datetime import datetime

from agency.followups import machine
from agency.kernel.timeline import Actor
from agency.leads import leaving
from agency.leads.unsent import Unsent


def letter_left(waiting: Unsent, *, at: datetime) -> None:
    """Let it go, if nothing speaks against it."""
    if not leaving.may_go(waiting, now=at):
        return
    lead, follow_up, by = waiting.lead, waiting.follow_up, Actor.member(waiting.member_id)
    leaving.leave(waiting, now=at)
    if follow_up:
        machine.go_on(lead, at=at, by=by)
