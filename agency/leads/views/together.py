"""Two people on one lead: who else is here, and what happened since the page was drawn."""

from collections.abc import Collection

from flask import render_template, request
from werkzeug.datastructures import MultiDict

from agency.kernel import clock
from agency.kernel.web import reads, section, staff
from agency.leads import freshness, mentioned, pipeline, presence
from agency.leads.freshness import News
from agency.leads.models import Lead
from agency.leads.presence import Doing
from agency.leads.views.blueprint import views
from agency.leads.views.page import found
from agency.people.at_the_desk import member_here

# What a form says besides what somebody wished.
OWN_FIELDS = ("csrf_token", "seen")


@views.post("/leads/<int:id>/presence")
@staff()
@reads
@section("leads.all_leads")
def presence_here(id: int) -> str:
    """A page of this lead is open; who else is here, and whether there is news."""
    lead, me, now = found(id), member_here(), clock.now()
    said = request.form.get("doing", "")
    presence.note(lead, me, Doing(said) if said in Doing.__members__ else None, at=now)
    return render_template(
        "leads/_together.html",
        lead=lead,
        others=presence.others(lead, me, now=now),
        is_new=freshness.has_news(lead, request.form.get("seen"), me=me),
    )


def stale(lead: Lead, facts: Collection[str], wish: str, *, also_heard: bool = False) -> str | None:
    """The page that says what others did since, if it speaks against this form; `wish` says what the form wants.

    It asks whether to do it anyway, with all that was typed.
    """
    mark = request.form.get("seen")
    news = freshness.decided_since(lead, mark, facts, me=member_here())
    if also_heard:
        news = News(news.entries, freshness.heard_since(lead, mark).messages)
    if not news:
        return None
    return render_template(
        "leads/stale.html",
        lead=lead,
        news=news,
        wish=wish,
        context=mentioned.for_timeline(news.entries) | pipeline.for_timeline(news.entries),
        typed=_typed(request.form),
        seen=freshness.mark_of(lead),
        address=request.path,
    )


def _typed(form: MultiDict[str, str]) -> list[tuple[str, str]]:
    return [each for each in form.items(multi=True) if each[0] not in OWN_FIELDS]
