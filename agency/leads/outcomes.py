"""Outcome, Reason, Verdict: what a message that came in turned out to be, and why."""

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from agency.kernel.mail.compose import Correspondent
from agency.kernel.mail.models import Letter

if TYPE_CHECKING:
    from agency.leads.models import Lead
    from agency.leads.sorting.forwards import Passed


class Outcome(enum.Enum):
    """What became of a message that came in."""

    lead = "lead"
    reply = "reply"
    forward = "forward"
    auto_reply = "auto_reply"
    bounce = "bounce"
    bulk = "bulk"
    duplicate = "duplicate"
    quarantine = "quarantine"
    # What one of us wrote from their own mail program, to somebody who is no lead.
    sent = "sent"


class Reason(enum.Enum):
    """Why a message was sorted as it was; `detail` of the verdict names the header or the word that decided."""

    # lead
    new_letter = "new_letter"
    contact_form = "contact_form"
    nobody_outside = "nobody_outside"
    by_hand = "by_hand"
    said_asks = "said_asks"
    # reply
    bears_token = "bears_token"
    names_letter = "names_letter"
    same_subject = "same_subject"
    # forward
    passed_on = "passed_on"
    # auto_reply
    auto_header = "auto_header"
    auto_subject = "auto_subject"
    receipt = "receipt"
    delivered = "delivered"
    no_way_back = "no_way_back"
    robot_answers = "robot_answers"
    ends_reminders = "ends_reminders"
    # bounce
    not_delivered = "not_delivered"
    delayed = "delayed"
    returned = "returned"
    complaint = "complaint"
    # bulk
    list_header = "list_header"
    robot_writes = "robot_writes"
    # duplicate
    same_letter = "same_letter"
    own_letter = "own_letter"
    # quarantine
    no_sender = "no_sender"
    nothing_in_it = "nothing_in_it"
    marked_spam = "marked_spam"
    from_us = "from_us"
    said_nothing = "said_nothing"
    not_read = "not_read"
    # what lay in a Sent folder: on a lead, or sent
    sent_only_lead = "sent_only_lead"
    sent_latest_lead = "sent_latest_lead"
    sent_to_nobody = "sent_to_nobody"
    sent_without_lead = "sent_without_lead"
    sent_among_us = "sent_among_us"


class Failure(enum.Enum):
    """How a letter of ours failed: for good, or for now (its server is full, busy, or asks for patience)."""

    hard = "hard"
    soft = "soft"


class Mark(NamedTuple):
    """What in a message tells what it is, and the header or the word that says so."""

    reason: Reason
    detail: str = ""


class Writer(NamedTuple):
    """One of us who wrote: the member where we know who it is, and to whom of the others."""

    member_id: int | None
    to: tuple[str, ...]


@dataclass(frozen=True)
class Verdict:
    """What a message is. `lead` is the one that it belongs to already; `client` is who wants the work.

    `writer` is who of us gave the answer. `passed` is the letter inside of a forward; it has no `client` when it
    stands on the lead already. `letter` is the letter of ours that came back. `among_us` says that one of us is in
    the conversation already. `failure` says how a letter failed; with `is_guess` no id and no token
    says what it belongs to.
    """

    outcome: Outcome
    reason: Reason
    detail: str = ""
    lead: "Lead | None" = None
    client: Correspondent | None = None
    writer: Writer | None = None
    passed: "Passed | None" = None
    letter: Letter | None = None
    among_us: bool = False
    failure: Failure | None = None
    is_guess: bool = False

    @classmethod
    def by(cls, outcome: Outcome, mark: Mark, **more: Any) -> "Verdict":
        """The verdict that follows from a mark."""
        return cls(outcome, mark.reason, mark.detail, **more)
