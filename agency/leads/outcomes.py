"""Outcome, Reason, Verdict: what a message that came in turned out to be, and why."""

import enum
from dataclasses import dataclass
from typing import TYPE_CHECKING

from agency.kernel.mail.compose import Correspondent

if TYPE_CHECKING:
    from agency.leads.models import Lead


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


class Reason(enum.Enum):
    """Why a message was sorted as it was; `detail` of the verdict names the header or the word."""

    new_letter = "new_letter"
    names_letter = "names_letter"
    same_letter = "same_letter"
    no_sender = "no_sender"
    not_read = "not_read"
    by_hand = "by_hand"


@dataclass(frozen=True)
class Verdict:
    """What a message is. `lead` is the one that it belongs to already; `client` is who wants the work."""

    outcome: Outcome
    reason: Reason
    detail: str = ""
    lead: "Lead | None" = None
    client: Correspondent | None = None
