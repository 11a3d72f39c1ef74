"""One lead's page: whose turn it is, all that was said, and what to do. Each part gathers its own figures."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from agency.briefs import asking
from agency.briefs import queries as briefs
from agency.clients import likeness
from agency.followups import at_hand, awaiting_form
from agency.followups import queries as followups
from agency.kernel import clock, timeline
from agency.kernel.web import section, staff
from agency.leads import (
    composing,
    filing,
    hands,
    holding,
    meanwhile,
    mentioned,
    pipeline,
    queries,
    rows,
    standfirst,
    story,
)
from agency.leads.bands import bands_of
from agency.leads.bringing import told_of_bringing, who_brought
from agency.leads.closing import LossForm, WinForm
from agency.leads.forms import NoteForm, OwnerForm
from agency.leads.models import Lead
from agency.leads.next_things import Kind, coming
from agency.leads.sending import fate_of
from agency.leads.views.blueprint import views
from agency.leads.views.coming import NEXT
from agency.leads.ways_in import listing as deliveries
from agency.people import queries as people
from agency.people.at_the_desk import manages
from agency.proposals import pins
from agency.proposals import queries as proposals
from agency.tasks import queries as tasks
from agency.tasks import to_do

# What one part of the page shows: its names for the template.
Part = Callable[[Lead, datetime], dict[str, Any]]
# A story that is longer can be narrowed to words, or to facts.
MOST_AT_A_GLANCE = 10
# What stands in the plan of the follow-ups, further down the page.
OF_THE_PLAN = (Kind.touch, Kind.asks, Kind.call)


@views.get("/leads/<int:id>")
@staff()
@section("leads.all_leads")
def lead(id: int) -> str:
    """One lead: whose turn it is, all that was said, and what to do."""
    return lead_page(found(id))


def lead_page(lead: Lead, **typed: FlaskForm) -> str:
    """The page; `typed` are forms that were refused, with what was typed, by their name in the template."""
    now = clock.now()
    shown: dict[str, Any] = {}
    for part in PARTS:
        shown |= part(lead, now)
    return render_template("leads/lead.html", **{**shown, **typed}, lead=lead, now=now)


def found(id: int) -> Lead:
    """This lead, or 404."""
    return queries.lead(id) or abort(404)


def back_to(lead: Lead) -> Response:
    """The way back to its page."""
    return redirect(url_for("leads.lead", id=lead.id), 303)


def _head(lead: Lead, now: datetime) -> dict[str, Any]:
    house, nearest = people.agency(), coming([lead.id], NEXT)
    return {
        "state": standfirst.of_lead(lead, now=now, zone=house.zone),
        "bands": bands_of(lead, house, now=now),
        "holding": holding.planned_of(lead),
        "comes": rows.next_of(lead, nearest, now=now, zone=house.zone),
        "comes_by_plan": any(each.kind in OF_THE_PLAN for each in nearest.values()),
        "may_write": manages(),
    }


def _story(lead: Lead, now: datetime) -> dict[str, Any]:
    zone = people.agency().zone
    entries, said = timeline.entries(lead.stream), queries.messages(lead)
    told = story.tell(said, entries, now=now, zone=zone, client_zone=lead.client.zone)
    show = request.args.get("show", "")
    context: dict[str, Any] = {}
    for package in (mentioned, deliveries, pipeline, briefs, proposals, tasks, followups):
        context |= package.for_timeline(entries)
    context |= told_of_bringing(lead, entries) | {"pins": pins.for_messages(said)}
    return {
        "days": story.only(told, show),
        "show": show,
        "is_long": sum(len(day.told) for day in told) > MOST_AT_A_GLANCE,
        "context": context,
        "who_of": partial(story.who_did, context=context),
        "fate_of": partial(fate_of, zone=zone),
    }


def _handling(lead: Lead, now: datetime) -> dict[str, Any]:
    owners = people.managers()
    return {
        "note": NoteForm.about(lead, formdata=None),
        "loss": LossForm.asking(formdata=None),
        "win": WinForm.asking(formdata=None, reason=lead.won_reason),
        "pipeline": (stages := pipeline.stages()),
        "stage": pipeline.standing(lead, stages),
        "owner_form": OwnerForm.among(owners, formdata=None, owner=lead.owner_id),
    }


def _beside(lead: Lead, now: datetime) -> dict[str, Any]:
    brief = briefs.brief_of(lead)
    offers = proposals.of_lead(lead)
    may_ask = manages() and lead.stage.is_open and brief is None and not offers
    return {
        "brief": brief,
        "briefs_open": asking.open_of(lead),
        "brief_templates": briefs.live_templates() if may_ask else [],
        "proposals": offers,
        "project": tasks.project_of(lead),
        "twice": likeness.pairs_with([lead.contact]).get(lead.contact_id) if manages() else None,
    }


PARTS: tuple[Part, ...] = (
    _head,
    _story,
    composing.part,
    _handling,
    _beside,
    hands.part,
    to_do.of_lead,
    who_brought,
    filing.part,
    meanwhile.part,
    at_hand.part,
    awaiting_form.part,
)
