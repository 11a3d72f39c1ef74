"""Letters with a link to a brief that somebody asked us for: to whom, and when, so that they stay few."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.kernel.db import Model, db
from agency.kernel.mail.models import Letter

A_DAY = timedelta(days=1)
MOST_A_DAY = 3
# From all briefs together: whoever begins many does not get to write to one person with each.
MOST_A_DAY_TO_ONE = 6


class TooManyLetters(Exception):
    """This address had as many of these letters today as it gets."""


class BriefLetter(Model):
    """A letter that brought a link to a brief."""

    __tablename__ = "brief_letter"
    __table_args__ = (sa.Index("ix_brief_letter_address", "address", "at"),)

    brief_id: Mapped[int] = mapped_column(sa.ForeignKey("brief.id"), index=True)
    letter_id: Mapped[int] = mapped_column(sa.ForeignKey("letter.id"))
    address: Mapped[str] = mapped_column(sa.String(255))
    at: Mapped[datetime]

    letter: Mapped[Letter] = relationship()


def must_be_few(brief_id: int, address: str, *, at: datetime) -> None:
    """Raises TooManyLetters."""
    since = BriefLetter.address == address.lower(), BriefLetter.at > at - A_DAY
    about_it = sa.func.count(sa.case((BriefLetter.brief_id == brief_id, 1)))
    row = db.session.execute(sa.select(about_it, sa.func.count()).where(*since)).one()
    if row[0] >= MOST_A_DAY or row[1] >= MOST_A_DAY_TO_ONE:
        raise TooManyLetters


def note(brief_id: int, letter: Letter, address: str, *, at: datetime) -> None:
    """Remember that it goes there."""
    db.session.add(
        BriefLetter(brief_id=brief_id, letter_id=letter.id, address=address.lower(), at=at)
    )
    db.session.flush()


def last_to(brief_id: int) -> BriefLetter | None:
    """The latest of this brief's."""
    chosen = sa.select(BriefLetter).where(BriefLetter.brief_id == brief_id)
    return db.session.scalar(chosen.order_by(BriefLetter.id.desc()).limit(1))
