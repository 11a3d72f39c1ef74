"""Letting an offer hold longer than was promised, and its last day drawing near."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from agency.kernel import due, timeline
from agency.kernel.i18n import in_zone
from agency.kernel.timeline import Actor
from agency.people import notices
from agency.people.models import Member
from agency.proposals.document import Document
from agency.proposals.models import Proposal

# So many days before the last one, in the morning of the client's day.
BEFORE = timedelta(days=2)
MORNING = time(9)
# What is due of an offer: we are told that it ends.
ENDING = "proposals.ending"
ENDS = "proposals.ends"
LONGER_ASKED = "proposals.longer_asked"


def extend(proposal: Proposal, until: date, *, by: Member, at: datetime) -> None:
    """Let it hold until a later day. Raises NotOnOffer, NotLater."""
    before = proposal.valid_until
    proposal.extend(until, at=at, on=in_zone(at, proposal.lead.client.zone).date())
    timeline.record(
        proposal.lead.stream,
        "proposals.extended",
        at=at,
        by=Actor.member(by.id),
        proposal=proposal.id,
        until=until.isoformat(),
        before=before.isoformat() if before else None,
    )
    notices.settle(proposal.lead.stream, ENDS, LONGER_ASKED, at=at)
    watch(proposal)


def as_it_holds(proposal: Proposal, document: Document) -> Document:
    """What was sent, with the last day that holds now: an offer may be extended, its pages do not change."""
    if proposal.extended_at is None:
        return document
    return replace(document, valid_until=proposal.valid_until)


def watch(proposal: Proposal) -> None:
    """Tell us before its last day, should nobody have answered by then."""
    if proposal.valid_until is None:
        return
    zone = ZoneInfo(proposal.lead.client.zone)
    morning = datetime.combine(proposal.valid_until - BEFORE, MORNING, zone)
    due.plan(ENDING, proposal.id, morning)


def remind(proposal: Proposal, *, at: datetime) -> bool:
    """Its last day is near and nobody has answered: tell whoever answers for it. Whether there was anything to say."""
    today = in_zone(at, proposal.lead.client.zone).date()
    if not proposal.still_waiting() or proposal.valid_until is None or proposal.is_past(today):
        return False
    last = datetime.combine(proposal.valid_until, MORNING, ZoneInfo(proposal.lead.client.zone))
    notices.tell(
        proposal.answerer,
        ENDS,
        at=at,
        stream=proposal.lead.stream,
        proposal=proposal.id,
        due_at=last.isoformat(),
    )
    return True
