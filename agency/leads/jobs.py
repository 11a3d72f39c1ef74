"""Later work of leads: what came in is sorted, the holding letter falls due, a promise falls due."""

import threading
from datetime import datetime

from agency.flows.letter_received import letter_received
from agency.kernel import queue
from agency.kernel.db import after_commit, db
from agency.leads import arrivals, holding, pressing, promises

# So many at a time, and so many times, that a claim on this work never runs out.
BATCH, MOST_BATCHES = 25, 40
BREATH = threading.Event()


@queue.job(arrivals.SORT)
def sort(arrival_id: int, now: datetime) -> datetime | None:
    """Sort this message, and whatever came before it and still waits; when to go on, if that is much."""
    for _ in range(MOST_BATCHES):
        some = arrivals.unsorted_until(arrival_id, BATCH)
        for arrival in some:
            letter_received(arrival)
        if len(some) < BATCH:
            return None
        # A first reading may bring thousands: others want to write in between, too.
        db.session.commit()
        BREATH.wait(0.05)
    after_commit(queue.wake)
    return now


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
    return pressing.promise_came(lead, now=now) if lead is not None else None
