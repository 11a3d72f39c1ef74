"""A brief that may come from a machine is set aside when it is handed in: kept whole, with its reason, for a person.

It lies with what else came by other ways and waits for a look. What somebody said of a brief from an
address is remembered for the next one from there.
"""

import json
from datetime import datetime

import sqlalchemy as sa

from agency.briefs.doubting import Doubt
from agency.briefs.filling import FORGOTTEN, KEPT_FOR
from agency.briefs.kinds import QuestionKind
from agency.briefs.models import Brief
from agency.kernel import due
from agency.kernel.db import db
from agency.leads.inquiries import Channel
from agency.leads.models import Lead
from agency.leads.ways_in import deliveries
from agency.leads.ways_in.deliveries import Delivery, Standing
from agency.leads.ways_in.reasons import Why

WHY = {
    Doubt.trap: Why.trap,
    Doubt.forged: Why.forged,
    Doubt.unsealed: Why.unsealed,
    Doubt.haste: Why.unproven,
}
LABEL = 160


def reason(brief: Brief) -> Why | None:
    """Why a person has to look first; None where nothing stands in its way. A brief of a lead goes there."""
    if brief.lead is not None:
        return None
    said = _said_of(brief.address)
    # An address is easily borrowed, so that no good word of it opens the door to what fills in traps.
    if said is Standing.understood and brief.grave is not Doubt.trap:
        return None
    if brief.grave is not None:
        return WHY[brief.grave]
    return Why.said_nothing if said is Standing.dismissed else None


def put_aside(brief: Brief, why: Why, *, at: datetime) -> Delivery:
    """Keep it for a look, as it was answered; nobody is told and no letter leaves."""
    kept = deliveries.keep(
        _as_answered(brief),
        door=Channel.brief,
        at=at,
        external_id=_name(brief.id),
        content_type="application/json",
        label=_label(brief),
    )
    kept.put_aside(why, brief.address.lower())
    return kept


def understand(delivery: Delivery, lead: Lead) -> None:
    """A person says that it asks for work: so will the next one from its address."""
    address = delivery.detail
    delivery.understand(lead)
    delivery.detail = address


def dismiss(delivery: Delivery, *, at: datetime) -> None:
    """A person says that it is spam: it stays as long as one that was never sent, then its answers go.

    Its address stays, for the next brief from there. Raises DeliverySettled.
    """
    delivery.dismiss()
    brief = brief_in(delivery)
    if brief is not None:
        due.plan(FORGOTTEN, brief.id, at + KEPT_FOR)


def was_taken(brief: Brief) -> bool:
    """It was set aside, and a person said that it asks for work."""
    found = of(brief)
    return found is not None and found.state is Standing.understood


def of(brief: Brief) -> Delivery | None:
    """Where it was set aside, also after somebody has decided."""
    return db.session.scalar(_of(_name(brief.id)))


def brief_in(delivery: Delivery) -> Brief | None:
    """The brief that was set aside there."""
    number = (delivery.external_id or "").rpartition("-")[2]
    if delivery.door is not Channel.brief or not number.isdecimal():
        return None
    return db.session.get(Brief, int(number))


def _said_of(address: str) -> Standing | None:
    """What a person decided last about a brief from this address."""
    if not address:
        return None
    decided = (Standing.understood, Standing.dismissed)
    return db.session.scalar(
        sa.select(Delivery.state)
        .where(
            Delivery.door == Channel.brief,
            Delivery.detail == address.lower()[:500],
            Delivery.state.in_(decided),
        )
        .order_by(Delivery.id.desc())
        .limit(1)
    )


def _of(name: str) -> sa.Select[Delivery]:
    return sa.select(Delivery).where(
        Delivery.door == Channel.brief, Delivery.door_id == 0, Delivery.external_id == name
    )


def _name(id: int) -> str:
    return f"brief-{id}"


def _label(brief: Brief) -> str:
    said = (brief.said(QuestionKind.name), brief.said(QuestionKind.organisation))
    return " ".join(", ".join(each for each in said if each).split())[:LABEL]


def _as_answered(brief: Brief) -> bytes:
    said = {
        answer.wording: [*answer.lines, *(file.name for file in answer.files)]
        for answer in brief.answered
    }
    return json.dumps(said, ensure_ascii=False, indent=1).encode()
