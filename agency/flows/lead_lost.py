"""A lead came to nothing: it is closed with the reason, and nothing more goes out by itself."""

from datetime import datetime

from agency.followups import machine
from agency.followups.models import StopReason
from agency.kernel.timeline import Actor
from agency.leads.models import Lead
from agency.leads.stages import ClosingReason


def lead_lost(
    lead: Lead, *, reason: str, by: Actor, at: datetime, why: ClosingReason | None = None
) -> None:
    """Close it as lost, with words, one of the agency's reasons, or both. Raises LeadClosed."""
    lead.lose(reason=reason, by=by, at=at, why=why)
    machine.stop(lead, StopReason.lost, at=at, by=by)
