"""Somebody wants no more letters of the machine, or takes that back: it holds from this moment, and we are told."""

from datetime import datetime

from agency.followups import machine
from agency.followups.models import StopReason
from agency.kernel import timeline
from agency.kernel.mail import suppression
from agency.kernel.mail.suppression import Suppression, Why
from agency.kernel.timeline import Actor
from agency.leads import no_more, unwanted
from agency.leads.no_more import Leaver
from agency.people.notices import tell


def reminders_declined(leaver: Leaver, *, at: datetime, why: Why = Why.unsubscribed) -> None:
    """No reminder goes to this address any more; said twice, it counts once."""
    if not suppression.suppress(leaver.address, why, at=at, letter=leaver.letter):
        return
    for lead in no_more.leads_of(leaver.address, leaver.lead):
        by = Actor.contact(lead.contact_id)
        if unwanted.ends_reminders_of(lead):
            machine.stop(lead, StopReason.unsubscribed, at=at, by=by)
        timeline.record(lead.stream, "leads.declined_reminders", at=at, by=by, why=why.value)
        if lead.owner is not None:
            tell(lead.owner, "leads.declined_reminders", at=at, stream=lead.stream, why=why.value)


def reminders_wanted(leaver: Leaver, *, at: datetime) -> None:
    """They may be reminded again. What had stopped begins only by a word of ours."""
    if not suppression.allow(leaver.address, no_more.WISHES, at=at, by_id=None):
        return
    for lead in no_more.leads_of(leaver.address, leaver.lead):
        by = Actor.contact(lead.contact_id)
        timeline.record(lead.stream, "leads.wanted_reminders", at=at, by=by)


def letters_allowed(standing: Suppression, *, by: Actor, at: datetime) -> None:
    """One of us knows better: letters may go there again. Who did it stays on record, there and on the leads."""
    if standing.lifted_at is not None:
        return
    standing.lift(at=at, by_id=by.id)
    for lead in no_more.leads_of(standing.address):
        timeline.record(lead.stream, "leads.letters_allowed", at=at, by=by, why=standing.why.value)
