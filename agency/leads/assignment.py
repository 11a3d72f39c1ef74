"""Whose lead it is: the partner's, the service's, or next among those who work now. Nobody's only where nobody is."""

import enum
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import cast

import sqlalchemy as sa

from agency.kernel import timeline
from agency.kernel.auth import Access, User
from agency.kernel.batches import once_a_batch
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.kernel.worktime import CalendarError, WorkingCalendar, calendar_of
from agency.leads.inquiries import Inquiry
from agency.leads.models import Lead, Stage
from agency.people import absences, notices
from agency.people import queries as people
from agency.people.models import Member, Sharing

NEVER = datetime.max.replace(tzinfo=UTC)
# So many times two calendars are laid against each other before they count as never open together.
TRIES = 60
# Of the table and not of the model: whoever remembers who is here need not ask anew. Built once, sent often.
MEMBERS = cast(sa.Table, Member.__table__)
BEHIND = (
    sa.update(MEMBERS)
    .where(MEMBERS.c.id == sa.bindparam("owner"))
    .values(turn=sa.select(sa.func.max(Member.turn)).scalar_subquery() + 1)
    .returning(MEMBERS.c.turn)
)


class Why(enum.Enum):
    """Why somebody got a lead."""

    partner = "partner"
    service = "service"
    turn = "turn"
    load = "load"
    opens_next = "opens_next"
    only_one = "only_one"
    by_hand = "by_hand"


@dataclass(frozen=True)
class Choice:
    """Who takes a lead, why, and among how many."""

    owner: Member | None
    why: Why = Why.only_one
    among: int = 0


def choose(inquiry: Inquiry) -> Choice:
    """Who takes the lead of this inquiry."""
    at = inquiry.received_at
    away = absences.away_at(at)
    partner = inquiry.passed_by.partner if inquiry.passed_by else None
    theirs = people.member(partner.member_id) if partner and partner.member_id else None
    there = absences.whoever_stands_in(theirs, away) if theirs else None
    if there is not None and _may_own(there):
        return Choice(there, Why.partner, 1)
    asked = inquiry.service.members if inquiry.service else []
    trained = absences.at_the_desk([member for member in asked if _may_own(member)], away)
    if trained:
        return _share(trained, at, why=Why.service)
    return _share(_everybody(away), at)


def next_owner(*, now: datetime) -> Member | None:
    """Who would take a lead that came now; nothing is decided by asking."""
    return _next(_everybody(absences.away_at(now)), now).owner


def hand_out(lead: Lead, inquiry: Inquiry, choice: Choice) -> None:
    """Write down whose it is and why, and tell them."""
    if choice.owner is None or inquiry.is_past:
        return
    at, owner = inquiry.received_at, choice.owner
    data = {"member": owner.id, "why": choice.why.value, "among": choice.among}
    timeline.record(lead.stream, "leads.given", at=at, by=Actor.machine(), **data)
    notices.tell(owner, "leads.given", at=at, stream=lead.stream, **data)


def pass_on(
    leads: Sequence[Lead], to: Member | None, *, by: Actor, at: datetime, without: Member
) -> None:
    """These go to somebody else: to `to`, else by the rules among all but `without`."""
    away = {**absences.away_at(at), without.id: absences.Absence()}
    for lead in leads:
        owner = to or _share([each for each in _everybody(away) if each is not without], at).owner
        if owner is not None and owner is not without:
            lead.assign(owner, by=by, at=at)
            db.session.flush()


def _everybody(away: dict[int, absences.Absence]) -> list[Member]:
    """Account managers who are there, else owners who are; else whoever may, so that no lead is nobody's."""
    candidates = once_a_batch("managers", frozenset({Member, User}), people.managers)
    here = absences.at_the_desk(candidates, away)
    for group in (here, candidates):
        managers = [member for member in group if member.access is Access.manager]
        if managers or group:
            return managers or group
    return []


def _share(pool: Sequence[Member], at: datetime, *, why: Why | None = None) -> Choice:
    """The next of these takes a lead and stands behind the others."""
    # Two inquiries at the same moment queue up here, so that the second one sees who took the first.
    # Held until the end of the transaction, so that within a batch they are as we left them.
    turns: dict[int, int] = once_a_batch("turns", frozenset(), dict)
    if any(member.id not in turns for member in pool):
        turns |= _in_turn(pool, keep=True)
    choice = _next(pool, at, why=why, turns=turns)
    if choice.owner is not None:
        turns[choice.owner.id] = _move_behind(choice.owner)
    return choice


def _next(
    pool: Sequence[Member],
    at: datetime,
    *,
    turns: dict[int, int] | None = None,
    why: Why | None = None,
) -> Choice:
    """Next of these who work now, else who open first; in turn, or whoever has the fewest open leads."""
    if not pool:
        return Choice(None)
    opens = {member.id: _opens_at(member, at) for member in pool}
    first = min(opens.values())
    ready = [member for member in pool if opens[member.id] == first]
    sharing = people.agency().sharing
    turns = _in_turn(pool) if turns is None else turns
    load = _open_leads(ready) if sharing is Sharing.load else {}
    owner = min(ready, key=lambda each: (load.get(each.id, 0), turns[each.id], each.id))
    if why is None and first > at:
        why = Why.opens_next
    if why is None:
        why = Why(sharing.value) if len(ready) > 1 else Why.only_one
    return Choice(owner, why, len(ready))


def _in_turn(pool: Sequence[Member], *, keep: bool = False) -> dict[int, int]:
    wanted = sa.select(Member.id, Member.turn).where(Member.id.in_([each.id for each in pool]))
    if keep:
        wanted = wanted.order_by(Member.id).with_for_update(key_share=True)
    return dict(db.session.execute(wanted).all())


def _move_behind(owner: Member) -> int:
    return int(db.session.execute(BEHIND, {"owner": owner.id}).scalar_one())


def _open_leads(members: Sequence[Member]) -> dict[int, int]:
    counted = db.session.execute(
        sa.select(Lead.owner_id, sa.func.count())
        .where(
            Lead.stage.not_in([Stage.won, Stage.lost]),
            Lead.owner_id.in_([member.id for member in members]),
        )
        .group_by(Lead.owner_id)
    )
    return {owner: count for owner, count in counted.all() if owner is not None}


def _opens_at(member: Member, at: datetime) -> datetime:
    """The first instant at which the house answers and they work."""
    house, own = people.agency().answering, own_hours(member)
    opens = at
    try:
        for _ in range(TRIES):
            opens = house.next_open(opens)
            later = own.next_open(opens) if own else opens
            if later == opens:
                return opens
            opens = later
    except CalendarError:
        pass
    return NEVER


def own_hours(member: Member) -> WorkingCalendar | None:
    """When they work; None where they keep to the hours of the house."""
    if member.hours is None:
        return None
    house = people.agency()
    return calendar_of(
        member.hours, member.zone or house.zone, house.country, house.answering.days_off
    )


def _may_own(member: Member) -> bool:
    access = member.access
    is_here = member.active and member.user is not None and member.user.active
    return is_here and access is not None and access.includes(Access.manager)
