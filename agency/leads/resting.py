"""What happens to a lead that rests: its time comes, and whoever has it is told."""

from datetime import datetime

from agency.kernel.timeline import Actor
from agency.leads.models import Lead
from agency.leads.pressing import hands
from agency.leads.snoozing import Waker
from agency.people import notices


def time_came(lead: Lead, *, now: datetime) -> datetime | None:
    """It comes back, unless it was woken before; or when to look again."""
    if lead.snoozed_until is None or lead.snoozed_until > now:
        return lead.snoozed_until
    due_at = lead.snoozed_until.isoformat(timespec="minutes")
    lead.wake(Waker.time, by=Actor.machine(), at=now)
    for member in hands(lead, now):
        notices.tell(member, "leads.woken", at=now, stream=lead.stream, due_at=due_at)
    return None
