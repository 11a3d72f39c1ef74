"""Letters in doubt: what came in since may show that one left; where nothing can tell, one of us is asked."""

from datetime import datetime

import sqlalchemy as sa

from agency.kernel import timeline
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.mail.models import Letter, LetterState
from agency.kernel.timeline import Actor, ActorKind, Entry
from agency.leads import delivery
from agency.leads.arrivals import Arrival
from agency.leads.models import Lead, Message
from agency.people import notices
from agency.people import queries as people
from agency.people.models import Member

IN_DOUBT = "leads.letter_in_doubt"
# A letter that came back, and one that their server still tries to deliver.
CAME_BACK = "leads.bounced"
FACTS = {
    LetterState.uncertain: IN_DOUBT,
    LetterState.sent: "leads.letter_found",
    LetterState.queued: "leads.letter_not_found",
}


def is_shown_by_what_came(letter: Letter) -> bool:
    """Whether a copy of it, an answer to it, or a report about it came in."""
    return _has_copy(letter) or _is_answered(letter) or _came_back(letter)


def tell(letter: Letter, at: datetime) -> None:
    """Ask whoever wrote it and whoever owns its lead, else the owners of the house; or say that it is found out."""
    message = delivery.message_of(letter)
    lead = message.lead if message is not None else None
    if lead is not None:
        fact = FACTS[letter.state]
        timeline.record(lead.stream, fact, at=at, by=Actor.machine(), letter=letter.id)
    if letter.state is not LetterState.uncertain:
        settle(lead, at=at)
        return
    stream = lead.stream if lead is not None else None
    for member in _who_is_asked(lead, message):
        notices.tell(member, IN_DOUBT, at=at, stream=stream, letter=letter.id)


def settle(lead: Lead | None, *, at: datetime) -> None:
    """Nobody has to look after it any more."""
    if lead is not None:
        notices.settle(lead.stream, IN_DOUBT, at=at)


def _who_is_asked(lead: Lead | None, message: Message | None) -> list[Member]:
    theirs = [lead.owner if lead else None, message.member if message else None]
    known = {member.id: member for member in theirs if member is not None}
    owners = (each for each in people.members() if each.access is Access.owner)
    return list(known.values()) or list(owners)


def _has_copy(letter: Letter) -> bool:
    copies = sa.exists().where(Arrival.message_id == letter.message_id)
    return db.session.scalar(sa.select(copies)) is True


def _is_answered(letter: Letter) -> bool:
    """Whether a message on its lead names it as what it answers."""
    message = delivery.message_of(letter)
    if message is None:
        return False
    since = sa.select(Message.references).where(
        Message.lead_id == message.lead_id,
        Message.author_kind == ActorKind.contact,
        Message.at >= letter.queued_at,
    )
    return any(letter.message_id in (named or []) for named in db.session.scalars(since))


def _came_back(letter: Letter) -> bool:
    """Whether a report about it came; what was only guessed from an address shows nothing."""
    message = delivery.message_of(letter)
    if message is None:
        return False
    of_lead = (Entry.stream == message.lead.stream[0], Entry.stream_id == message.lead_id)
    told = sa.select(Entry.data).where(*of_lead, Entry.kind == CAME_BACK)
    return any(
        data.get("letter") == letter.id and not data.get("guess")
        for data in db.session.scalars(told)
    )
