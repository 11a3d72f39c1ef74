"""Reads of the house: the agency, who is who, and the rate of the day."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from flask import g
from flask_login import current_user
from sqlalchemy.orm import selectinload

from agency.kernel.asked import once
from agency.kernel.auth import Access, User
from agency.kernel.db import db
from agency.kernel.mail.compose import Correspondent
from agency.kernel.money import Money
from agency.people.models import Agency, Member, Rate, Role, Service

UNNAMED = "Our agency"
# Built once: every page asks for it.
_HOUSE = sa.select(Agency).where(Agency.id == 1)
_AGENCY: Any = Agency.__table__
_ID_OF = sa.select(Member.__table__.c.id).where(Member.__table__.c.user_id == sa.bindparam("login"))
_MEMBER_OF = sa.select(Member).where(Member.user_id == sa.bindparam("login"))
_EVERYBODY = sa.select(Member).order_by(Member.name)
_ZONE_AND_TAX_NOTE = sa.select(_AGENCY.c.zone, _AGENCY.c.tax_note).where(_AGENCY.c.id == 1)


def agency() -> Agency:
    """The house. Before anybody named it, one with plain defaults (not stored)."""
    if "agency" not in g:
        found = db.session.scalar(_HOUSE)
        g.agency = found if found is not None else _unnamed()
    house: Agency = g.agency
    return house


def zone_and_tax_note() -> sa.Row[Any] | Agency:
    """Of the house, what figures and hours need; for an answer that has no time to load all of it."""
    return db.session.execute(_ZONE_AND_TAX_NOTE).first() or agency()


def _unnamed() -> Agency:
    plain = {column.name: None for column in Agency.__table__.columns}
    house = Agency(name=UNNAMED, mail_address="hello@localhost", zone="UTC", currency="EUR")
    for name in plain:
        default = Agency.__table__.columns[name].default
        if getattr(house, name, None) is None and default is not None:
            value = default.arg(None) if default.is_callable else default.arg
            setattr(house, name, value)
    return house


def house_address() -> Correspondent:
    """Whom letters of the house come from."""
    return agency().address


def me() -> Member | None:
    """The member behind the login at hand."""
    if not current_user or not current_user.is_authenticated:
        return None
    if "me" not in g:
        g.me = db.session.scalar(_MEMBER_OF, {"login": current_user.id})
    member: Member | None = g.me
    return member


def my_id() -> int | None:
    """Only the id of the member behind the login at hand, for an answer that has no time to load all of them."""
    if "me" in g or not current_user or not current_user.is_authenticated:
        member = me()
        return member.id if member is not None else None
    found: int | None = db.session.execute(_ID_OF, {"login": current_user.id}).scalar()
    return found


def members() -> list[Member]:
    """Everybody who works here, by name."""
    return [each for each in _everybody() if each.active]


def member(id: int) -> Member | None:
    """One member."""
    return db.session.get(Member, id)


def members_with(ids: Collection[int]) -> list[Member]:
    """These members, whether they are still here or not."""
    return [each for each in _everybody() if each.id in ids] if ids else []


def managers() -> list[Member]:
    """Those who answer leads, the account managers first."""
    answering = [each for each in members() if each.user and each.user.active and _manages(each)]
    return sorted(answering, key=lambda each: (each.access is not Access.manager, each.id))


def _manages(who: Member) -> bool:
    return who.access is not None and who.access.includes(Access.manager)


def _everybody() -> list[Member]:
    """Whoever is or was here, by name: few enough to be asked for together, once a page."""
    return once("everybody", lambda: list(db.session.scalars(_EVERYBODY)))


def owners() -> list[Member]:
    """Whose house it is."""
    rows = db.session.scalars(
        sa.select(Member)
        .join(User, User.id == Member.user_id)
        .where(Member.active, User.active, User.access == Access.owner)
        .order_by(Member.id)
    )
    return list(rows)


def rate_card(on: date, currency: str) -> "RateCard":
    """The whole rate card of a day, in one statement."""
    valid = sa.select(Rate).where(Rate.valid_from <= on, Rate.currency == currency)
    rates = list(db.session.scalars(valid.order_by(Rate.valid_from, Rate.id)))
    return RateCard(
        {each.member_id: each.money for each in rates if each.member_id is not None},
        {each.role_id: each.money for each in rates if each.role_id is not None},
    )


@dataclass(frozen=True)
class RateCard:
    """What an hour costs on one day: of a member, of a trade."""

    of_members: Mapping[int, Money]
    of_roles: Mapping[int, Money]

    def of(self, who: Member) -> Money | None:
        """The hourly rate of a member: their own, else their trade's; None when there is none."""
        return self.of_members.get(who.id) or self.of_role(who.role_id)

    def of_role(self, role_id: int | None) -> Money | None:
        """The hourly rate of a trade; None when there is none."""
        return None if role_id is None else self.of_roles.get(role_id)


def roles() -> list[Role]:
    """The trades on the rate card."""
    return list(db.session.scalars(sa.select(Role).order_by(Role.id)))


def services(*, with_members: bool = False) -> list[Service]:
    """What we sell; where a page says so, with those who take its leads."""
    chosen = sa.select(Service).order_by(Service.id)
    if with_members:
        chosen = chosen.options(selectinload(Service.members))
    return list(db.session.scalars(chosen))
