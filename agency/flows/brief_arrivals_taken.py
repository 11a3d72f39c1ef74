"""Pages that lie as they came are taken, in their order and as of the moments at which they came."""

from agency.briefs import arrivals, filling, forms
from agency.briefs.answers import By, Giver
from agency.briefs.arrivals import BriefArrival
from agency.briefs.forms import PageForm
from agency.briefs.models import Brief
from agency.flows.brief_page_sent import (
    Onward,
    brief_handed_in,
    brief_page_kept,
    brief_page_over,
    brief_page_sent,
)
from agency.kernel.db import db
from agency.kernel.forms import sealed
from agency.kernel.i18n import speaking

CLIENT: By = (Giver.client, None)


def brief_arrivals_taken(brief: Brief) -> Onward | None:
    """Where the last of them leads; None where there is none (any more). The brief is locked, so each is taken once."""
    onward = None
    for arrival in arrivals.of(brief.id):
        with speaking(arrival.language or brief.language):
            onward = _taken(brief, arrival)
        db.session.delete(arrival)
    db.session.flush()
    return onward


def _taken(brief: Brief, arrival: BriefArrival) -> Onward:
    page, purpose = brief.asks.page(arrival.page), f"brief:{brief.id}"
    if page is None:
        return Onward(brief.page_to_go_on())
    # It was sealed when it came, and no time that it lay here counts against it.
    sent = arrival.sent(csrf_token=sealed(purpose))
    today = filling.today(brief, arrival.came_at)
    form = forms.sent(page, brief, sent, purpose=purpose, today=today)
    return _done(brief, form, arrival)


def _done(brief: Brief, form: PageForm, arrival: BriefArrival) -> Onward:
    at, sent = arrival.came_at, arrival.sent()
    brief.language = arrival.language or brief.language
    if not brief.is_open:
        brief_page_over(brief, form, by=CLIENT, at=at)
        return Onward()
    # A save of this page that is still on its way writes over nothing of it.
    filling.is_late(brief, sent)
    brief_page_kept(brief, form, by=CLIENT, at=at)
    if sent.get("go") == "send":
        return brief_handed_in(brief, by=CLIENT, at=at)
    return brief_page_sent(brief, form, by=CLIENT, at=at)
