"""Who may be the same person as somebody: each with why, for a person to decide."""

import enum
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

import sqlalchemy as sa
from rapidfuzz import fuzz
from sqlalchemy.orm import Mapped, mapped_column

from agency.clients.models import Contact
from agency.kernel.db import Model, db
from agency.kernel.search import asking, names

# Names that share so much (of 100), in Latin letters and whatever order, are shown as alike.
ALIKE = 86
MOST = 12
MOST_PAIRS = 100
# Of those who share one thing with somebody at most so many are looked at.
MOST_LOOKED_AT = 100
MOST_OF_A_GROUP = 5


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
    found = {each.id: each for each in _candidates(contact)}
    for id in (contact.id, *_apart(contact)):
        found.pop(id, None)
    alike = [Alike(each, _why(contact, each)) for each in found.values() if _stands_now(each)]
    sure = [each for each in alike if each.why and each.why != (Why.domain,)]
    return sorted(sure, key=lambda one: (_surest(one), -one.contact.id))[:MOST]


def pairs() -> list[Pair]:
    """Entries anywhere that share an address, a phone or a whole name, the latest first."""
    found: dict[tuple[int, int], Pair] = {}
    for key in KEYS:
        _pair(_groups(key), found)
    return _still_open(found)


def pairs_with(contacts: Collection[Contact]) -> dict[int, Pair]:
    """Of these entries those that share as much with another one, anywhere; by id, the first pair of each."""
    said = {
        key: {getattr(each, key) for each in contacts if _says_something(key, each)} for key in KEYS
    }
    shares = [getattr(Contact, key).in_(values) for key, values in said.items() if values]
    rows = _standing(sa.or_(*shares)) if shares else []
    found: dict[tuple[int, int], Pair] = {}
    for key, values in said.items():
        _pair(_grouped(key, [row for row in rows if getattr(row, key) in values]), found)
    if not found:  # nearly always
        return {}
    wanted = {each.id for each in contacts}
    by_id: dict[int, Pair] = {}
    for pair in _still_open(found):
        for id in wanted & {pair.one.id, pair.other.id}:
            by_id.setdefault(id, pair)
    return by_id


def tell_apart(one: Contact, other: Contact, *, member_id: int | None, at: datetime) -> None:
    """They are two people; nobody is asked again."""
    a, b = sorted((one.id, other.id))
    known = db.session.scalar(sa.select(Distinct).where(Distinct.a_id == a, Distinct.b_id == b))
    if known is None:
        db.session.add(Distinct(a_id=a, b_id=b, member_id=member_id, at=at))
        db.session.flush()


KEYS = ("mail_key", "phone_key", "name_key")


def _candidates(contact: Contact) -> Iterable[Contact]:
    """Whoever shares a key, the organisation's domain, or a name with a slip or two in it."""
    same = [getattr(Contact, key) == value for key in KEYS if (value := getattr(contact, key))]
    chosen = sa.select(Contact).order_by(Contact.id.desc()).limit(MOST_LOOKED_AT)
    if same:
        yield from db.session.scalars(chosen.where(sa.or_(*same)))
    if contact.domain:
        yield from db.session.scalars(chosen.where(Contact.domain == contact.domain))
    asked = asking.read(contact.name.replace('"', " ").replace("-", " "))
    if len(asked.terms) > 1:
        hits = names.find(asked, ("contact",), limit=MOST_LOOKED_AT).hits
        yield from db.session.scalars(chosen.where(Contact.id.in_([h.subject_id for h in hits])))


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
    return _grouped(key, _standing(column.in_(shared)))


def _standing(where: sa.ColumnElement[bool]) -> list[Contact]:
    chosen = sa.select(Contact).where(where, _stands(Contact)).order_by(Contact.id)
    return list(db.session.scalars(chosen.limit(4 * MOST_PAIRS)))


def _grouped(key: str, rows: Iterable[Contact]) -> list[list[Contact]]:
    groups: dict[str, list[Contact]] = {}
    for each in rows:
        groups.setdefault(getattr(each, key), []).append(each)
    return list(groups.values())


def _pair(groups: Iterable[list[Contact]], found: dict[tuple[int, int], Pair]) -> None:
    for same in groups:
        for one, other in combinations(same[:MOST_OF_A_GROUP], 2):
            if (one.id, other.id) not in found:
                found[one.id, other.id] = Pair(one, other, _why(one, other))


def _still_open(found: dict[tuple[int, int], Pair]) -> list[Pair]:
    """Those of whom nobody said that they are two, the latest first."""
    for apart in db.session.scalars(sa.select(Distinct).where(Distinct.b_id.in_(_ids(found)))):
        found.pop((apart.a_id, apart.b_id), None)
    return sorted(found.values(), key=lambda pair: pair.other.id, reverse=True)[:MOST_PAIRS]


def _says_something(key: str, contact: Contact) -> bool:
    value = getattr(contact, key)
    return bool(value) and (key != "name_key" or " " in value)


def _ids(found: Mapping[tuple[int, int], Pair]) -> list[int]:
    return [b for _a, b in found]


def _stands(contact: type[Contact]) -> sa.ColumnElement[bool]:
    return sa.and_(contact.joined_to_id.is_(None), contact.erased_at.is_(None))


def _stands_now(contact: Contact) -> bool:
    return contact.joined_to_id is None and contact.erased_at is None


def _surest(alike: Alike) -> int:
    return list(Why).index(alike.why[0])


def _apart(contact: Contact) -> Iterable[int]:
    other = sa.case((Distinct.a_id == contact.id, Distinct.b_id), else_=Distinct.a_id)
    mine = sa.or_(Distinct.a_id == contact.id, Distinct.b_id == contact.id)
    return db.session.scalars(sa.select(other).where(mine))


def _why(one: Contact, other: Contact) -> tuple[Why, ...]:
    return tuple(why for why, is_so in _likenesses(one, other) if is_so)


def _likenesses(one: Contact, other: Contact) -> Iterable[tuple[Why, bool]]:
    yield Why.mail, bool(one.mail_key) and one.mail_key == other.mail_key
    yield Why.phone, bool(one.phone_key) and one.phone_key == other.phone_key
    same, there = _same(one, other), bool(one.domain) and one.domain == other.domain
    yield Why.name, same
    yield Why.alike, not same and _alike(one.name_key or "", other.name_key or "", there=there)
    yield Why.domain, there


def _same(one: Contact, other: Contact) -> bool:
    # At two organisations a first name alone says nothing.
    key = one.name_key or ""
    says_something = " " in key or (bool(one.domain) and one.domain == other.domain)
    return bool(key) and key == other.name_key and says_something


def _alike(one: str, other: str, *, there: bool) -> bool:
    """Whether two names may be one; `there`, at one organisation, also where one of them is cut short."""
    if not one or not other:
        return False
    if fuzz.token_sort_ratio(one, other) >= ALIKE:
        return True
    return there and _is_short_for(one.split(), other.split())


def _is_short_for(one: list[str], other: list[str]) -> bool:
    """Each word of the shorter name stands in the longer, or is the first letter of one that does."""
    short, long = sorted((one, other), key=lambda words: sum(map(len, words)))
    whole = set(short) & set(long)
    left = [word for word in long if word not in whole]
    initials = [word for word in short if word not in whole]
    return bool(whole) and all(
        len(word) == 1 and any(each.startswith(word) for each in left) for word in initials
    )
