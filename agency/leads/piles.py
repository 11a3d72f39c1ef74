"""The piles of the inbox: which leads stand under which heading, and how many there are, asked for together."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from agency.kernel.db import db
from agency.leads.models import Lead, Turn
from agency.leads.queries import (
    MOST,
    Narrowed,
    is_awake,
    is_open,
    of_owner,
    shown_in_rows,
    woken_first,
    wrote_in_work,
)
from agency.people.models import Member


@dataclass
class Pile:
    """Leads under one heading, the first of them; `total` is how many there are."""

    leads: list[Lead] = field(default_factory=list)
    total: int = 0


def piles_of(
    owner: Member | None,
    *,
    now: datetime,
    narrowed: Narrowed,
    adrift: sa.ColumnElement[bool],
) -> dict[str, Pile]:
    """Everybody's piles, or one owner's: "now", "adrift", "ours", "work" and "theirs". No lead is in two of them."""
    more = (*narrowed, *of_owner(owner))
    asked = _asked(more, adrift)
    # First which, then what of them: putting all open leads in order with all that a row shows takes long.
    first = sa.union_all(*(sa.select(each.subquery()) for each in asked.values())).subquery()
    rows = db.session.execute(
        sa.select(Lead, first.c.pile, first.c.total)
        .join(first, first.c.id == Lead.id)
        .options(*shown_in_rows())
        .order_by(first.c.place)
    )
    piles = {key: Pile() for key in asked}
    for lead, key, total in rows:
        piles[key].leads.append(lead)
        piles[key].total = total
    piles["now"].leads.sort(key=lambda lead: lead.owed_at(now) or lead.first_response_due_at)
    return piles


def _asked(more: Narrowed, adrift: sa.ColumnElement[bool]) -> Mapping[str, sa.Select[Any]]:
    unanswered = Lead.first_response_at.is_(None)
    # Read once for three piles: whether something comes next is asked of every open lead, and of many tables.
    answered = (
        sa.select(
            Lead.id,
            Lead.turn_since.label("since"),
            woken_first().label("woken"),
            sa.case((Lead.turn == Turn.ours, 0), else_=1).label("turn"),
            sa.case((adrift, 1), else_=0).label("adrift"),
        )
        .where(is_open, ~unanswered, is_awake(), *more)
        .cte("answered")
    ).c
    of_ours, of_theirs = ((answered.adrift == 0, answered.turn == turn) for turn in (0, 1))
    order = (answered.woken, answered.turn, answered.since)
    latest = (answered.woken, answered.since.desc())
    return {
        "now": _pile("now", Lead.id, (is_open, unanswered, *more), Lead.first_response_due_at),
        # On which nothing comes next (see `next_things.is_adrift`).
        "adrift": _pile("adrift", answered.id, (answered.adrift == 1,), *order),
        "ours": _pile("ours", answered.id, of_ours, *order),
        "work": _pile("work", Lead.id, (*wrote_in_work(), *more), Lead.heard_at),
        "theirs": _pile("theirs", answered.id, of_theirs, *latest),
    }


def _pile(key: str, id: Any, where: tuple[Any, ...], *order: Any) -> sa.Select[Any]:
    place = sa.func.row_number().over(order_by=(*order, id)).label("place")
    total = sa.func.count().over().label("total")
    chosen = sa.select(id.label("id"), sa.literal(key).label("pile"), place, total).where(*where)
    return chosen.order_by(place).limit(MOST)
