"""A lead came to nothing: it is closed with the reason, and nothing more goes out by itself."""

from datetime import datetime

from agency.followups import machine
from agency.followups.models import StopReason
from agency.kernel.timeline import Actor
from agency.leads.models import Lead


def lead_lost(lead: Lead, *, reason: str, by: Actor, at: datetime) -> None:
    """Close it as lost. Raises LeadClosed."""
    lead.lose(reason=reason, by=by, at=at)
    machine.stop(lead, StopReason.lost, at=at, by=by)
