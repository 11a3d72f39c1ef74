"""Letters that came back for now (a mailbox is full, a server is busy): how often, and when each is tried again."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.kernel import queue
from agency.kernel.db import Model, db
from agency.kernel.mail.models import Letter, LetterState

# A server that reports has mostly tried for days itself: these are for mailboxes that are emptied meanwhile.
DELAYS = (timedelta(hours=4), timedelta(days=1), timedelta(days=3))


class LetterReturn(Model):
    """How often a letter came back for now."""

    __tablename__ = "letter_return"

    letter_id: Mapped[int] = mapped_column(sa.ForeignKey("letter.id"), unique=True)
    times: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime]

    letter: Mapped[Letter] = relationship()


def try_again_at(letter: Letter, *, at: datetime) -> datetime | None:
    """When the letter that came back now is to be tried once more; None after the last time."""
    found = of(letter)
    if found is None:
        found = LetterReturn(letter=letter, times=0, last_at=at)
        db.session.add(found)
    found.times, found.last_at = found.times + 1, at
    db.session.flush()
    return at + DELAYS[found.times - 1] if found.times <= len(DELAYS) else None


def of(letter: Letter) -> LetterReturn | None:
    """How often this letter came back, if it ever did."""
    return db.session.scalar(sa.select(LetterReturn).where(LetterReturn.letter_id == letter.id))


def send_again(letter: Letter, *, at: datetime) -> bool:
    """The same bytes go out again; whether they may: it is known to have come back, and does not lie in the outbox."""
    if letter.state is not LetterState.sent or letter.stayed_home:
        return False
    # Its bytes stay, and that it was sent before: found in doubt, it is not taken for the copy of that time.
    letter.state, letter.error, letter.queued_at = LetterState.queued, None, at
    queue.later("mail.deliver", letter.id, now=at)
    return True
