"""One person at a client as their page shows them, and what putting two entries together would do."""

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, lazyload

from agency.clients import joining, likeness
from agency.clients.joining import Joining
from agency.clients.likeness import Alike
from agency.clients.models import Contact
from agency.kernel import pointers
from agency.kernel.db import db
from agency.leads.models import Lead
from agency.people.models import Member

PAGE = 50
# Nobody counts further than this, and nobody turns pages so far: the machine does not either.
MOST_COUNTED = 5_000
# What points at a person, by table, in the order in which the preview names it.
TOLD = ("lead", "message", "acceptance", "chat")


@dataclass(frozen=True)
class People:
    """One page of everybody whom we know at clients; `total` is None where they are more than anybody counts."""

    contacts: list[Contact]
    leads: dict[int, int]
    number: int
    total: int | None
    has_older: bool

    @property
    def counted(self) -> int:
        """How many there are at the least."""
        return MOST_COUNTED if self.total is None else self.total

    @property
    def last(self) -> int | None:
        """The number of the last page, where it is known."""
        return None if self.total is None else max(1, -(-self.total // PAGE))


@dataclass(frozen=True)
class Person:
    """A contact with their leads, who may be the same, and whom they stand for."""

    contact: Contact
    leads: list[Lead]
    alike: list[Alike]
    joinings: list[Joining]


@dataclass(frozen=True)
class Preview:
    """What would become of two entries: who stays, who goes, what moves, what is taken over."""

    kept: Contact
    gone: Contact
    moves: dict[str, int]
    fills: dict[str, str]
    takes_client: bool


def people(page: int) -> People:
    """Everybody, those with the latest leads first."""
    standing = sa.and_(Contact.joined_to_id.is_(None), Contact.erased_at.is_(None))
    some = sa.select(Contact.id).where(standing).limit(MOST_COUNTED + 1).subquery()
    total = db.session.scalar(sa.select(sa.func.count()).select_from(some)) or 0
    is_more = total > MOST_COUNTED
    number = max(1, page) if is_more else min(max(1, page), max(1, -(-total // PAGE)))
    found = list(
        db.session.scalars(
            sa.select(Contact)
            .where(standing)
            .order_by(Contact.id.desc())
            .limit(PAGE + 1)
            .offset((number - 1) * PAGE)
        )
    )
    contacts, counts = found[:PAGE], _lead_counts([each.id for each in found[:PAGE]])
    return People(contacts, counts, number, None if is_more else total, len(found) > PAGE)


def person(id: int) -> Person | None:
    """One of them."""
    contact = db.session.get(Contact, id)
    if contact is None:
        return None
    leads = db.session.scalars(
        sa.select(Lead)
        .where(Lead.contact_id == contact.id)
        .options(
            joinedload(Lead.owner).options(
                joinedload(Member.photo), lazyload(Member.role), lazyload(Member.user)
            )
        )
        .order_by(Lead.received_at.desc())
        .limit(PAGE)
    )
    alike = [] if contact.joined_to_id or contact.erased_at else likeness.like(contact)
    return Person(contact, list(leads), alike, joining.of_contact(contact))


def preview(kept: Contact, gone: Contact) -> Preview:
    """What putting them together would do."""
    points = pointers.count(Contact, gone.id, of=TOLD)
    return Preview(
        kept=kept,
        gone=gone,
        moves={name: points[name] for name in TOLD if points.get(name)},
        fills=dict(_fills(kept, gone)),
        takes_client=joining.takes_client_along(kept, gone),
    )


def _fills(kept: Contact, gone: Contact) -> Iterable[tuple[str, str]]:
    for name in joining.FILLED:
        if not getattr(kept, name) and getattr(gone, name):
            yield name, getattr(gone, name)


def _lead_counts(ids: list[int]) -> dict[int, int]:
    rows = db.session.execute(
        sa.select(Lead.contact_id, sa.func.count())
        .where(Lead.contact_id.in_(ids))
        .group_by(Lead.contact_id)
    )
    return dict(rows.all())
