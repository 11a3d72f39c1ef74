"""Hands: colleagues of the client to whom one page of a brief was passed, and what became of it."""

import re
import unicodedata
from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.kernel.db import Model

if TYPE_CHECKING:
    from agency.briefs.models import Brief

MOST_HANDS = 5
LONGEST_NAME = 80


class TooManyHands(Exception):
    """So many colleagues were asked about this brief that nobody more is."""


class Hand(Model):
    """One page that a colleague was asked to answer."""

    __tablename__ = "brief_hand"

    brief_id: Mapped[int] = mapped_column(sa.ForeignKey("brief.id"), index=True)
    page_key: Mapped[str] = mapped_column(sa.String(40))
    name: Mapped[str] = mapped_column(sa.String(LONGEST_NAME))
    address: Mapped[str] = mapped_column(sa.String(255))
    made_at: Mapped[datetime]
    done_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    brief: Mapped["Brief"] = relationship(back_populates="hands")

    @property
    def is_out(self) -> bool:
        """The page is with them."""
        return self.done_at is None and self.withdrawn_at is None

    @property
    def first_name(self) -> str:
        """What to call them."""
        return next(iter(self.name.split()), "")

    def finish(self, *, at: datetime) -> None:
        """They have answered what they could; they may still come back to it."""
        self.done_at = self.done_at or at

    def withdraw(self, *, at: datetime) -> None:
        """The client took the page back."""
        self.withdrawn_at = self.withdrawn_at or at


def spoken_name(typed: str, most: int = LONGEST_NAME) -> str:
    """A name as it may stand in a letter of ours to somebody who never wrote to us.

    Letters and what belongs to names; an address of a site, or a sentence of advertising, does not get through whole.
    """
    kept = "".join(
        char if unicodedata.category(char)[0] in "LM" or char in " '’-." else " " for char in typed
    )
    # "casino.example" is no name, "J. R. Smith" is one.
    words = re.sub(r"\.(?=\S)", " ", kept).split()
    return " ".join(words)[:most].strip()
