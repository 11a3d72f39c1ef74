"""Delivery: what another site, service or form brought, kept as it came before anybody tries to understand it.

Each ends in one state, with its reason. What is put aside waits for a person and can be read again; what was
refused at the door is kept for a while, so that the owner sees why nothing arrives.
"""

import enum
import hashlib
from datetime import datetime, timedelta
from typing import Any, Self

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.kernel import due, timeline
from agency.kernel.db import Model, db
from agency.kernel.timeline import Actor
from agency.leads.inquiries import Channel
from agency.leads.models import Lead
from agency.leads.ways_in.reasons import Why

LARGEST = 1024 * 1024
MOST_REFUSED = 100
# So long the same key brings the same answer.
KEYS_KEPT = timedelta(days=30)
READ = "leads.read_delivery"
# Whoever takes a delivery in reads it right away; this is for when they died in between.
SOON = timedelta(minutes=1)


class Standing(enum.Enum):
    """waiting → understood, repeated or ignored; or aside (for a person), refused, dismissed."""

    waiting = "waiting"
    understood = "understood"
    repeated = "repeated"
    ignored = "ignored"
    aside = "aside"
    refused = "refused"
    dismissed = "dismissed"


# What a person may still make something of, by reading it again.
OPEN = frozenset({Standing.waiting, Standing.aside, Standing.ignored, Standing.dismissed})


class DeliverySettled(Exception):
    """What became of this delivery is not open any more."""


class OtherBody(Exception):
    """The same key came before with another content."""


