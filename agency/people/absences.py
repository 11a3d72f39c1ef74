"""Absences: who is away when, and who stands in."""

import enum
from collections.abc import Collection
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.kernel import due
from agency.kernel.batches import once_a_batch
from agency.kernel.db import Model, db
from agency.kernel.worktime.calendar import DAY
from agency.people import queries
from agency.people.models import Member

# What is due of an absence: it begins.
BEGINS = "people.absence"


class AbsenceRefused(Exception):
    """An absence that cannot be; the message says why."""


class AwayFor(enum.Enum):
    """Why somebody is away."""

    leave = "leave"
    illness = "illness"
    other = "other"


class Absence(Model):
    """Whole days on which somebody is away, by their own clock, the last one included."""

    __tablename__ = "absence"
    __table_args__ = (sa.CheckConstraint("until_on >= from_on", name="in_order"),)

    member_id: Mapped[int] = mapped_column(sa.ForeignKey("member.id"), index=True)
    from_on: Mapped[date]
    until_on: Mapped[date]
    kind: Mapped[AwayFor] = mapped_column(default=AwayFor.leave)
    stand_in_id: Mapped[int | None] = mapped_column(sa.ForeignKey("member.id"))

    member: Mapped[Member] = relationship(foreign_keys=member_id)
    stand_in: Mapped[Member | None] = relationship(foreign_keys=stand_in_id)

    @property
    def begins_at(self) -> datetime:
        """The first instant of it."""
        return _midnight(self.from_on, self.member)

    @property
    def ends_at(self) -> datetime:
        """The first instant after it."""
        return _midnight(self.until_on + DAY, self.member)

    def covers(self, at: datetime) -> bool:
        """Whether they are away at this instant."""
        return self.begins_at <= at < self.ends_at


def take_leave(
    member: Member, from_on: date, until_on: date, *, kind: AwayFor, stand_in: Member | None
) -> Absence:
    """Somebody will be away. Raises AbsenceRefused."""
    if until_on < from_on:
        raise AbsenceRefused("The last day comes before the first one.")
    if stand_in is member:
        raise AbsenceRefused("Nobody stands in for themselves; choose somebody else.")
    absence = Absence(
        member=member, from_on=from_on, until_on=until_on, kind=kind, stand_in=stand_in
    )
    db.session.add(absence)
    db.session.flush()
    due.plan(BEGINS, absence.id, absence.begins_at)
    return absence


def call_back(absence: Absence) -> None:
    """They are not away after all."""
    due.cancel(BEGINS, absence.id)
    db.session.delete(absence)


def absences(*, since: date) -> list[Absence]:
    """Those that are not over on that day, the next one first."""
    found = sa.select(Absence).where(Absence.until_on >= since)
    return list(db.session.scalars(found.order_by(Absence.from_on, Absence.id)))


def away_at(at: datetime) -> dict[int, Absence]:
    """Who is away at this instant, by their id."""
    day = at.date()
    rows = once_a_batch(("absences", day), frozenset({Absence}), lambda: _around(day))
    return {absence.member_id: absence for absence in rows if absence.covers(at)}


def whoever_stands_in(member: Member, away: dict[int, Absence]) -> Member | None:
    """Who is there in this member's place: themselves, their stand-in, that one's stand-in; or nobody."""
    seen: set[int] = set()
    here: Member | None = member
    while here is not None and here.id not in seen:
        seen.add(here.id)
        absence = away.get(here.id)
        if absence is None:
            return here if here.active else None
        here = absence.stand_in
    return None


def at_the_desk(members: Collection[Member], away: dict[int, Absence]) -> list[Member]:
    """Those of these who are not away."""
    return [member for member in members if member.id not in away]


def _around(day: date) -> list[Absence]:
    around = sa.select(Absence).where(Absence.from_on <= day + DAY, Absence.until_on >= day - DAY)
    return list(db.session.scalars(around.order_by(Absence.until_on, Absence.id)))


def _midnight(day: date, member: Member) -> datetime:
    zone = ZoneInfo(member.zone or queries.agency().zone)
    return datetime.combine(day, time(), zone)
