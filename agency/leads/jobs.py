"""Later work of leads: what came in is sorted, the holding letter falls due, a promise falls due."""

from datetime import datetime

from agency.flows.letter_received import letter_received
from agency.kernel import queue
from agency.leads import arrivals


@queue.job(arrivals.SORT)
def sort(arrival_id: int, now: datetime) -> None:
    """Sort this message, and whatever came before it and still waits."""
    for arrival in arrivals.unsorted_until(arrival_id):
        letter_received(arrival)
