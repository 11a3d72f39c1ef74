"""Doubts: why a brief may come from a machine, and whether a person looks at it first."""

import enum
from collections.abc import Collection

from sqlalchemy.orm import Mapped, mapped_column


class Doubt(enum.Enum):
    """Why a brief may come from a machine. It is marked, never dropped.

    `forged` work was made up or belongs to another page; `unproven` none came: scripts may be off.
    """

    trap = "trap"
    forged = "forged"
    unsealed = "unsealed"
    haste = "haste"
    unproven = "unproven"


# Each of these weighs enough to let a person look first; haste does where no work came along.
GRAVE = (Doubt.trap, Doubt.forged, Doubt.unsealed)


def grave_of(doubts: Collection[str]) -> Doubt | None:
    """The doubt among these for which a person looks first. That no work came is none by itself."""
    found = next((each for each in GRAVE if each.value in doubts), None)
    in_haste = {Doubt.haste.value, Doubt.unproven.value} <= set(doubts)
    return found or (Doubt.haste if in_haste else None)


class MayBeDoubted:
    """The part of a brief that knows how sure we are of it."""

    doubts: Mapped[list[str]] = mapped_column(default=list)

    def doubt(self, why: Doubt) -> None:
        """Mark it for the people of the house; it goes on as any other."""
        if why.value not in self.doubts:
            self.doubts = [*self.doubts, why.value]

    def believe(self) -> None:
        """The work of its first page came after all: it was only a little late."""
        self.doubts = [each for each in self.doubts if each != Doubt.unproven.value]

    @property
    def grave(self) -> Doubt | None:
        """The doubt for which a person looks at it first."""
        return grave_of(self.doubts)

    @property
    def is_suspect(self) -> bool:
        """It may come from a machine."""
        return self.grave is not None
