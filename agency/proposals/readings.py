"""How long each section of a proposal's page was read, by link: seconds in which it was on a visible screen.

The page's script counts them while somebody really looks (the window visible, and a sign of life within a minute) and
tells them as it goes. What is told is bounded: nobody reads more seconds than have passed.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from agency.kernel.auth import GuestLink
from agency.kernel.db import Model, db

# The sections of the page that are read, as its headings call them.
SECTIONS: dict[str, dict[str, str]] = {
    "task": {"en": "How we understood the task", "ru": "Как мы поняли задачу"},
    "team": {"en": "The team and the plan", "ru": "Команда и план"},
    "estimate": {"en": "What it takes, hour by hour", "ru": "Из чего складывается работа"},
    "sum": {"en": "Who does how much", "ru": "Кто сколько делает"},
    "references": {"en": "Our work", "ru": "Наши работы"},
    "changes": {"en": "What changed", "ru": "Что изменилось"},
    "accept": {"en": "How to say yes", "ru": "Как согласиться"},
}
# What a letter never names: nobody wants to be told that they looked long at the button.
UNSAID = ("changes", "accept")
# Less than that is scrolling by.
READ = 10
MOST_NAMED = 2
# Whoever looks again after that reads it another time.
ANOTHER_TIME = timedelta(minutes=30)
# At once, and in all: a page left open over night is not a night of reading.
AT_ONCE, IN_ALL = 300, 3600


class Reading(Model):
    """The seconds that whoever holds one link spent on one section."""

    __tablename__ = "reading"
    __table_args__ = (sa.UniqueConstraint("link_id", "section"),)

    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id"), index=True)
    link_id: Mapped[int] = mapped_column(sa.ForeignKey("guest_link.id"))
    section: Mapped[str] = mapped_column(sa.String(40))
    seconds: Mapped[int]
    times: Mapped[int] = mapped_column(default=1, server_default="1")
    read_at: Mapped[datetime]

    def add(self, seconds: int, *, at: datetime) -> None:
        """Somebody read on."""
        if at - self.read_at > ANOTHER_TIME:
            self.times += 1
        self.seconds = min(self.seconds + seconds, IN_ALL)
        self.read_at = at


def keep(proposal_id: int, link_id: int, seconds: Mapping[str, int], *, at: datetime) -> None:
    """What the page tells of whoever holds this link; sections that we do not know are left out.

    All of it together is at most as long as time has passed since the page told something before.
    """
    db.session.execute(sa.select(GuestLink.id).where(GuestLink.id == link_id).with_for_update())
    rows = db.session.scalars(sa.select(Reading).where(Reading.link_id == link_id))
    known = {row.section: row for row in rows}
    last = max((row.read_at for row in known.values()), default=None)
    room = AT_ONCE if last is None else min(_whole(at - last), AT_ONCE)
    for section in (each for each in SECTIONS if each in seconds):
        count = min(max(seconds[section], 0), room)
        room -= count
        row = known.get(section)
        if row is not None and count:
            row.add(count, at=at)
        elif count:
            row = Reading(proposal_id=proposal_id, link_id=link_id, section=section)
            row.seconds, row.times, row.read_at = count, 1, at
            db.session.add(row)


def longest(proposal_id: int) -> list[str]:
    """The one or two sections that were read longest, by whoever has a link; none where nobody read."""
    total = sa.func.sum(Reading.seconds)
    rows = db.session.execute(
        sa.select(Reading.section, total)
        .where(Reading.proposal_id == proposal_id, Reading.section.not_in(UNSAID))
        .group_by(Reading.section)
        .having(total >= READ)
        .order_by(total.desc(), Reading.section)
        .limit(MOST_NAMED)
    ).all()
    return [section for section, _ in rows]


def _whole(time: timedelta) -> int:
    return max(int(time.total_seconds()), 0)
