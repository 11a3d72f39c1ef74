"""Reminders: what somebody of us wants to be told about a lead, and when."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, joinedload, lazyload, mapped_column, relationship

from agency.clients.models import Contact
from agency.kernel import due, timeline
from agency.kernel.db import Model, db
from agency.kernel.timeline import Actor
from agency.leads.models import Lead
from agency.people import absences, notices
from agency.people.models import Member

# What is due of a reminder: it rings.
RING = "leads.ring"


class Reminder(Model):
    """Something to be told at a time; it stands until it is done, or until there is nothing left to say."""

    __tablename__ = "reminder"
    __table_args__ = (sa.Index("ix_reminder_member_at", "member_id", "at"),)

    lead_id: Mapped[int] = mapped_column(sa.ForeignKey("lead.id"), index=True)
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("member.id"))
    at: Mapped[datetime]
    words: Mapped[str] = mapped_column(sa.String(200))
    # It has nothing to say any more once the client writes.
    only_if_silent: Mapped[bool] = mapped_column(default=False)
    made_at: Mapped[datetime]
    rang_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]

    lead: Mapped[Lead] = relationship()
    member: Mapped[Member] = relationship()

    @property
    def waits(self) -> bool:
        """Nobody has done it yet."""
        return self.done_at is None

    def move(self, to: datetime) -> None:
        """Tell it then instead."""
        self.at, self.rang_at = to, None
        due.plan(RING, self.id, to)

    def finish(self, *, at: datetime) -> None:
        """It is done, or has nothing to say any more."""
        self.done_at = self.done_at or at
        due.cancel(RING, self.id)

    def hand_to(self, member: Member) -> None:
        """Somebody else is told."""
        self.member = member


def remind(
    lead: Lead,
    member: Member,
    at: datetime,
    words: str,
    *,
    by: Actor,
    now: datetime,
    only_if_silent: bool = False,
) -> Reminder:
    """Tell this member at that time; with `only_if_silent` not when the client writes before."""
    reminder = Reminder(
        lead=lead,
        member=member,
        at=at,
        words=words.strip()[:200],
        only_if_silent=only_if_silent,
        made_at=now,
    )
    db.session.add(reminder)
    db.session.flush()
    due.plan(RING, reminder.id, at)
    said = at.isoformat(timespec="minutes")
    timeline.record(lead.stream, "leads.reminder_set", at=now, by=by, due_at=said, member=member.id)
    return reminder


def ring(id: int, *, now: datetime) -> datetime | None:
    """Tell it, late rather than never, to whoever stands in too; when to look again, if it was moved."""
    reminder = db.session.get(Reminder, id)
    if reminder is None or reminder.done_at is not None or reminder.rang_at is not None:
        return None
    if reminder.at > now:
        return reminder.at
    reminder.rang_at = now
    away = absences.away_at(now)
    there = absences.whoever_stands_in(reminder.member, away) or reminder.member
    notices.tell(
        there,
        "leads.reminder_due",
        at=now,
        stream=reminder.lead.stream,
        reminder=reminder.id,
        due_at=reminder.at.isoformat(timespec="minutes"),
    )
    return None


def dissolve(lead: Lead, *, at: datetime) -> None:
    """The client has written: whoever waited for silence need not be told."""
    for reminder in _waiting(Reminder.lead_id == lead.id, Reminder.only_if_silent.is_(True)):
        reminder.finish(at=at)


def of_lead(lead: Lead) -> list[Reminder]:
    """What is to be told about this lead, the next one first."""
    return _waiting(Reminder.lead_id == lead.id)


def of_member(member: Member, *, until: datetime | None = None) -> list[Reminder]:
    """What this member is to be told, up to that time, the next one first."""
    bound = (Reminder.at <= until,) if until is not None else ()
    return _waiting(Reminder.member_id == member.id, *bound)


def take(id: int) -> Reminder | None:
    """The reminder as it stands now, held until the end of the transaction."""
    return db.session.get(Reminder, id, with_for_update=True)


def with_ids(ids: Collection[int]) -> dict[int, Reminder]:
    """These reminders by their ids."""
    if not ids:
        return {}
    rows = db.session.scalars(sa.select(Reminder).where(Reminder.id.in_(ids)))
    return {reminder.id: reminder for reminder in rows}


def _waiting(*where: sa.ColumnElement[bool]) -> list[Reminder]:
    return list(
        db.session.scalars(
            sa.select(Reminder)
            .where(Reminder.done_at.is_(None), *where)
            .options(
                joinedload(Reminder.lead).joinedload(Lead.client),
                joinedload(Reminder.lead).joinedload(Lead.contact).lazyload(Contact.client),
                joinedload(Reminder.member).options(lazyload(Member.role), lazyload(Member.user)),
            )
            .order_by(Reminder.at, Reminder.id)
        )
    )