class Delivery(Model):
    """One thing that was brought. `door_id` is the hook, token or bot; 0 where there is only one.

    `external_id` is what the bringer calls it; it is taken once at each door.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        sa.UniqueConstraint("door", "door_id", "external_id"),
        sa.Index("ix_delivery_door", "door", "door_id", "received_at"),
        sa.Index("ix_delivery_state", "state", "received_at"),
    )

    door: Mapped[Channel]
    door_id: Mapped[int] = mapped_column(default=0)
    external_id: Mapped[str | None] = mapped_column(sa.String(200))
    body: Mapped[bytes] = mapped_column(sa.LargeBinary)
    content_type: Mapped[str] = mapped_column(sa.String(120), default="")
    heads: Mapped[dict[str, Any]] = mapped_column(default=dict)
    label: Mapped[str] = mapped_column(sa.String(160), default="")
    received_at: Mapped[datetime]
    state: Mapped[Standing] = mapped_column(default=Standing.waiting)
    reason: Mapped[Why | None]
    detail: Mapped[str] = mapped_column(sa.String(500), default="")
    lead_id: Mapped[int | None] = mapped_column(sa.ForeignKey("lead.id"), index=True)

    lead: Mapped[Lead | None] = relationship()

    def understand(self, lead: Lead, *, by: Actor | None = None) -> None:
        """It is a word on this lead from now on."""
        self._must_be_open()
        self.state, self.reason, self.detail, self.lead = Standing.understood, None, "", lead
        if by is not None:
            timeline.record(
                lead.stream, "leads.delivered", at=self.received_at, by=by, delivery=self.id
            )

    def put_aside(self, why: Why, detail: str = "") -> None:
        """A person has to look at it."""
        self._settle(Standing.aside, why, detail)

    def ignore(self, why: Why, detail: str = "") -> None:
        """There is nothing in it for us, and nobody has to look."""
        self._settle(Standing.ignored, why, detail)

    def repeat(self, first: Self) -> None:
        """It came before."""
        self._settle(Standing.repeated, Why.repeated, "")
        self.lead, self.external_id = first.lead, None

    def refuse(self, why: Why, detail: str = "") -> None:
        """It was not let in, and whoever brought it was told."""
        self._settle(Standing.refused, why, detail)
        # Mended, the same may come again under the same name.
        self.external_id = None

    def dismiss(self) -> None:
        """A person looked at it and found nothing in it for us; it stays to be found."""
        if self.state is not Standing.aside:
            raise DeliverySettled(self.state)
        self.state = Standing.dismissed

    def blank(self) -> None:
        """Nobody needs what was brought any more; that it came, and what became of it, stays."""
        self.body, self.label = b"", ""

    @property
    def is_blank(self) -> bool:
        """What was brought is gone."""
        return not self.body

    @property
    def is_open(self) -> bool:
        """Whether it may still become a word on a lead."""
        return self.state in OPEN

    @property
    def size(self) -> int:
        return len(self.body)

    @property
    def text(self) -> str:
        """What was brought, as it can be read."""
        return self.body.decode("utf-8", "replace").replace("\x00", "\ufffd")

    def is_same(self, body: bytes) -> bool:
        """Whether this is the content that came."""
        return hashlib.sha256(self.body).digest() == hashlib.sha256(body).digest()

    def _settle(self, state: Standing, why: Why, detail: str) -> None:
        self._must_be_open()
        self.state, self.reason, self.detail = state, why, detail[:500]

    def _must_be_open(self) -> None:
        if not self.is_open:
            raise DeliverySettled(self.state)


def keep(
    body: bytes,
    *,
    door: Channel,
    at: datetime,
    door_id: int = 0,
    external_id: str | None = None,
    content_type: str = "",
    read_at: datetime | None = None,
    **more: Any,
) -> Delivery:
    """Keep what came, to be read at `read_at`. Committed by the caller, it is ours, whatever happens next.

    With an `external_id` that came before at this door within KEYS_KEPT, that first one comes back; raises
    OtherBody when its content was another.
    """
    made = Delivery(
        door=door,
        door_id=door_id,
        external_id=external_id,
        body=body,
        content_type=content_type[:120],
        received_at=at,
        state=Standing.waiting,
        **more,
    )
    if external_id is not None:
        _let_go_of_old_key(door, door_id, external_id, at)
    try:
        with db.session.begin_nested():
            db.session.add(made)
    except IntegrityError:
        first = known(door, door_id, external_id)
        assert first is not None, "the database said that it is there"
        if not first.is_same(body):
            raise OtherBody(external_id) from None
        return first
    if read_at is not None:
        due.plan(READ, made.id, read_at)
    return made


def known(door: Channel, door_id: int, external_id: str | None) -> Delivery | None:
    """What came under this name at this door, held until the end of the transaction."""
    return db.session.scalar(
        sa.select(Delivery)
        .where(
            Delivery.door == door,
            Delivery.door_id == door_id,
            Delivery.external_id == external_id,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def take(id: int) -> Delivery | None:
    """One delivery, held until the end of the transaction, so that nobody else reads it meanwhile."""
    return db.session.scalar(
        sa.select(Delivery)
        .where(Delivery.id == id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )


def forget_plan(delivery: Delivery) -> None:
    """It is read already."""
    db.session.flush()
    due.cancel(READ, delivery.id)


def forget_old_refusals(door: Channel, door_id: int) -> None:
    """Of what was refused at this door only the last MOST_REFUSED stay: anybody may send anything."""
    db.session.flush()
    refused = (
        sa.select(Delivery.id)
        .where(
            Delivery.door == door,
            Delivery.door_id == door_id,
            Delivery.state == Standing.refused,
        )
        .order_by(Delivery.id.desc())
        .offset(MOST_REFUSED)
    )
    db.session.execute(
        sa.delete(Delivery)
        .where(Delivery.id.in_(list(db.session.scalars(refused))))
        .execution_options(synchronize_session=False)
    )


def _let_go_of_old_key(door: Channel, door_id: int, external_id: str, at: datetime) -> None:
    db.session.execute(
        sa.update(Delivery)
        .where(
            Delivery.door == door,
            Delivery.door_id == door_id,
            Delivery.external_id == external_id,
            Delivery.received_at < at - KEYS_KEPT,
        )
        .values(external_id=None)
        .execution_options(synchronize_session=False)
    )
