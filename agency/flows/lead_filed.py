"""A young lead turns out to belong to another: its words go there, and there the client has been heard."""

from datetime import datetime

from agency.followups import machine
from agency.followups.models import StopReason
from agency.kernel.timeline import Actor
from agency.leads import filing
from agency.leads.filing import Filing
from agency.leads.models import Lead


def lead_filed(lead: Lead, into: Lead, *, by: Actor, at: datetime) -> Filing:
    """The filing, for whoever takes it back. Raises CannotFile."""
    done = filing.file(lead, into, by=by, at=at)
    machine.stop(into, StopReason.heard, at=at, by=by)
    return done
