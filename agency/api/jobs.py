"""Later work of the other ways in: what was brought is read, tables are imported."""

from datetime import datetime

from agency.flows.delivery_received import delivery_received
from agency.kernel import queue
from agency.kernel.db import after_commit
from agency.leads.importing import performing
from agency.leads.ways_in import deliveries


@queue.job(deliveries.READ)
def read(delivery_id: int, now: datetime) -> None:
    """Understand what was brought, or put it aside for a person."""
    delivery = deliveries.take(delivery_id)
    if delivery is not None:
        delivery_received(delivery)


@queue.job(performing.IMPORT)
def bring(import_id: int, now: datetime) -> datetime | None:
    """Import the next rows of a table, or take them back; due again at once while there are more."""
    if not performing.go_on(import_id, now=now):
        return None
    after_commit(queue.wake)
    return now
