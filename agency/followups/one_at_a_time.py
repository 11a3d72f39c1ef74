"""One at a time: whoever changes a plan holds it until the end of the transaction, and reads it as it stands then.

Everybody takes what they hold in the same order: whom it is written to, the lead, its plans, their steps, and last what
is due. So two who come at once, as an answer and the clock, wait for one another, never cross, and undo nothing of
each other's.
"""

import sqlalchemy as sa

from agency.followups.models import Enrollment, Touch
from agency.kernel.db import db
from agency.leads.models import Lead
from agency.leads.readers import lock, readers_of


def take(touch_id: int) -> Touch | None:
    """The touch as it stands now, held together with all that says whether it goes."""
    touch = db.session.get(Touch, touch_id)
    if touch is None:
        return None
    lead = touch.enrollment.lead
    lock(readers_of(lead, automatic=True))
    hold_lead(lead)
    hold(sa.select(Enrollment).where(Enrollment.id == touch.enrollment_id))
    return touch


def hold_lead(lead: Lead) -> None:
    """Nobody else begins or ends anything on this lead meanwhile."""
    held_lead(lead.id)


def held_lead(id: int) -> Lead:
    """The lead with this id, held in the same way."""
    held = sa.select(Lead).where(Lead.id == id).with_for_update(of=Lead, key_share=True)
    return db.session.scalars(held.execution_options(populate_existing=True)).one()


def hold(found: sa.Select[Enrollment]) -> list[Enrollment]:
    """These plans with their touches as they stand now, the first one first."""
    ids = list(db.session.scalars(found.with_only_columns(Enrollment.id)))
    if not ids:
        return []
    plans = sa.select(Enrollment).where(Enrollment.id.in_(ids)).order_by(Enrollment.id)
    touches = sa.select(Touch).where(Touch.enrollment_id.in_(ids)).order_by(Touch.id)
    plans = plans.with_for_update(of=Enrollment, key_share=True)
    touches = touches.with_for_update(of=Touch, key_share=True)
    held = list(db.session.scalars(plans.execution_options(populate_existing=True)))
    db.session.scalars(touches.execution_options(populate_existing=True)).all()
    return held
