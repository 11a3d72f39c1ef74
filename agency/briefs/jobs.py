"""Later work of briefs: once one was handed in, its paper is made, its client thanked, and our people told."""

from datetime import datetime

from agency.briefs import arrivals, filling, personal, queries, receipts, telling
from agency.briefs.models import Brief
from agency.briefs.paper import file_name, typescript
from agency.flows.brief_arrivals_taken import brief_arrivals_taken
from agency.kernel import queue
from agency.kernel.db import db
from agency.kernel.files import store
from agency.kernel.pdf import PdfError


@queue.job(telling.HANDED_IN, heavy=True)
def handed_in(brief_id: int, now: datetime) -> None:
    """Make its paper, thank whoever sent it, tell those whose lead it is; each of it once."""
    brief = _thanked(brief_id, now)
    if brief is not None:
        telling.tell(brief, at=now)


@queue.job(telling.TAKEN, heavy=True)
def taken(brief_id: int, now: datetime) -> None:
    """One of us has found work in it: its paper is made, and whoever sent it is thanked after all."""
    _thanked(brief_id, now)


@queue.job(arrivals.SETTLE, urgent=True)
def settle(brief_id: int, now: datetime) -> None:
    """No browser asked for the thanks: what lies as it came is taken all the same."""
    brief = queries.brief(brief_id, lock=True)
    if brief is not None:
        brief_arrivals_taken(brief)


@queue.job(filling.FORGOTTEN)
def forgotten(brief_id: int, now: datetime) -> None:
    """Nobody went on with it for so long that nobody can: what was written in it is taken away."""
    personal.forget(brief_id, at=now)


def _thanked(brief_id: int, now: datetime) -> Brief | None:
    brief = queries.brief(brief_id)
    if brief is None or brief.lead is None or not brief.is_submitted:
        return None
    _keep_paper(brief, now)
    receipts.thank(brief, at=now)
    return brief


def _keep_paper(brief: Brief, now: datetime) -> None:
    """No transaction is open while type is set. Without a paper, the letters go all the same."""
    if brief.paper_id is not None:
        return
    script, name = typescript(brief, now=now), file_name(brief)
    db.session.commit()
    try:
        data = script.printed()
    except PdfError:
        return
    brief.paper = store(data, name=name, content_type="application/pdf", at=now)
