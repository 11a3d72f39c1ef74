"""The words that the machine knows: purposes, channels, cases, states, and the reasons that it gives."""

import enum


class Purpose(enum.Enum):
    """What an enrollment waits for: their word on a proposal, a brief, an answer in a project, a payment."""

    proposal = "proposal"
    brief = "brief"
    word = "word"
    payment = "payment"


class StepChannel(enum.Enum):
    """How a step reaches them: a letter by itself, a letter after the manager's word, a call of ours."""

    letter = "letter"
    approval = "approval"
    call = "call"


class Case(enum.Enum):
    """What happened meanwhile, where a step has other words for it."""

    unopened = "unopened"
    opened = "opened"
    expired = "expired"
    # Its last day draws near: said once, in words of the machine's own (see standard/proposal_ending.py).
    ending = "ending"
    not_begun = "not_begun"
    unfinished = "unfinished"


# What may have happened, by what is waited for.
CASES: dict[Purpose, tuple[Case, ...]] = {
    Purpose.proposal: (Case.unopened, Case.opened, Case.expired),
    Purpose.brief: (Case.not_begun, Case.unfinished),
    Purpose.word: (),
    Purpose.payment: (),
}


class EnrollmentState(enum.Enum):
    """Running, resting, stopped for a reason, or through with all its steps."""

    active = "active"
    paused = "paused"
    stopped = "stopped"
    done = "done"

    @property
    def is_running(self) -> bool:
        """Letters may still come of it."""
        return self in RUNNING


RUNNING = (EnrollmentState.active, EnrollmentState.paused)


class TouchState(enum.Enum):
    """One touch: planned, waiting for our word or our call, gone out, left out by hand, or called off."""

    planned = "planned"
    asks = "asks"
    calls = "calls"
    sent = "sent"
    skipped = "skipped"
    stopped = "stopped"

    @property
    def is_open(self) -> bool:
        return self in (TouchState.planned, TouchState.asks, TouchState.calls)


class WhyAsks(enum.Enum):
    """Why a touch waits for one of us."""

    late = "late"
    stranger = "stranger"
    approval = "approval"
    call = "call"
    no_address = "no_address"
    # The database was put back to a day before it was due: nobody knows whether it went.
    restored = "restored"


class Waits(enum.Enum):
    """Why a touch goes later than its delay says."""

    absence = "absence"
    other_letter = "other_letter"
    window = "window"
    held = "held"
    mailbox = "mailbox"
    paused = "paused"
    asked_for = "asked_for"


class StopReason(enum.Enum):
    """Why no more letters go out."""

    heard = "heard"
    accepted = "accepted"
    declined = "declined"
    arrived = "arrived"
    withdrawn = "withdrawn"
    replaced = "replaced"
    lost = "lost"
    no_address = "no_address"
    unsubscribed = "unsubscribed"
    bounced = "bounced"
    by_hand = "by_hand"


class NotRunning(Exception):
    """What was stopped, or is through, cannot rest or be woken."""


class TouchDecided(Exception):
    """This touch went out, was left out or was called off already."""
