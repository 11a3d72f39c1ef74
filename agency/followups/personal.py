"""What we waited for, and what was written by hand into letters, to somebody who wants to be forgotten."""

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from agency.followups import machine
from agency.followups.models import Awaited, Enrollment, StopReason, Touch
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.leads.models import Lead

NAMELESS = "–"


def erase(lead_ids: Collection[int], *, by: Actor, at: datetime) -> None:
    """End all that runs for these leads and blank its words; which steps went when stays."""
    for lead in db.session.scalars(sa.select(Lead).where(Lead.id.in_(lead_ids))):
        machine.stop(lead, StopReason.lost, at=at, by=by)
    for awaited in db.session.scalars(sa.select(Awaited).where(Awaited.lead_id.in_(lead_ids))):
        awaited.what = NAMELESS
    reworded = (
        sa.select(Touch)
        .join(Enrollment, Enrollment.id == Touch.enrollment_id)
        .where(Enrollment.lead_id.in_(lead_ids), Touch.own_words.is_not(None))
    )
    for touch in db.session.scalars(reworded):
        touch.own_subject, touch.own_words = None, None
    db.session.flush()
