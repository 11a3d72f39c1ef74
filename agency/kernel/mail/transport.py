"""How letters leave: by SMTP, with each phase told apart, or not at all (they stay in the house)."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, Self

from agency.kernel.mail.models import Hitch, Letter


class Refused(Exception):
    """It certainly did not leave. `for_good` when trying again is of no use (SMTP 5xx).

    With a `hitch` it is not about this letter: the server takes none now.
    """

    def __init__(self, message: str, *, for_good: bool = False, hitch: Hitch | None = None) -> None:
        super().__init__(message)
        self.for_good = for_good
        self.hitch = hitch


class Unsure(Exception):
    """The line broke after the last byte: it may have arrived."""


@dataclass(frozen=True)
class Refusal:
    """The words with which a server refused one of several recipients, and whether it always will."""

    words: str
    for_good: bool


@dataclass(frozen=True)
class Receipt:
    """The server took the letter, but for these recipients."""

    refusals: dict[str, Refusal] = field(default_factory=dict)


@dataclass(frozen=True)
class Parcel:
    """What travels of a letter, taken out of the database: while a server is asked, nobody waits for a lock."""

    sender: str
    recipients: tuple[str, ...]
    mime: bytes
    letter_id: int = 0
    # Which of its tries this is.
    number: int = 0

    @classmethod
    def of(cls, letter: Letter) -> Self:
        return cls(
            letter.sender, tuple(letter.left_for), letter.mime, letter.id or 0, letter.tries or 0
        )


class Transport(Protocol):
    """Takes a parcel or raises Refused or Unsure."""

    def deliver(self, parcel: Parcel) -> Receipt: ...


def keep_home(letter: Letter, now: datetime) -> None:
    """Without an SMTP server a letter is sent by lying in the house's own mailbox."""
    letter.mark_sent(now, stayed_home=True)
