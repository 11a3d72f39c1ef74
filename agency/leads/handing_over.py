"""Leads change hands when somebody is away or leaves us, each with an entry on its own timeline."""

import secrets
from datetime import datetime

import sqlalchemy as sa

from agency.kernel.auth import User
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.kernel.worktime.calendar import DAY
from agency.leads import assignment, reminders
from agency.leads.models import Lead
from agency.leads.queries import is_open
from agency.people import absences
from agency.people import queries as people
from agency.people.absences import Absence
from agency.people.models import Member


class LastOwner(Exception):
    """A house without an owner could not be opened any more."""


def absence_begins(absence_id: int, *, now: datetime) -> None:
    """What is owed today goes to whoever stands in; the other leads stay whose they are."""
    absence = db.session.get(Absence, absence_id)
    if absence is None or not absence.covers(now):
        return
    away = absences.away_at(now)
    stand_in = absences.whoever_stands_in(absence.member, away)
    if stand_in is None or stand_in is absence.member:
        return
    until = absence.begins_at.astimezone(now.tzinfo) + DAY
    owed = [lead for lead in open_leads(absence.member) if _is_owed(lead, until, now)]
    for lead in owed:
        lead.assign(stand_in, by=Actor.machine(), at=now)


def dismiss(member: Member, *, to: Member | None, by: Actor, at: datetime) -> int:
    """Somebody leaves us: no login, no session, and what they had is somebody else's; how many leads that were.

    To whom is chosen, or `to` is None and the rules decide, lead by lead. Raises LastOwner.
    """
    if people.owners() == [member]:
        raise LastOwner(member.name)
    leads = open_leads(member)
    member.active = False
    if member.user is not None:
        _close(member.user)
    db.session.flush()
    assignment.pass_on(leads, to, by=by, at=at, without=member)
    for reminder in reminders.of_member(member):
        reminder.hand_to(reminder.lead.owner or to or member)
    return len(leads)


def open_leads(member: Member) -> list[Lead]:
    """The open leads of a member, the longest waiting first."""
    wanted = sa.select(Lead).where(is_open, Lead.owner_id == member.id)
    return list(db.session.scalars(wanted.order_by(Lead.turn_since, Lead.id)))


def _close(user: User) -> None:
    # Every session carries the old mark, so all of them end at once.
    user.active = False
    user.fs_uniquifier = secrets.token_hex(32)


def _is_owed(lead: Lead, until: datetime, now: datetime) -> bool:
    owed_at = lead.owed_at(now)
    return owed_at is not None and owed_at < until
