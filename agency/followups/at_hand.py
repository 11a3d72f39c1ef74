"""What one of us may do about the follow-ups of a lead, for its page: what runs or rests, and times to choose from."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from agency.followups import pausing
from agency.followups.models import Enrollment
from agency.followups.outgoing import RUNNING
from agency.kernel.db import db
from agency.leads.models import Lead
from agency.people import queries as people


def part(lead: Lead, now: datetime) -> dict[str, Any]:
    """The part of the lead's page that is about handling its letters."""
    zone = people.agency().zone
    running = sa.select(Enrollment).where(
        Enrollment.lead_id == lead.id, Enrollment.state.in_(RUNNING)
    )
    return {
        "running": list(db.session.scalars(running.order_by(Enrollment.id))),
        "pause_times": pausing.picks(lead, now=now, zone=zone),
        "instead_times": pausing.instead(lead, now=now, zone=zone),
    }
