"""Where a proposal stands, and what it refuses."""

import enum
from collections.abc import Iterable


class ProposalState(enum.Enum):
    """A draft may change; what was sent may not."""

    draft = "draft"
    sent = "sent"
    declined = "declined"
    accepted = "accepted"
    withdrawn = "withdrawn"


# The client has it, and may say yes while it holds: a no may turn.
ON_OFFER = frozenset({ProposalState.sent, ProposalState.declined})


class ProposalFrozen(Exception):
    """What was sent does not change; a change is a new version."""


class ProposalIncomplete(Exception):
    """Something is missing before it can be sent: `missing` names each thing."""

    def __init__(self, missing: Iterable[str]) -> None:
        self.missing = tuple(missing)
        super().__init__(", ".join(self.missing))


class StaleLetter(Exception):
    """It was changed since its letter was written, which may name another sum."""


class PromisedUnseen(Exception):
    """Somebody lacks the time for it, and whoever sends it has not said that they know."""


class PaperNotReady(Exception):
    """The pages of what was chosen are not made yet, and nobody agrees to pages that are not there."""


class NotOpenForAcceptance(Exception):
    """It was never sent, was withdrawn, is accepted already, or is past its day."""


class NotOnOffer(NotOpenForAcceptance):
    """It is a draft, was withdrawn or is agreed: there is nothing to say no to, and no day to move."""


class NotLater(Exception):
    """An extension ends after the day that was promised, and not before today."""


class TooManyLines(Exception):
    """More lines than an estimate can have: `most` of them are enough for a year."""

    def __init__(self, most: int, room: int) -> None:
        self.most, self.room = most, room
        super().__init__(f"{most} lines at most, room for {room}")


class DocumentError(ValueError):
    """The parts of a proposal do not fit together; the message names the part and both figures."""
