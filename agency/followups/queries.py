"""Reads of the follow-ups: what goes out next, what a lead was enrolled on, and the words of its facts."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from agency.followups.models import (
    Awaited,
    Cadence,
    Enrollment,
    EnrollmentState,
    Touch,
    TouchState,
)
from agency.followups.states import RUNNING
from agency.kernel.db import db
from agency.kernel.timeline import Entry
from agency.leads.models import Lead
from agency.leads.next_things import NO_DAY, NO_WORDS, Kind, Source, Things

# Facts that speak of a time to come, in `due_at`.
WITH_A_TIME = ("followups.waited", "followups.paused", "followups.left_to_them")


def next_touches(lead_ids: Collection[int]) -> dict[int, datetime]:
    """When the next letter goes out by itself, for those of these leads that have one planned."""
    rows = db.session.execute(
        sa.select(Enrollment.lead_id, sa.func.min(Touch.due_at, type_=Touch.due_at.type))
        .join(Touch, Touch.enrollment_id == Enrollment.id)
        .where(Enrollment.lead_id.in_(lead_ids), *_is_planned())
        .group_by(Enrollment.lead_id)
    )
    return dict(rows.all())


def enrollments_of(lead: Lead) -> list[Enrollment]:
    """Everything this lead was ever enrolled on, with touches and steps."""
    return list(
        db.session.scalars(
            sa.select(Enrollment)
            .where(Enrollment.lead_id == lead.id)
            .options(
                selectinload(Enrollment.touches),
                joinedload(Enrollment.awaited),
                joinedload(Enrollment.cadence).selectinload(Cadence.steps),
            )
            .order_by(Enrollment.started_at, Enrollment.id)
        )
    )


def enrollment(id: int) -> Enrollment | None:
    """One of them, held until the end of the transaction."""
    return db.session.get(Enrollment, id, with_for_update=True, populate_existing=True)


def for_timeline(entries: Sequence[Entry]) -> dict[str, dict[int, Any]]:
    """What the facts of this package need to be told: of each touch the name of its step and how many there are."""
    waits = {
        each.id: datetime.fromisoformat(each.data["due_at"])
        for each in entries
        if each.kind in WITH_A_TIME and each.data.get("due_at")
    }
    return {"touches": _touches(entries), "waits": waits, "awaited": _awaited(entries)}


def _touches(entries: Sequence[Entry]) -> dict[int, dict[str, Any]]:
    ids = {
        each.data["touch"]
        for each in entries
        if each.kind.startswith("followups.") and "touch" in each.data
    }
    if not ids:
        return {}
    found = db.session.scalars(
        sa.select(Touch)
        .where(Touch.id.in_(ids))
        .options(
            joinedload(Touch.enrollment).joinedload(Enrollment.cadence).selectinload(Cadence.steps)
        )
    )
    return {each.id: _told(each) for each in found}


def _awaited(entries: Sequence[Entry]) -> dict[int, str]:
    ids = {each.data["awaited"] for each in entries if "awaited" in each.data}
    if not ids:
        return {}
    rows = db.session.execute(sa.select(Awaited.id, Awaited.what).where(Awaited.id.in_(ids)))
    return dict(rows.all())


def _told(touch: Touch) -> dict[str, Any]:
    step = touch.step
    return {"name": step.name if step else {}, "total": len(touch.enrollment.cadence.steps)}


def _is_planned() -> tuple[sa.ColumnElement[bool], ...]:
    return Enrollment.state == EnrollmentState.active, Touch.state == TouchState.planned


def _in_state(state: TouchState) -> tuple[sa.ColumnElement[bool], ...]:
    return Enrollment.state.in_(RUNNING), Touch.state == state


def _source(kind: Kind, at: Any, *where: sa.ColumnElement[bool]) -> Source:
    def find(lead_ids: Collection[int]) -> Things:
        return (
            sa.select(Enrollment.lead_id, at, NO_DAY, NO_WORDS, Touch.id)
            .join(Touch, Touch.enrollment_id == Enrollment.id)
            .where(Enrollment.lead_id.in_(lead_ids), *where)
        )

    comes = sa.exists().where(
        Enrollment.lead_id == Lead.id, Touch.enrollment_id == Enrollment.id, *where
    )
    return Source(kind, find, comes.correlate(Lead))


# Among what may come next on a lead: letters that go out by themselves, also after a rest that has an end;
# those that wait for our word; and our own calls.
TOUCHES = _source(
    Kind.touch,
    sa.func.coalesce(Enrollment.paused_until, Touch.due_at, type_=Touch.due_at.type),
    sa.or_(Enrollment.state == EnrollmentState.active, Enrollment.paused_until.is_not(None)),
    Touch.state == TouchState.planned,
)
ASKS = _source(Kind.asks, Touch.due_at, *_in_state(TouchState.asks))
CALLS = _source(Kind.call, Touch.due_at, *_in_state(TouchState.calls))
