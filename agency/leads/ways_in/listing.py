"""Reads of what was brought: the list, one delivery, how many wait for a look."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import defer, joinedload

from agency.kernel.db import db
from agency.kernel.timeline import Entry
from agency.leads.inquiries import Channel
from agency.leads.models import Lead
from agency.leads.ways_in import payloads
from agency.leads.ways_in.deliveries import Delivery, Standing

PAGE = 50
MOST_SHOWN = 20_000
STATES: dict[Standing, Any] = {
    Standing.waiting: _l("is being read"),
    Standing.understood: _l("understood"),
    Standing.repeated: _l("came before"),
    Standing.ignored: _l("nothing for us"),
    Standing.aside: _l("waits for a look"),
    Standing.refused: _l("refused"),
    Standing.dismissed: _l("it is nothing"),
}
DOORS: dict[Channel, Any] = {
    Channel.brief: _l("Brief"),
    Channel.form: _l("Contact form"),
    Channel.api: _l("API"),
    Channel.hook: _l("Hook"),
    Channel.telegram: _l("Telegram"),
}


@dataclass(frozen=True)
class Page:
    """One page of a long list."""

    rows: list[Delivery]
    number: int
    total: int

    @property
    def last(self) -> int:
        return max(1, -(-self.total // PAGE))


def find(state: Standing | None, door: Channel | None = None, page: int = 1) -> Page:
    """What was brought, what waits for a look first, then the latest."""
    wanted = [Delivery.state == state if state else sa.true()]
    wanted.append(Delivery.door == door if door else sa.true())
    total = db.session.scalar(sa.select(sa.func.count()).select_from(Delivery).where(*wanted)) or 0
    number = min(max(1, page), max(1, -(-total // PAGE)))
    waits_first = sa.case((Delivery.state == Standing.aside, 0), else_=1)
    rows = db.session.scalars(
        sa.select(Delivery)
        .where(*wanted)
        .options(defer(Delivery.body), joinedload(Delivery.lead).joinedload(Lead.client))
        .order_by(waits_first, Delivery.received_at.desc(), Delivery.id.desc())
        .limit(PAGE)
        .offset((number - 1) * PAGE)
    )
    return Page(list(rows), number, total)


def waiting() -> list[Delivery]:
    """What waits for a look, the latest first, as many as stand on a page."""
    return list(
        db.session.scalars(
            sa.select(Delivery)
            .where(Delivery.state == Standing.aside)
            .options(defer(Delivery.body), joinedload(Delivery.lead).joinedload(Lead.client))
            .order_by(Delivery.received_at.desc(), Delivery.id.desc())
            .limit(PAGE)
        )
    )


def one(id: int) -> Delivery | None:
    """One delivery with its lead."""
    return db.session.get(Delivery, id, options=[joinedload(Delivery.lead).joinedload(Lead.client)])


def latest(door: Channel, door_id: int, most: int = 10) -> list[Delivery]:
    """What this door brought last."""
    return list(
        db.session.scalars(
            sa.select(Delivery)
            .where(Delivery.door == door, Delivery.door_id == door_id)
            .options(joinedload(Delivery.lead).joinedload(Lead.client))
            .order_by(Delivery.received_at.desc(), Delivery.id.desc())
            .limit(most)
        )
    )


def how_many_wait() -> sa.ScalarSelect[int]:
    """How many deliveries somebody should look at, to be asked along with other figures."""
    return (
        sa.select(sa.func.count())
        .select_from(Delivery)
        .where(Delivery.state == Standing.aside)
        .scalar_subquery()
    )


def ids_to_read_again(door: Channel, door_id: int, most: int = 1000) -> list[int]:
    """What this door brought that could not be understood, oldest first."""
    return list(
        db.session.scalars(
            sa.select(Delivery.id)
            .where(
                Delivery.door == door,
                Delivery.door_id == door_id,
                Delivery.state == Standing.aside,
            )
            .order_by(Delivery.id)
            .limit(most)
        )
    )


def shown(delivery: Delivery) -> str:
    """What was brought, laid out to be read."""
    try:
        found = payloads.fields_in(delivery.body, delivery.content_type, guess=True)
    except payloads.NotReadable:
        return delivery.text[:MOST_SHOWN]
    return json.dumps(found, ensure_ascii=False, indent=2)[:MOST_SHOWN]


def for_timeline(entries: Iterable[Entry]) -> dict[str, Any]:
    """What facts on a timeline mention: deliveries by id."""
    ids = {each.data["delivery"] for each in entries if each.data.get("delivery") is not None}
    if not ids:
        return {"deliveries": {}}
    chosen = sa.select(Delivery).where(Delivery.id.in_(ids)).options(defer(Delivery.body))
    return {"deliveries": {each.id: each for each in db.session.scalars(chosen)}}
