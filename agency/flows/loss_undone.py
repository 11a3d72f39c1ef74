"""A loss is taken back soon after: the lead is what it was, and what would have gone out goes out again."""

from datetime import datetime

from agency.followups import machine
from agency.leads import bulk, undo
from agency.people.models import Member


@undo.undoes("leads.lost")
def loss_undone(row: undo.Kept, by: Member, at: datetime) -> None:
    """Bring one lead back together with its follow-ups. Raises ChangedSince."""
    lost_at = row["after"].get("closed_at")
    lead = bulk.restore(row, by=by, at=at)
    machine.resume(lead, stopped_at=datetime.fromisoformat(lost_at), at=at)
    bulk.record_undone(lead, "lost", by=by, at=at)
