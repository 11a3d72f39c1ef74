"""All automatic letters are held, and let go: by one of us, or because the database was put back."""

from datetime import datetime

from agency.followups import held as followups_held
from agency.kernel import queue
from agency.kernel.db import after_commit
from agency.kernel.lifeline import Gap
from agency.kernel.mail import hold
from agency.kernel.mail.hold import WhyHeld
from agency.leads import held as leads_held
from agency.people import notices
from agency.people import queries as people
from agency.people.models import Member


def let_go(*, by: Member, at: datetime) -> None:
    """What waited goes on by the rules of time; what is over, or too late, does not go by itself."""
    if hold.lift(by.id, at=at):
        leads_held.look_again(at=at)
        followups_held.look_again(at=at)
        after_commit(queue.wake)


def database_restored(gap: Gap, at: datetime) -> None:
    """Hold everything, and let nothing go blindly that may have gone in the time that the database has forgotten."""
    hold.put(None, at=at, why=WhyHeld.restored, gone=(gap.since, gap.until))
    doubted = hold.doubt_queued(at=at)
    doubted += leads_held.doubt_after_restore(gap.until, at=at)
    doubted += followups_held.ask_after_restore(gap.until, at=at)
    for owner in people.owners():
        notices.tell(owner, "people.letters_held", at=at, doubted=doubted)
