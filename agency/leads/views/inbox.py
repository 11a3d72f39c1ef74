"""The inbox, and the list of all leads."""

from typing import Any

from flask import abort, render_template, request

from agency.kernel import clock
from agency.kernel.web import section, staff
from agency.leads import queries
from agency.leads.filters import Filter
from agency.leads.inbox import Inbox, inbox_of, peek_at
from agency.leads.next_things import coming, is_adrift
from agency.leads.rows import rows_of
from agency.leads.saved_views import Place
from agency.leads.views.blueprint import views
from agency.leads.views.coming import NEXT
from agency.leads.views.listing import listing
from agency.people import queries as people
from agency.people.at_the_desk import manages


@views.get("/inbox")
@staff()
def inbox() -> str:
    """What needs an answer, in the order in which it does."""
    now, chosen = clock.now(), Filter.from_args(request.args)
    found = _inbox(chosen, peek_id=request.args.get("peek", type=int))
    around = listing(Place.inbox, chosen, now=now)
    pulse = queries.pulse()
    return render_template(
        "leads/inbox.html", inbox=found, may_write=manages(), pulse=pulse, **around
    )


@views.get("/inbox/pulse")
@staff()
@section("leads.inbox")
def pulse() -> dict[str, str]:
    """Whether anything happened since the inbox was drawn; cheap, since every open inbox asks all the time."""
    return {"pulse": queries.pulse()}


@views.get("/inbox/peek/<int:id>")
@staff()
@section("leads.inbox")
def peek(id: int) -> str:
    """What the inbox's margin shows of one lead."""
    found = queries.lead(id) or abort(404)
    shown = peek_at(found, now=clock.now(), house=people.agency())
    return render_template("leads/_peek.html", peek=shown, may_write=manages())


@views.get("/leads")
@staff()
def all_leads() -> str:
    """Every lead there ever was, to be found again."""
    now, chosen = clock.now(), Filter.from_args(request.args)
    rest = chosen.without("words", "stage").conditions(me=people.me(), now=now)
    page = queries.find(
        chosen.words,
        chosen.stage,
        page=request.args.get("page", 1, type=int),
        narrowed=rest,
    )
    rows = rows_of(
        page.leads,
        now=now,
        zone=people.agency().zone,
        files=queries.file_counts(page.leads),
        coming=coming([lead.id for lead in page.leads], NEXT),
    )
    around = listing(Place.leads, chosen, now=now)
    return render_template("leads/leads.html", page=page, rows=rows, may_write=manages(), **around)


def _inbox(chosen: Filter, **more: Any) -> Inbox:
    now = clock.now()
    narrowed = chosen.conditions(me=people.me(), now=now)
    if "adrift" in request.args:
        # All of those of which a few stand on top.
        return inbox_of(
            now=now, sources=NEXT, narrowed=(*narrowed, is_adrift(NEXT)), few=queries.MOST, **more
        )
    return inbox_of(now=now, sources=NEXT, narrowed=narrowed, **more)
