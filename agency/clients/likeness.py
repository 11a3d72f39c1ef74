"""Who may be the same person as somebody: each with why, for a person to decide."""

import enum
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from rapidfuzz import fuzz
from sqlalchemy.orm import Mapped, mapped_column

from agency.clients.models import Contact
from agency.kernel.db import Model, db

# Names that share so much (of 100), in Latin letters and whatever order, are shown as alike.
ALIKE = 86
MOST = 12
MOST_PAIRS = 100


class Why(enum.Enum):
    """What two entries share, the surest first."""

    mail = "mail"
    phone = "phone"
    name = "name"
    alike = "alike"
    domain = "domain"


class Distinct(Model):
    """Somebody looked at two entries and said that they are two people; a < b."""

    __tablename__ = "distinct_pair"
    __table_args__ = (sa.UniqueConstraint("a_id", "b_id"),)

    a_id: Mapped[int] = mapped_column(sa.ForeignKey("contact.id"))
    b_id: Mapped[int] = mapped_column(sa.ForeignKey("contact.id"), index=True)
    member_id: Mapped[int | None] = mapped_column(sa.ForeignKey("member.id"))
    at: Mapped[datetime]


@dataclass(frozen=True)
class Alike:
    """Somebody who may be the same, and why."""

    contact: Contact
    why: tuple[Why, ...]


@dataclass(frozen=True)
class Pair:
    """Two entries that may be one."""

    one: Contact
    other: Contact
    why: tuple[Why, ...]


def like(contact: Contact) -> list[Alike]:
    """Who may be the same as this one, the surest first; nobody of whom somebody said that they are two."""
    shares = [_shares(contact, column) for column in KEYS]
    shares += [Contact.domain == contact.domain] if contact.domain else []
    first = (contact.name_key or "").split(" ")[0]
    if len(first) > 2:
        shares.append(Contact.name_key.startswith(first, autoescape=True))
    chosen = (
        sa.select(Contact)
        .where(Contact.id != contact.id, Contact.id.not_in(_apart(contact)), _stands(Contact))
        .where(sa.or_(sa.false(), *(each for each in shares if each is not None)))
        .order_by(Contact.id.desc())
        .limit(20 * MOST)
    )
    found = [Alike(each, _why(contact, each)) for each in db.session.scalars(chosen)]
    sure = [each for each in found if each.why and each.why != (Why.domain,)]
    return sorted(sure, key=lambda one: list(Why).index(one.why[0]))[:MOST]


def pairs() -> list[Pair]:
    """Entries anywhere that share an address, a phone or a whole name, the latest first."""
    found: dict[tuple[int, int], Pair] = {}
    for key in KEYS:
        for same in _groups(key):
            for other in same[1:]:
                why = _why(same[0], other)
                found.setdefault((same[0].id, other.id), Pair(same[0], other, why))
    for apart in db.session.scalars(sa.select(Distinct).where(Distinct.b_id.in_(_ids(found)))):
        found.pop((apart.a_id, apart.b_id), None)
    return sorted(found.values(), key=lambda pair: pair.other.id, reverse=True)[:MOST_PAIRS]


def tell_apart(one: Contact, other: Contact, *, member_id: int | None, at: datetime) -> None:
    """They are two people; nobody is asked again."""
    a, b = sorted((one.id, other.id))
    known = db.session.scalar(sa.select(Distinct).where(Distinct.a_id == a, Distinct.b_id == b))
    if known is None:
        db.session.add(Distinct(a_id=a, b_id=b, member_id=member_id, at=at))
        db.session.flush()


KEYS = ("mail_key", "phone_key", "name_key")


def _groups(key: str) -> list[list[Contact]]:
    """The entries of each key that more than one has, by id."""
    column = getattr(Contact, key)
    # A first name alone says nothing.
    usable = column.contains(" ") if key == "name_key" else column.is_not(None)
    shared = (
        sa.select(column)
        .where(usable, _stands(Contact))
        .group_by(column)
        .having(sa.func.count() > 1)
        .order_by(sa.func.max(Contact.id).desc())
        .limit(MOST_PAIRS)
    )
    rows = db.session.scalars(
        sa.select(Contact)
        .where(column.in_(shared), _stands(Contact))
        .order_by(Contact.id)
        .limit(4 * MOST_PAIRS)
    )
    groups: dict[str, list[Contact]] = {}
    for each in rows:
        groups.setdefault(getattr(each, key), []).append(each)
    return list(groups.values())


def _ids(found: Mapping[tuple[int, int], Pair]) -> list[int]:
    return [b for _a, b in found]


def _shares(contact: Contact, key: str) -> sa.ColumnElement[bool] | None:
    value = getattr(contact, key)
    return getattr(Contact, key) == value if value else None


def _stands(contact: type[Contact]) -> sa.ColumnElement[bool]:
    return sa.and_(contact.joined_to_id.is_(None), contact.erased_at.is_(None))


def _apart(contact: Contact) -> sa.Select[int]:
    other = sa.case((Distinct.a_id == contact.id, Distinct.b_id), else_=Distinct.a_id)
    return sa.select(other).where(sa.or_(Distinct.a_id == contact.id, Distinct.b_id == contact.id))


def _why(one: Contact, other: Contact) -> tuple[Why, ...]:
    return tuple(why for why, is_so in _likenesses(one, other) if is_so)


def _likenesses(one: Contact, other: Contact) -> Iterable[tuple[Why, bool]]:
    yield Why.mail, bool(one.mail_key) and one.mail_key == other.mail_key
    yield Why.phone, bool(one.phone_key) and one.phone_key == other.phone_key
    same = bool(one.name_key) and one.name_key == other.name_key
    yield Why.name, same
    alike = fuzz.token_sort_ratio(one.name_key or "", other.name_key or "") >= ALIKE
    yield Why.alike, not same and bool(one.name_key) and alike
    yield Why.domain, bool(one.domain) and one.domain == other.domain
