"""Where a proposal stands, and what it refuses."""

import enum
from collections.abc import Iterable


class ProposalState(enum.Enum):
    """A draft may change; what was sent may not."""

    draft = "draft"
    sent = "sent"
    accepted = "accepted"
    withdrawn = "withdrawn"


class ProposalFrozen(Exception):
    """What was sent does not change; a change is a new version."""


class ProposalIncomplete(Exception):
    """Something is missing before it can be sent: `missing` names each thing."""

    def __init__(self, missing: Iterable[str]) -> None:
        self.missing = tuple(missing)
        super().__init__(", ".join(self.missing))


class NotOpenForAcceptance(Exception):
    """It was never sent, was withdrawn, is accepted already, or is past its day."""
