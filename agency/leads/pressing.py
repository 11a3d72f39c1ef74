"""Who is told when a clock of a lead runs out: its owner shortly before, the agency's owners when it has.

Each time is a row of its own that comes due once. Whether it still holds is asked when it does: somebody may have
answered, the lead may be lost, the promise moved.
"""

from collections.abc import Iterable
from datetime import datetime

from agency.kernel import due, timeline
from agency.kernel.auth import Access
from agency.kernel.timeline import Actor
from agency.leads.inquiries import Inquiry
from agency.leads.models import Lead
from agency.leads.promises import PROMISE_NEAR
from agency.people import absences, notices
from agency.people import queries as people
from agency.people.models import Member

# What is due of a lead: its owner is reminded of the first answer; the agency's owners learn that it was missed.
FIRST_NEAR, FIRST_MISSED = "leads.first_response_near", "leads.first_response_missed"
PROMISE_MISSED = "leads.promise_missed"
REMIND_AFTER_MINUTES = 10


def plan(lead: Lead, inquiry: Inquiry) -> None:
    """Remind at 10 minutes of answering hours, escalate at 15; not for what lay there before we looked."""
    if inquiry.is_past:
        return
    answering = people.agency().answering
    due.plan(FIRST_NEAR, lead.id, answering.add_minutes(lead.received_at, REMIND_AFTER_MINUTES))
    due.plan(FIRST_MISSED, lead.id, lead.first_response_due_at)


def hands(lead: Lead, now: datetime) -> list[Member]:
    """In whose hands a lead is now: the owner, whoever stands in for them, or every manager where nobody does."""
    away = absences.away_at(now)
    owner = absences.whoever_stands_in(lead.owner, away) if lead.owner else None
    if owner is not None and owner.access is not None and owner.access.includes(Access.manager):
        return [owner]
    there = absences.at_the_desk(people.managers(), away)
    return there or people.managers()


def first_response_near(lead: Lead, *, now: datetime) -> None:
    """The first answer is due in a few minutes: its owner is reminded, unless somebody has answered."""
    if lead.waits_for_first_response:
        _tell(lead, FIRST_NEAR, "leads.reminded", hands(lead, now), lead.first_response_due_at, now)


def first_response_missed(lead: Lead, *, now: datetime) -> None:
    """Its time has come: the agency's owners learn of it, unless somebody has answered."""
    if lead.waits_for_first_response:
        due_at = lead.first_response_due_at
        _tell(lead, FIRST_MISSED, "leads.escalated", people.owners(), due_at, now)


def promise_near(lead: Lead, *, now: datetime) -> None:
    """A promise is to be kept soon: the owner of the lead is reminded."""
    if lead.promised_at is not None and lead.promised_at > now:
        _tell(lead, PROMISE_NEAR, "leads.reminded", hands(lead, now), lead.promised_at, now)


def promise_came(lead: Lead, *, now: datetime) -> datetime | None:
    """The time of a promise has come: if nobody kept it, that is written down and the agency's owners learn of it.
    When to look again, if it was moved.
    """
    promised_at = lead.promised_at
    again = lead.stand_late(now=now)
    if promised_at is not None and again is None:
        _tell(lead, PROMISE_MISSED, "leads.escalated", people.owners(), promised_at, now)
    return again


def _tell(
    lead: Lead, kind: str, fact: str, members: Iterable[Member], due_at: datetime, now: datetime
) -> None:
    said, about = due_at.isoformat(timespec="minutes"), kind.partition(".")[2].rpartition("_")[0]
    for member in members:
        owner = lead.owner_id
        notices.tell(member, kind, at=now, stream=lead.stream, due_at=said, member=owner)
        timeline.record(
            lead.stream,
            fact,
            at=now,
            by=Actor.machine(),
            member=member.id,
            about=about,
            due_at=said,
        )
