"""The holding letter: a quarter of an hour after they wrote, the machine says when the real answer comes.

It goes once for a lead, only to somebody who wrote just now, and only while nobody has answered. Whether all that
still holds is asked right before it goes.
"""

import enum
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa

from agency.kernel import due, timeline
from agency.kernel.db import db
from agency.kernel.mail import outbox
from agency.kernel.mail.models import Letter
from agency.kernel.timeline import Actor
from agency.kernel.worktime import holding_letter_at, promise_at
from agency.leads import delivery, holding_letter
from agency.leads.models import AlreadyHeld, Inquiry, Lead
from agency.leads.promises import HOLDING
from agency.leads.readers import Readers, lock, readers_of, written_to
from agency.people import queries as people

# Two machines that answer each other never write more than this to one address within a day.
MOST_A_DAY = 3
A_DAY = timedelta(hours=24)
STILL_HOLDS = "leads.still_holds"


class Silence(enum.Enum):
    """Why no holding letter went out."""

    past = "past"
    too_many = "too_many"


@dataclass(frozen=True)
class Planned:
    """A holding letter that goes unless somebody answers, and the time that it will name."""

    at: datetime
    promised_at: datetime


def plan(lead: Lead, inquiry: Inquiry) -> None:
    """Let it go in a quarter of an hour, if the machine may write to whoever sent this inquiry."""
    if inquiry.may_hold and not readers_of(lead, automatic=True).is_nobody:
        due.plan(HOLDING, lead.id, holding_letter_at(lead.received_at))


def planned_of(lead: Lead) -> Planned | None:
    """What will go out for this lead, and what it will say; None when nothing will."""
    at = due.planned_for(HOLDING, lead.id) if lead.may_be_held else None
    return Planned(at, _promise_of(lead)) if at is not None else None


def take(lead_id: int) -> Lead | None:
    """The lead as it stands now, held until the end of the transaction."""
    lead = db.session.get(Lead, lead_id)
    if lead is not None:
        # In the order in which a step is taken: whom it is written to, then the lead.
        lock(readers_of(lead, automatic=True))
        lead.keep_still()
    return lead


def release(lead: Lead, *, now: datetime) -> None:
    """Its quarter of an hour is over: say when the answer comes, or write down why nothing was said."""
    readers = readers_of(lead, automatic=True)
    if not lead.may_be_held or readers.is_nobody:
        return
    promised_at = _promise_of(lead)
    silence = _reason_for_silence(readers, promised_at, now=now)
    if silence is None:
        message = holding_letter.post(lead, promised_at=promised_at, at=now)
        if message.letter is not None:
            message.letter.still_wanted = STILL_HOLDS
        lead.hold(promised_at=promised_at, at=now)
    else:
        by = Actor.machine()
        timeline.record(lead.stream, "leads.not_held", at=now, by=by, reason=silence.value)


def call_off(lead: Lead, *, by: Actor, at: datetime) -> None:
    """Somebody of us wants no such letter to go. Raises AlreadyHeld when there is none to stop."""
    lead.keep_still()
    if planned_of(lead) is None:
        raise AlreadyHeld
    due.cancel(HOLDING, lead.id)
    timeline.record(lead.stream, "leads.holding_called_off", at=at, by=by)


@outbox.asks(STILL_HOLDS)
def still_holds(letter: Letter, now: datetime) -> str | None:
    """Asked right before it leaves, which may be hours later where a server takes nothing: why not, or None."""
    message = delivery.message_of(letter)
    if message is None:
        return None
    promised_at = message.lead.promised_at
    if message.lead.first_response_at is not None or promised_at is None:
        return "answered"
    return Silence.past.value if promised_at <= now else None


def _promise_of(lead: Lead) -> datetime:
    return promise_at(lead.received_at, people.agency().answering, lead.client.calendar)


def _reason_for_silence(
    readers: Readers, promised_at: datetime, *, now: datetime
) -> Silence | None:
    if promised_at <= now:
        return Silence.past
    return Silence.too_many if _held_lately(readers, now) >= MOST_A_DAY else None


def _held_lately(readers: Readers, now: datetime) -> int:
    """How many holding letters went to any of these addresses within a day; two of them are not counted at once."""
    lock(readers)
    held = (
        sa.select(sa.func.count()).where(
            Lead.id.in_(written_to(address)), Lead.held_at > now - A_DAY
        )
        for address in readers.addresses
    )
    return max((db.session.scalar(each) or 0 for each in held), default=0)
