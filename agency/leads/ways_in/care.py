"""Care: whatever a delivery holds, it is understood or put aside with the reason; it is never lost."""

from collections.abc import Callable

import structlog
from sqlalchemy.exc import IntegrityError

from agency.kernel.db import db
from agency.leads.care import passes
from agency.leads.ways_in.deliveries import Delivery
from agency.leads.ways_in.reasons import Why
from agency.leads.ways_in.understanding import NotUnderstood

log = structlog.get_logger()


def carefully(delivery: Delivery, read: Callable[[Delivery], None]) -> None:
    """Understand it all or not at all. Raises only what passes; whatever else goes wrong puts it aside."""
    try:
        try:
            with db.session.begin_nested():
                read(delivery)
        except IntegrityError:
            # Somebody made the same contact, chat or lead in this moment: now it is there to be found.
            with db.session.begin_nested():
                read(delivery)
    except NotUnderstood as trouble:
        delivery.put_aside(trouble.why, trouble.detail)
    except Exception as trouble:
        if passes(trouble):
            raise
        # Nothing that somebody sends may be in the way of what others send.
        log.exception("delivery.not_read", delivery=delivery.id)
        delivery.put_aside(Why.broken, type(trouble).__name__)
    db.session.flush()
