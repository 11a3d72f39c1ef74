"""Two entries that were one person become one, and can become two again.

Whatever points at the one points at the other from then on, in whatever table; which rows those were is kept, so
that taking them apart gives back exactly those. What arrived since stays where it arrived.
"""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.clients.models import Client, Contact
from agency.kernel import pointers, timeline
from agency.kernel.db import Model, db
from agency.kernel.timeline import Actor, ActorKind

# What is taken over where the entry that stays has nothing.
FILLED = ("email", "phone", "position")


class CannotJoin(Exception):
    """One of them was put together with somebody already, is erased, or both are the same entry."""


class CannotPart(Exception):
    """They were taken apart already, or the entry that stayed went into another since: part those first."""


class Joining(Model):
    """One contact put together with another: `moved` by table and id, `filled` what was taken over."""

    __tablename__ = "joining"

    kept_id: Mapped[int] = mapped_column(sa.ForeignKey("contact.id"), index=True)
    gone_id: Mapped[int] = mapped_column(sa.ForeignKey("contact.id"), index=True)
    client_id: Mapped[int | None]
    at: Mapped[datetime]
    member_id: Mapped[int | None] = mapped_column(sa.ForeignKey("member.id"))
    undone_at: Mapped[datetime | None]
    moved: Mapped[dict[str, Any]] = mapped_column(default=dict)
    moved_of_client: Mapped[dict[str, Any]] = mapped_column(default=dict)
    filled: Mapped[dict[str, Any]] = mapped_column(default=dict)

    kept: Mapped[Contact] = relationship(foreign_keys=kept_id)
    gone: Mapped[Contact] = relationship(foreign_keys=gone_id)


# Its own two columns say who it was; they do not move along.
OWN = ("joining", "contact")


def takes_client_along(kept: Contact, gone: Contact) -> bool:
    """Whether their organisations become one too: nobody else is known at the one that goes."""
    return kept.client_id != gone.client_id and [c.id for c in gone.client.contacts] == [gone.id]


def join(kept: Contact, gone: Contact, *, by: Actor, at: datetime) -> Joining:
    """They are one person: `kept` stands for both. Raises CannotJoin."""
    _hold(kept, gone)
    if kept.id == gone.id or any(each.joined_to_id or each.erased_at for each in (kept, gone)):
        raise CannotJoin
    along, client_id = takes_client_along(kept, gone), gone.client_id
    moved = pointers.move(Contact, gone.id, kept.id, but=OWN)
    if along:
        of_client = pointers.move(Client, client_id, kept.client_id, but=("client",))
        gone_client = db.session.get_one(Client, client_id)
        gone_client.joined_to_id = kept.client_id
    else:
        of_client = _leads_along(moved, kept, client_id)
    filled = _fill(kept, gone)
    gone.joined_to, gone.client_id = kept, kept.client_id
    joining = Joining(
        kept=kept,
        gone=gone,
        client_id=client_id,
        at=at,
        member_id=by.id if by.kind is ActorKind.member else None,
        moved=moved,
        moved_of_client=of_client,
        filled=filled,
    )
    db.session.add(joining)
    db.session.flush()
    _record("clients.joined", joining, by=by, at=at)
    return joining


def part(joining: Joining, *, by: Actor, at: datetime) -> int:
    """They are two after all; how many rows went back. What arrived since stays. Raises CannotPart."""
    kept, gone = joining.kept, joining.gone
    _hold(kept, gone)
    db.session.refresh(joining)
    if joining.undone_at is not None or kept.joined_to_id or kept.erased_at:
        raise CannotPart
    back = pointers.move_back(Contact, joining.moved, gone.id, kept.id)
    if joining.client_id is not None and joining.client_id != kept.client_id:
        pointers.move_back(Client, joining.moved_of_client, joining.client_id, kept.client_id)
        db.session.get_one(Client, joining.client_id).joined_to_id = None
        gone.client_id = joining.client_id
    gone.joined_to = None
    for name in joining.filled:
        if getattr(kept, name) == joining.filled[name]:
            setattr(kept, name, "" if name != "email" else None)
    joining.undone_at = at
    _record("clients.parted", joining, by=by, at=at)
    return back


def of_contact(contact: Contact) -> list[Joining]:
    """The entries that this one stands for, the latest first."""
    return list(
        db.session.scalars(
            sa.select(Joining)
            .where(Joining.kept_id == contact.id, Joining.undone_at.is_(None))
            .order_by(Joining.id.desc())
        )
    )


def joining(id: int) -> Joining | None:
    """One of them."""
    return db.session.get(Joining, id)


def _hold(*contacts: Contact) -> None:
    # In one order, so that two people who press at once wait for each other.
    for each in sorted(contacts, key=lambda one: one.id):
        db.session.refresh(
            each, with_for_update=True, attribute_names=["joined_to_id", "erased_at"]
        )


def _leads_along(moved: pointers.Pointers, kept: Contact, client_id: int) -> pointers.Pointers:
    """A lead stands at the organisation of its contact: those that moved go there too."""
    ids = moved.get("lead.contact_id", [])
    if not ids or client_id == kept.client_id:
        return {}
    lead = Model.metadata.tables["lead"]
    db.session.execute(sa.update(lead).where(lead.c.id.in_(ids)).values(client_id=kept.client_id))
    db.session.expire_all()
    return {"lead.client_id": ids}


def _fill(kept: Contact, gone: Contact) -> dict[str, str]:
    filled = {}
    for name in FILLED:
        if not getattr(kept, name) and (value := getattr(gone, name)):
            setattr(kept, name, value)
            filled[name] = value
    return filled


def _record(fact: str, joining: Joining, *, by: Actor, at: datetime) -> None:
    """On the person, and on every lead that moved."""
    streams = [("contact", joining.kept_id)]
    streams += [("lead", id) for id in joining.moved.get("lead.contact_id", [])]
    for stream in streams:
        timeline.record(stream, fact, at=at, by=by, joining=joining.id)
