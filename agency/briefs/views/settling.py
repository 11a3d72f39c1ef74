"""Pages that lie as they came are taken before anybody looks at their brief by its link: nobody sees half of it."""

import structlog
from flask import g

from agency.briefs import arrivals, queries
from agency.briefs.models import Brief
from agency.flows.brief_arrivals_taken import brief_arrivals_taken
from agency.flows.brief_page_sent import Onward
from agency.kernel import due
from agency.kernel.auth import Guest
from agency.kernel.db import db, writing

log = structlog.get_logger()


def for_guest(guest: Guest, *, lock: bool = False) -> Brief | None:
    """The brief that this link opens, with all that came in of it."""
    brief = queries.for_guest(guest, lock=lock)
    return brief and whole(brief, lock=lock)


def whole(brief: Brief, *, lock: bool) -> Brief | None:
    """This brief, just read, with all that came in of it: whatever lies is taken first, on its own."""
    if not brief.has_arrivals:
        return brief
    id = brief.id
    db.session.rollback()
    g.onward = _taken(id)
    db.session.expunge(brief)
    return queries.brief(id, lock=lock)


def onward() -> Onward | None:
    """Where that led, if anything was taken."""
    found: Onward | None = g.get("onward")
    return found


def _taken(id: int) -> Onward | None:
    try:
        with writing():
            brief = queries.brief(id, lock=True)
            # Before looking at what lies: what comes later is planned anew.
            due.cancel(arrivals.SETTLE, id)
            found = brief_arrivals_taken(brief) if brief is not None else None
            db.session.commit()
            return found
    except Exception:
        # It lies on, the worker tries again, and whoever looks after the house is told when that fails too.
        db.session.rollback()
        log.exception("briefs.not_taken", brief=id)
        return None
