"""They wrote that they will look at it: no answer is owed, and the letters go on later, should they stay silent."""

from datetime import datetime

from agency.followups import machine
from agency.kernel import timeline
from agency.kernel.timeline import Actor
from agency.leads.models import Lead


def pause_instead(lead: Lead, not_before: datetime, *, by: Actor, at: datetime) -> bool:
    """Their word becomes a pause; False where nothing is followed up any more."""
    if machine.go_on(lead, not_before=not_before, at=at, by=by) is None:
        return False
    lead.leave_to_them(at=at)
    due_at = not_before.isoformat(timespec="minutes")
    timeline.record(lead.stream, "followups.left_to_them", at=at, by=by, due_at=due_at)
    return True
