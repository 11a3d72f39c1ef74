"""What was said past our letters: a call, a word in a messenger, a remark of our own."""

import enum
from dataclasses import dataclass
from datetime import datetime

from agency.clients.models import Contact
from agency.kernel import timeline
from agency.kernel.db import db
from agency.kernel.timeline import Actor, ActorKind
from agency.leads.models import Channel, Lead, Message
from agency.people.models import Member


class Side(enum.Enum):
    """Who said it: they to us, we to them, or we to ourselves."""

    they = "they"
    we = "we"
    ourselves = "ourselves"


@dataclass(frozen=True)
class Spoken:
    """A word as somebody noted it; `contact` is who of them said it, or heard it."""

    side: Side
    words: str
    channel: Channel
    contact: Contact


def take(lead: Lead, spoken: Spoken, *, by: Member, at: datetime) -> Message:
    """Note it on the lead. Their word is only made, not stored: `client_replied` does that and more.

    What we said to them counts as an answer, the first one too; a remark changes nothing.
    """
    theirs, remark = spoken.side is Side.they, spoken.side is Side.ourselves
    message = Message(
        lead=lead,
        channel=Channel.note if remark else spoken.channel,
        at=at,
        author_kind=ActorKind.contact if theirs else ActorKind.member,
        contact=None if remark else spoken.contact,
        member=by,
        body=spoken.words,
    )
    if theirs:
        return message
    db.session.add(message)
    db.session.flush()
    if not remark:
        _answered(lead, message, by=Actor.member(by.id), at=at)
    return message


def _answered(lead: Lead, message: Message, *, by: Actor, at: datetime) -> None:
    lead.answered(by=by, at=at)
    timeline.record(lead.stream, "leads.answered", at=at, by=by, message=message.id)
