"""Letters with a link to a brief that somebody asked us for: to whom, and when, so that they stay few."""

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.kernel.db import Model, db
from agency.kernel.mail.models import Letter

A_DAY = timedelta(days=1)
MOST_A_DAY = 3
# To whatever addresses: a form that writes to anybody would be a machine for unwanted mail.
MOST_A_DAY_OF_ONE = 10
# From all briefs together: whoever begins many does not get to write to one person with each.
MOST_A_DAY_TO_ONE = 6


class TooManyLetters(Exception):
    """This address had as many of these letters today as it gets, or this brief sent as many as it may."""


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
    about_it, to_them = BriefLetter.brief_id == brief_id, BriefLetter.address == address.lower()
    wanted = (about_it & to_them, to_them, about_it)
    counts = [sa.func.count(sa.case((each, 1))) for each in wanted]
    chosen = sa.select(*counts).where(about_it | to_them, BriefLetter.at > at - A_DAY)
    both, to_one, of_one = (int(each) for each in db.session.execute(chosen).one())
    if both >= MOST_A_DAY or to_one >= MOST_A_DAY_TO_ONE or of_one >= MOST_A_DAY_OF_ONE:
        raise TooManyLetters


def note(brief_id: int, letter: Letter, address: str, *, at: datetime) -> None:
    """Remember that it goes there."""
    db.session.add(
        BriefLetter(brief_id=brief_id, letter_id=letter.id, address=address.lower(), at=at)
    )
    db.session.flush()
