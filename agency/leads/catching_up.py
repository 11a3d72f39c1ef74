"""Catching up: answers that one of us gave from another mail program come to light later than they were given.

Folders are read side by side, so an answer may be known before the message that it answers. Whatever the order, the
lead stands in the end as if everything had come in when it was said.
"""

from datetime import datetime

import sqlalchemy as sa

from agency.kernel.db import db
from agency.kernel.timeline import Actor, ActorKind
from agency.leads.arrivals import Arrival
from agency.leads.intake import Opened
from agency.leads.models import Lead, Message
from agency.leads.outcomes import Outcome, Reason

# Of a first reading only what really answers in a thread is an answer now.
IN_THREAD = frozenset({Reason.names_letter, Reason.bears_token})
# Hardly ever is there one, and this is asked of every message that comes in.
WAITING = sa.select(Arrival.id).where(
    Arrival.answers == sa.bindparam("answers"), Arrival.outcome == Outcome.sent
)


def counts(opened: Opened) -> bool:
    """Whether what one of us wrote is an answer to what the lead waits for, so far as one can be sure."""
    verdict, lead = opened.verdict, opened.verdict.lead
    if lead is None or not opened.arrival.is_sent:
        return True
    if verdict.is_guess or opened.at < lead.received_at:
        return False
    return verdict.reason in IN_THREAD or not opened.arrival.is_import


def count(lead: Lead, *, by: Actor, at: datetime) -> None:
    """It was answered then; a word of theirs that came later still waits for its own."""
    if at < lead.heard_at:
        lead.had_answered(by=by, at=at)
    else:
        lead.answered(by=by, at=at)


def settle_turn(opened: Opened, message: Message) -> None:
    """A word of theirs out of a first reading may have had its answer long ago."""
    if not opened.arrival.is_import:
        return
    answered_at = db.session.scalar(
        sa.select(sa.func.max(Message.at, type_=Message.at.type)).where(
            Message.lead_id == message.lead.id,
            Message.author_kind == ActorKind.member,
            Message.is_guess.is_(False),
            Message.at > message.lead.heard_at,
        )
    )
    if answered_at is not None:
        message.lead.was_answered_since(answered_at)


def answers_to(opened: Opened) -> list[Arrival]:
    """What of ours answers this message and found no lead when it was sorted, free to be sorted once more."""
    arrival = opened.arrival
    if arrival.message_id is None or arrival.lead is None:
        return []
    ids = list(db.session.scalars(WAITING, {"answers": arrival.message_id}))
    if not ids:
        return []
    held = sa.select(Arrival).where(Arrival.id.in_(ids)).order_by(Arrival.id).with_for_update()
    found = [each for each in db.session.scalars(held) if each.outcome is Outcome.sent]
    for each in found:
        each.identity = None
    db.session.flush()
    return found
