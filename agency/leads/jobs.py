"""Later work of leads: what came in is sorted, the holding letter falls due, a promise falls due."""

from datetime import datetime

from agency.flows.letter_received import letter_received
from agency.kernel import queue
from agency.leads import arrivals, holding, promises


@queue.job(arrivals.SORT)
def sort(arrival_id: int, now: datetime) -> None:
    """Sort this message, and whatever came before it and still waits."""
    for arrival in arrivals.unsorted_until(arrival_id):
        letter_received(arrival)


@queue.job(promises.HOLDING)
def hold(lead_id: int, now: datetime) -> None:
    """Tell whoever wrote when the answer comes, if nobody has given it yet."""
    lead = holding.take(lead_id)
    if lead is not None:
        holding.release(lead, now=now)


@queue.job(promises.PROMISE)
def promise(lead_id: int, now: datetime) -> datetime | None:
    """Write down that a promise was not kept, unless it was; when to look again, if it was moved."""
    lead = holding.take(lead_id)
    return lead.stand_late(now=now) if lead is not None else None
