"""What a lead's page knows of the lead, so that a form of it can tell later what happened in the meantime."""

from datetime import datetime
from typing import Any

from flask import request

from agency.leads import freshness
from agency.leads.models import Lead
from agency.people.at_the_desk import member_here


def part(lead: Lead, now: datetime) -> dict[str, Any]:
    """The page's mark; and, when a letter came back to it, who of us answered before it."""
    came = request.form.get("seen") if request.method == "POST" else None
    return {
        "seen": freshness.mark_of(lead),
        "collision": freshness.answered_since(lead, came, me=member_here()),
    }
