"""Letters that came back: to which address, for good or for now, and whether one may be tried again."""

import enum
from dataclasses import dataclass
from datetime import datetime

from agency.kernel import due, timeline
from agency.kernel.mail import returns
from agency.kernel.mail.models import Letter
from agency.kernel.timeline import Actor, ActorKind
from agency.leads import delivery
from agency.leads.intake import Opened
from agency.leads.models import Lead, Message
from agency.leads.outcomes import Failure, Outcome, Reason, Verdict
from agency.leads.sorting import bounces

# What is due of a letter that came back for now.
TRY_AGAIN = "leads.try_again"


class Fate(enum.Enum):
    """Nobody is there, they called it spam, it may arrive later, or a guess says that it came back."""

    gone = "gone"
    complained = "complained"
    for_now = "for_now"
    perhaps = "perhaps"


@dataclass(frozen=True)
class Returned:
    """A letter of ours that came back: from which addresses, and what their server said."""

    letter: Letter
    lead: Lead | None
    addresses: tuple[str, ...]
    fate: Fate
    said: str


def read(opened: Opened) -> Returned | None:
    """What came back with this message; None where nothing did, or where it is only late."""
    verdict = opened.verdict
    if verdict.outcome is not Outcome.bounce or verdict.letter is None:
        return None
    fate = _fate(verdict)
    if fate is None:
        return None
    addresses = _addresses(verdict.letter, bounces.readers_named(opened.incoming))
    return Returned(verdict.letter, verdict.lead, addresses, fate, verdict.detail)


def refused_at_once(letter: Letter) -> dict[str, str]:
    """The addresses of which a server said, when it was handed the letter, that nobody is there; with its words.

    Of the other refusals (no relaying, looks like spam) the address is not to blame.
    """
    alone = {letter.recipients[0]: letter.error or ""} if len(letter.recipients) == 1 else {}
    words = letter.refusals or alone
    return {each: said for each, said in words.items() if bounces.says_unknown(said)}


def try_later(letter: Letter, *, at: datetime) -> bool:
    """It came back for now: plan to send the same bytes once more. False when that was the last time."""
    # A letter to several might reach some of them twice.
    again_at = returns.try_again_at(letter, at=at) if len(letter.recipients) == 1 else None
    if again_at is not None:
        due.plan(TRY_AGAIN, letter.id, again_at)
        message = delivery.message_of(letter)
        if message is not None:
            stream, by = message.lead.stream, Actor.machine()
            fact, day = "leads.letter_tries_again", again_at.isoformat()
            timeline.record(stream, fact, at=at, by=by, letter=letter.id, due_at=day)
    return again_at is not None


def still_says_something(message: Message) -> bool:
    """Whether its words are still worth sending: nobody on either side has said more since."""
    lead = message.lead
    open_and_quiet = lead.stage.is_open and lead.heard_at <= message.at
    return open_and_quiet and not delivery.said_since(message)


def send_again(message: Message, *, at: datetime) -> bool:
    """Put the same bytes into the outbox once more; whether that was possible."""
    letter = message.letter
    if letter is None or not returns.send_again(letter, at=at):
        return False
    if message.author_kind is ActorKind.member:
        delivery.arrived_after_all(letter, at=at)
    fact, by = "leads.letter_sent_again", Actor.machine()
    timeline.record(message.lead.stream, fact, at=at, by=by, letter=letter.id)
    return True


def _fate(verdict: Verdict) -> Fate | None:
    if verdict.reason is Reason.delayed:
        return None
    if verdict.is_guess:
        return Fate.perhaps
    if verdict.reason is Reason.complaint:
        return Fate.complained
    return Fate.for_now if verdict.failure is Failure.soft else Fate.gone


def _addresses(letter: Letter, named: list[str]) -> tuple[str, ...]:
    ours = [each.lower() for each in letter.recipients]
    found = [each for each in ours if each in named]
    return tuple(found or (ours if len(ours) == 1 else ()))
