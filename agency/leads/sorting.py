"""Sorting what came in: each message gets exactly one outcome, with the reason for it."""

import hashlib

import sqlalchemy as sa

from agency.kernel.db import db
from agency.leads.arrivals import Arrival
from agency.leads.incoming import Incoming
from agency.leads.models import Lead, Message
from agency.leads.outcomes import Outcome, Reason, Verdict


def judge(incoming: Incoming, *, identity: str) -> Verdict:
    """What this message is; reads only."""
    first = _first_copy(identity)
    if first is not None:
        return Verdict(Outcome.duplicate, Reason.same_letter, lead=first.lead)
    lead = find_thread(incoming)
    if lead is not None:
        return Verdict(Outcome.reply, Reason.names_letter, lead=lead)
    if not incoming.sender.address:
        return Verdict(Outcome.quarantine, Reason.no_sender)
    return Verdict(Outcome.lead, Reason.new_letter, client=incoming.sender)


def find_thread(incoming: Incoming) -> Lead | None:
    """The lead that this letter answers, by the ids of letters it names."""
    if not incoming.ancestors:
        return None
    return db.session.scalar(
        sa.select(Lead)
        .join(Message, Message.lead_id == Lead.id)
        .where(Message.message_id.in_(incoming.ancestors))
        .order_by(Message.id.desc())
        .limit(1)
    )


def identity_of(incoming: Incoming, raw: bytes) -> str:
    """What two copies of a message share: their bytes, or Message-ID with sender, date and body."""
    return hashlib.sha256(raw).hexdigest()


def _first_copy(identity: str) -> Arrival | None:
    return db.session.scalar(sa.select(Arrival).where(Arrival.identity == identity))
