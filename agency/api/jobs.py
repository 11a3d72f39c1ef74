"""Later work of the doors for machines: what was brought is read."""

from datetime import datetime

from agency.flows.delivery_received import delivery_received
from agency.kernel import queue
from agency.leads.ways_in import deliveries


@queue.job(deliveries.READ)
def read(delivery_id: int, now: datetime) -> None:
    """Understand what was brought, or put it aside for a person."""
    delivery = deliveries.take(delivery_id)
    if delivery is not None:
        delivery_received(delivery)
