"""SavedView: a filter that a member keeps under a name, for themselves or for everybody."""

import enum
from collections.abc import Sequence
from urllib.parse import parse_qsl

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.kernel.db import Model, db
from agency.leads.filters import Filter
from agency.people.models import Member

MOST = 20


class Place(enum.Enum):
    """The page that a view belongs to."""

    inbox = "inbox"
    leads = "leads"


class TooManyViews(Exception):
    """Somebody keeps MOST views already: more are no help in finding anything."""


class SavedView(Model):
    """One filter of the inbox or of the list of leads, under a name; `query` is it as an address says it."""

    __tablename__ = "saved_view"

    member_id: Mapped[int] = mapped_column(sa.ForeignKey("member.id"), index=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    place: Mapped[Place]
    query: Mapped[str] = mapped_column(sa.String(600), default="")
    position: Mapped[int] = mapped_column(default=0)
    shared: Mapped[bool] = mapped_column(default=False)

    member: Mapped[Member] = relationship(lazy="joined")

    @property
    def filter(self) -> Filter:
        """What it asks for."""
        return Filter.from_args(dict(parse_qsl(self.query)))

    def call_it(self, name: str, *, shared: bool) -> None:
        """Another name, or other people who see it."""
        self.name, self.shared = name, shared


def keep(member: Member, *, name: str, place: Place, query: str, shared: bool) -> SavedView:
    """Keep a filter under a name, the last of this member's. Raises TooManyViews."""
    before = _own(member)
    if len(before) >= MOST:
        raise TooManyViews(len(before))
    position = before[-1].position + 1 if before else 1
    view = SavedView(
        member=member, name=name, place=place, query=query, shared=shared, position=position
    )
    db.session.add(view)
    db.session.flush()
    return view


def shift(view: SavedView, *, by: int) -> None:
    """Change places with the one before (-1) or after it (1); at the end it stays."""
    order = _own(view.member)
    here = order.index(view)
    there = min(max(here + by, 0), len(order) - 1)
    order.insert(there, order.pop(here))
    for position, each in enumerate(order, start=1):
        each.position = position


def seen_by(member: Member) -> Sequence[SavedView]:
    """A member's own views in their order, then what others share."""
    others = sa.and_(SavedView.shared, SavedView.member_id != member.id)
    return list(
        db.session.scalars(
            sa.select(SavedView)
            .where(sa.or_(SavedView.member_id == member.id, others))
            .order_by(SavedView.member_id != member.id, SavedView.position, SavedView.id)
        )
    )


def own(member: Member, id: int) -> SavedView | None:
    """One of a member's own views."""
    view = db.session.get(SavedView, id)
    return view if view is not None and view.member_id == member.id else None


def _own(member: Member) -> list[SavedView]:
    return list(
        db.session.scalars(
            sa.select(SavedView)
            .where(SavedView.member_id == member.id)
            .order_by(SavedView.position, SavedView.id)
        )
    )
