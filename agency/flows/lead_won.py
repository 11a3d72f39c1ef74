"""One of us says that a client agreed, past any proposal: the lead is won, and nothing more goes out by itself."""

from datetime import datetime

from agency.followups import machine
from agency.followups.models import StopReason
from agency.kernel.timeline import Actor
from agency.leads.models import Lead
from agency.leads.stages import ClosingReason


def lead_won(lead: Lead, *, words: str, why: ClosingReason | None, by: Actor, at: datetime) -> None:
    """Close it as won, and say why."""
    lead.win(by=by, at=at)
    lead.explain_win(words, why=why)
    machine.stop(lead, StopReason.accepted, at=at, by=by)
