"""The inbox, and the list of all leads."""

from flask import render_template, request

from agency.followups import queries as followups
from agency.kernel import clock
from agency.kernel.web import staff
from agency.leads import queries
from agency.leads.inbox import inbox_of
from agency.leads.models import Stage
from agency.leads.rows import rows_of
from agency.leads.views.blueprint import views
from agency.people import queries as people
from agency.people.at_the_desk import manages


@views.get("/inbox")
@staff()
def inbox() -> str:
    """What needs an answer, in the order in which it does."""
    mine = request.args.get("whose") == "mine"
    page = inbox_of(
        people.me() if mine else None,
        now=clock.now(),
        next_letters=followups.next_touches,
        peek_id=request.args.get("peek", type=int),
    )
    return render_template("leads/inbox.html", inbox=page, mine=mine, may_write=manages())


@views.get("/leads")
@staff()
def all_leads() -> str:
    """Every lead there ever was, to be found again."""
    words, stage = request.args.get("words", "").strip(), _stage(request.args.get("stage"))
    page = queries.find(words, stage, page=request.args.get("page", 1, type=int))
    rows = rows_of(
        page.leads,
        now=clock.now(),
        zone=people.agency().zone,
        files=queries.file_counts(page.leads),
        next_letters=followups.next_touches([lead.id for lead in page.leads]),
    )
    return render_template(
        "leads/leads.html",
        page=page,
        rows=rows,
        words=words,
        stage=stage,
        stages=Stage,
        may_write=manages(),
    )


def _stage(name: str | None) -> Stage | None:
    return Stage(name) if name in Stage.__members__ else None
