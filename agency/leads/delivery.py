"""What a letter of ours brought about is taken back when it did not arrive: only a delivered word is an answer."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from agency.kernel import timeline
from agency.kernel.db import db
from agency.kernel.mail.models import Letter
from agency.kernel.timeline import Actor, ActorKind, Entry
from agency.leads.models import Lead, Message
from agency.people.notices import tell

# What is due of a letter that was refused for good.
REFUSED = "leads.letter_refused"
NAMES_A_TIME = ("leads.held", "leads.promised")


def refused(letter: Letter, *, at: datetime) -> None:
    """Nobody got it: the clocks that it had stopped run again, and it is our turn, unless we said more since."""
    message = message_of(letter)
    if message is None or message.author_kind is not ActorKind.member:
        return
    lead = message.lead
    lead.keep_still()
    if not lead.stage.is_open or said_since(message):
        return
    lead.not_reached(message.at, promised_at=_promised_before(message), at=at)
    timeline.record(
        lead.stream, "leads.letter_refused", at=at, by=Actor.machine(), letter=letter.id
    )
    for member in {lead.owner, message.member} - {None}:
        if member is not None:
            tell(member, "leads.letter_refused", at=at, stream=lead.stream, letter=letter.id)


def arrived_after_all(letter: Letter, *, at: datetime) -> None:
    """It was refused, and somebody found that it did arrive or sends it again: an answer after all."""
    message = message_of(letter)
    if message is None or message.author_kind is not ActorKind.member:
        return
    message.lead.answered(by=Actor(ActorKind.member, message.member_id), at=at)


def message_of(letter: Letter) -> Message | None:
    """What it says on its lead."""
    return db.session.scalar(sa.select(Message).where(Message.letter_id == letter.id))


def leads_of(letter_ids: Iterable[int | None]) -> dict[int, Lead]:
    """The leads that these letters were about, by the letter's id."""
    wanted = {id for id in letter_ids if id is not None}
    chosen = (
        sa.select(Message).where(Message.letter_id.in_(wanted)).options(joinedload(Message.lead))
    )
    found = db.session.scalars(chosen) if wanted else ()
    return {each.letter_id: each.lead for each in found if each.letter_id is not None}


def said_since(message: Message) -> bool:
    """Whether one of us wrote to them again after it."""
    later = sa.select(Message.id).where(
        Message.lead_id == message.lead_id,
        Message.author_kind == ActorKind.member,
        sa.or_(Message.contact_id.is_not(None), Message.person_id.is_not(None)),
        Message.at > message.at,
    )
    return db.session.scalar(sa.select(later.exists())) is True


def _promised_before(message: Message) -> datetime | None:
    """The time that this letter kept, where it kept a promise."""
    lead: Lead = message.lead
    of_lead = (Entry.stream == lead.stream[0], Entry.stream_id == lead.id)
    kept = sa.select(Entry.id).where(
        *of_lead, Entry.kind == "leads.promise_kept", Entry.at == message.at
    )
    if not db.session.scalar(sa.select(kept.exists())):
        return None
    named = db.session.scalar(
        sa.select(Entry)
        .where(*of_lead, Entry.kind.in_(NAMES_A_TIME), Entry.at <= message.at)
        .order_by(Entry.at.desc(), Entry.id.desc())
        .limit(1)
    )
    return datetime.fromisoformat(named.data["due_at"]) if named is not None else None
