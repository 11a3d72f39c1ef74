"""One act on many leads: each lead by itself, in one transaction, and in a form in which it can be taken back."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from agency.kernel import due, timeline
from agency.kernel.db import Instant, db
from agency.kernel.timeline import Actor
from agency.leads import undo
from agency.leads.models import HOLDING, PROMISE, Lead, LeadClosed, LeadNotLost
from agency.leads.snoozing import WAKE, NotNow
from agency.leads.undo import ChangedSince, Kept
from agency.people.models import Member

# More than this at once is no decision about leads any more.
MOST = 500
# What an act may change of a lead; all else is left to those whose it is.
COLUMNS = (
    "owner_id",
    "stage",
    "closed_at",
    "lost_reason",
    "reason_id",
    "promised_at",
    "snoozed_at",
    "snoozed_until",
    "woken_at",
    "woken_by",
)

Verb = Callable[[Lead], Any]


class NothingToDo(Exception):
    """The lead is already what the act would make it."""


@dataclass
class Done:
    """What an act came to: the leads that it changed, and those that refused it, each with its exception."""

    leads: list[Lead] = field(default_factory=list)
    refused: list[tuple[Lead, Exception]] = field(default_factory=list)
    act: undo.Undoable | None = None


def carry_out(kind: str, leads: Iterable[Lead], verb: Verb, *, by: Member, at: datetime) -> Done:
    """Do this to each lead. Those that refuse are told and stay; the others can be taken back together."""
    done, rows = Done(), []
    for lead in leads:
        try:
            with db.session.begin_nested():
                rows.append(_kept(lead, verb))
        except (LeadClosed, LeadNotLost, NotNow, NothingToDo) as refusal:
            done.refused.append((lead, refusal))
        else:
            done.leads.append(lead)
    if rows:
        done.act = undo.remember(kind, rows, by=by, at=at)
    return done


def chosen(ids: Sequence[int]) -> list[Lead]:
    """These leads, in the order of their ids, so that two acts at once wait for each other and never lock up."""
    found = sa.select(Lead).where(Lead.id.in_(ids[:MOST])).order_by(Lead.id)
    return list(db.session.scalars(found.options(joinedload(Lead.client))))


def restore(row: Kept, *, by: Member, at: datetime) -> Lead:
    """Make a lead again what it was before. Raises ChangedSince when it is not as the act left it."""
    lead = db.session.get(Lead, row["id"])
    if lead is None:
        raise ChangedSince
    _hold(lead, row["after"])
    if _plain(lead, row["after"]) != row["after"]:
        raise ChangedSince
    for name, value in row["before"].items():
        setattr(lead, name, _typed(name, value))
    db.session.flush()
    db.session.expire(lead, ["owner", "reason"])
    _owe_again(lead, row, at)
    return lead


def record_undone(lead: Lead, what: str, *, by: Member, at: datetime) -> None:
    """Write down on the lead that an act was taken back."""
    timeline.record(lead.stream, "leads.undone", at=at, by=Actor.member(by.id), what=what)


@undo.undoes("leads.assigned")
def _unassign(row: Kept, by: Member, at: datetime) -> None:
    record_undone(restore(row, by=by, at=at), "assigned", by=by, at=at)


@undo.undoes("leads.reopened")
def _close_again(row: Kept, by: Member, at: datetime) -> None:
    record_undone(restore(row, by=by, at=at), "reopened", by=by, at=at)


@undo.undoes("leads.snoozed")
def _rest_no_more(row: Kept, by: Member, at: datetime) -> None:
    record_undone(restore(row, by=by, at=at), "snoozed", by=by, at=at)


def _kept(lead: Lead, verb: Verb) -> Kept:
    _hold(lead, COLUMNS)
    before, held = _plain(lead, COLUMNS), due.planned_for(HOLDING, lead.id)
    verb(lead)
    db.session.flush()
    after = _plain(lead, COLUMNS)
    changed = [name for name in COLUMNS if before[name] != after[name]]
    if not changed:
        raise NothingToDo
    row: Kept = {
        "id": lead.id,
        "before": {name: before[name] for name in changed},
        "after": {name: after[name] for name in changed},
    }
    return {**row, "holding_at": held.isoformat()} if held else row


def _hold(lead: Lead, names: Iterable[str]) -> None:
    # As it is now, and nobody else changes it until the end of this transaction.
    db.session.refresh(lead, list(names), with_for_update={"key_share": True})


def _owe_again(lead: Lead, row: Kept, at: datetime) -> None:
    # What the act took out of the plan is due again, unless its time is over.
    if lead.promised_at is not None and "promised_at" in row["before"]:
        due.plan(PROMISE, lead.id, lead.promised_at)
    if "snoozed_until" in row["before"] or "snoozed_at" in row["before"]:
        due.cancel(WAKE, lead.id)
        if lead.snoozed_until is not None:
            due.plan(WAKE, lead.id, lead.snoozed_until)
    held = row.get("holding_at")
    if held and "stage" in row["before"] and lead.may_be_held and datetime.fromisoformat(held) > at:
        due.plan(HOLDING, lead.id, datetime.fromisoformat(held))


def _plain(lead: Lead, names: Iterable[str]) -> dict[str, Any]:
    return {name: _json(getattr(lead, name)) for name in names}


def _json(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def _typed(name: str, value: Any) -> Any:
    if value is None:
        return None
    kind = Lead.__table__.columns[name].type
    if isinstance(kind, sa.Enum) and kind.enum_class is not None:
        return kind.enum_class(value)
    return datetime.fromisoformat(value) if isinstance(kind, Instant) else value
