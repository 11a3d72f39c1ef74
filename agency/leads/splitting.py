"""A message turns out to ask for something else: it becomes a lead of its own. Filing that lead back undoes it."""

from datetime import datetime

import sqlalchemy as sa

from agency.kernel import timeline
from agency.kernel.db import db
from agency.kernel.timeline import Actor, ActorKind
from agency.leads.arrivals import Arrival
from agency.leads.models import Inquiry, Lead, Message


class CannotSplit(Exception):
    """Only what the client said after the first word of a lead can be taken off it."""


def may_be_split(message: Message) -> bool:
    """Whether it can be a lead of its own: a client's word, and not the one that the lead began with."""
    if not message.is_theirs or message.contact_id is None:
        return False
    earlier = sa.exists().where(
        Message.lead_id == message.lead_id,
        Message.author_kind == ActorKind.contact,
        sa.or_(
            Message.at < message.at,
            sa.and_(Message.at == message.at, Message.id < message.id),
        ),
    )
    return bool(db.session.scalar(sa.select(earlier)))


def inquiry_of(message: Message) -> Inquiry:
    """What it asks for, as an inquiry of its own. Nobody is written to because of it. Raises CannotSplit."""
    if not may_be_split(message):
        raise CannotSplit(message.id)
    contact = message.contact or message.lead.contact
    first_line = next(filter(None, map(str.strip, message.body.splitlines())), "")
    return Inquiry(
        source=message.channel,
        received_at=message.at,
        sender_name=contact.name,
        sender_address=contact.email,
        sender_phone=contact.phone,
        organisation=contact.client.name,
        subject=(message.subject or first_line or message.lead.title)[:200],
        words=message.body,
        language=contact.client.language,
        service_id=message.lead.service_id,
        message_id=message.message_id,
        references=list(message.references),
        raw=message.raw,
        files=list(message.files),
    )


def take_along(message: Message, lead: Lead, *, by: Actor, at: datetime) -> None:
    """The message leaves its lead for the one that was made of it; what it came as goes too.

    Where one of us has said something since, that lead counts as answered then.
    """
    old = message.lead
    answered_at = db.session.scalar(
        sa.select(sa.func.min(Message.at, type_=Message.at.type)).where(
            Message.lead_id == old.id,
            Message.author_kind == ActorKind.member,
            Message.contact_id.is_not(None),
            Message.at >= message.at,
        )
    )
    came = sa.update(Arrival).where(Arrival.lead_id == old.id, Arrival.raw_id == message.raw_id)
    if message.raw_id is not None:
        db.session.execute(came.values(lead_id=lead.id))
    # The message itself moves, with whatever points at it; the copy that the inquiry made is not needed.
    copy = db.session.scalars(sa.select(Message).where(Message.lead_id == lead.id)).one()
    db.session.delete(copy)
    message.lead = lead
    db.session.flush()
    if answered_at is not None:
        lead.answered(by=by, at=answered_at)
    timeline.record(old.stream, "leads.split_off", at=at, by=by, lead=lead.id)
    timeline.record(lead.stream, "leads.split_from", at=at, by=by, lead=old.id)
