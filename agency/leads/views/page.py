"""One lead's page: whose turn it is, all that was said, and what to do. Each part gathers its own figures."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from flask import abort, current_app, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from agency.briefs import queries as briefs
from agency.followups import queries as followups
from agency.kernel import clock, timeline
from agency.kernel.web import section, staff
from agency.leads import filing, holding, mails, queries, standfirst, story
from agency.leads.bands import bands_of
from agency.leads.forms import LetterForm, LossForm, NoteForm, OwnerForm
from agency.leads.models import Lead
from agency.leads.sending import fate_of, leaves
from agency.leads.views.blueprint import views
from agency.leads.ways_in import listing as deliveries
from agency.people import queries as people
from agency.people.at_the_desk import manages, member_here
from agency.proposals import queries as proposals
from agency.tasks import queries as tasks
from agency.tasks import to_do

# What one part of the page shows: its names for the template.
Part = Callable[[Lead, datetime], dict[str, Any]]


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
    house = people.agency()
    return {
        "state": standfirst.of_lead(lead, now=now, zone=house.zone),
        "bands": bands_of(lead, house, now=now),
        "holding": holding.planned_of(lead),
        "may_write": manages(),
    }


def _story(lead: Lead, now: datetime) -> dict[str, Any]:
    zone = people.agency().zone
    entries, said = timeline.entries(lead.stream), queries.messages(lead)
    context: dict[str, Any] = {}
    for package in (queries, deliveries, briefs, proposals, tasks, followups):
        context |= package.for_timeline(entries)
    return {
        "days": story.tell(said, entries, now=now, zone=zone, client_zone=lead.client.zone),
        "context": context,
        "who_of": partial(story.who_did, context=context),
        "fate_of": partial(fate_of, zone=zone),
    }


def _writing(lead: Lead, now: datetime) -> dict[str, Any]:
    me, zone = member_here(), people.agency().zone
    stays_home = current_app.config["SETTINGS"].smtp_url is None
    return {
        "reader": mails.reader_of(lead),
        "leaves": leaves(lead.client, now=now, zone=zone, stays_home=stays_home),
        "letter": LetterForm(formdata=None, subject=mails.subject_of(lead)),
        "draft_key": f"letter-{lead.id}-{me.id}-{queries.last_words_of(me, lead)}",
    }


def _handling(lead: Lead, now: datetime) -> dict[str, Any]:
    owners = people.managers()
    return {
        "note": NoteForm.about(lead, formdata=None),
        "loss": LossForm(formdata=None),
        "owner_form": OwnerForm.among(owners, formdata=None, owner=lead.owner_id),
    }


def _beside(lead: Lead, now: datetime) -> dict[str, Any]:
    return {
        "brief": briefs.brief_of(lead),
        "proposals": proposals.of_lead(lead),
        "project": tasks.project_of(lead),
        "plan": followups.plan_of(lead),
    }


PARTS: tuple[Part, ...] = (_head, _story, _writing, _handling, _beside, to_do.of_lead, filing.part)
