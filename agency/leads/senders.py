"""What one of us said of a sender once, so that nobody has to say it again: it asks for work, or it is nothing."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from agency.kernel import timeline
from agency.kernel.batches import may_be_among
from agency.kernel.db import Model, db
from agency.kernel.timeline import Actor
from agency.leads.arrivals import Arrival
from agency.leads.outcomes import Outcome
from agency.leads.sorting.ourselves import ourselves
from agency.people.models import Member

# What the machine put aside and a person may know better. Of what it could not read it knows no sender.
TEACHES = frozenset({Outcome.quarantine, Outcome.bulk, Outcome.auto_reply})


MOST = 200


class Decision(enum.Enum):
    """What a person said of a sender's message."""

    asks = "asks"
    nothing = "nothing"


class SenderRule(Model):
    """The next messages from this address are what somebody said of the one in `arrival`."""

    __tablename__ = "sender_rule"

    address: Mapped[str] = mapped_column(sa.String(320), unique=True)
    decision: Mapped[Decision]
    said_at: Mapped[datetime]
    member_id: Mapped[int | None] = mapped_column(sa.ForeignKey("member.id"))
    arrival_id: Mapped[int] = mapped_column(sa.ForeignKey("arrival.id"))

    member: Mapped[Member | None] = relationship()


# Built once: it is asked of every message.
BY_ADDRESS = sa.select(SenderRule).where(SenderRule.address == sa.bindparam("address"))
ADDRESSES = sa.select(SenderRule.address)


def rule_of(address: str) -> SenderRule | None:
    """What was said of this sender."""
    if not address:
        return None
    address = address.lower()
    if not may_be_among("sender rules", frozenset({SenderRule}), address, ADDRESSES):
        return None
    return db.session.scalar(BY_ADDRESS, {"address": address})


def rule(id: int) -> SenderRule | None:
    """One of them."""
    return db.session.get(SenderRule, id)


def latest() -> list[SenderRule]:
    """What was said last, of the senders of whom something holds."""
    chosen = sa.select(SenderRule).options(joinedload(SenderRule.member))
    return list(db.session.scalars(chosen.order_by(SenderRule.said_at.desc()).limit(MOST)))


def learn(arrival: Arrival, decision: Decision, *, by: Actor, at: datetime) -> None:
    """Keep for its sender what a person says of this message; of our own addresses nothing is learnt.

    An answer of somebody's automat on a lead teaches nothing either: it is that lead's, and no inquiry.
    """
    address = arrival.sender_address.lower()
    if not address or arrival.outcome not in TEACHES or arrival.lead_id is not None:
        return
    if ourselves().has(address):
        return
    rule = rule_of(address)
    if rule is None:
        rule = SenderRule(address=address)
        db.session.add(rule)
    rule.decision, rule.said_at = decision, at
    rule.member_id, rule.arrival_id = by.id, arrival.id


def forget(arrival: Arrival, *, by: Actor, at: datetime) -> None:
    """What was said of its sender does not hold for the messages to come."""
    rule = rule_of(arrival.sender_address)
    if rule is not None:
        db.session.delete(rule)
        timeline.record(arrival.stream, "leads.sender_forgotten", at=at, by=by)
