"""Calls: who rang whom, what came of it, and what that means for the clocks.

They rang: it is their word, and our turn. A talk, or a voice message that we left, is an answer of ours; a call that
nobody took up answers nothing.
"""

import enum
from dataclasses import dataclass
from datetime import datetime

from agency.clients.models import Contact
from agency.kernel import timeline
from agency.kernel.db import db
from agency.kernel.timeline import Actor, ActorKind
from agency.leads.models import Channel, Lead, Message, Stage
from agency.people.models import Member


class Caller(enum.Enum):
    """Who rang: they us, or we them."""

    they = "they"
    we = "we"


class Result(enum.Enum):
    """What came of a call."""

    talked = "talked"
    missed = "missed"
    voice = "voice"


@dataclass(frozen=True)
class Call:
    """One call. `by` is who of us was on the phone, None where only the telephone knows."""

    caller: Caller
    result: Result
    at: datetime
    contact: Contact
    words: str = ""
    by: Member | None = None
    minutes: int | None = None

    @property
    def is_theirs(self) -> bool:
        return self.caller is Caller.they

    @property
    def is_answer(self) -> bool:
        """Whether a person of ours spoke to them."""
        talked = self.result is Result.talked
        return talked or (self.caller is Caller.we and self.result is Result.voice)

    def let_us_hear(self, lead: Lead) -> bool:
        """Whether we rang them and they spoke to us; about a lead that is lost, that alone brings nothing back."""
        talked = self.result is Result.talked and not self.is_theirs
        return talked and lead.stage is not Stage.lost

    @property
    def actor(self) -> Actor:
        """Who of us, or the machine that noted it."""
        return Actor.member(self.by.id) if self.by is not None else Actor.machine()

    def message(self, lead: Lead) -> Message:
        """The call as it stands on the timeline."""
        ours = ActorKind.member if self.by is not None else ActorKind.machine
        return Message(
            lead=lead,
            channel=Channel.phone,
            at=self.at,
            author_kind=ActorKind.contact if self.is_theirs else ours,
            contact=self.contact,
            member=self.by,
            body=self.words,
        )


def note(lead: Lead, call: Call) -> None:
    """Write down what came of it; a talk stops the first-response clock."""
    side = Actor.contact(call.contact.id) if call.is_theirs else call.actor
    timeline.record(
        lead.stream,
        "leads.called",
        at=call.at,
        by=side,
        caller=call.caller.value,
        result=call.result.value,
        minutes=call.minutes,
    )
    if call.is_answer:
        lead.answered(by=call.actor, at=call.at)
    db.session.flush()
