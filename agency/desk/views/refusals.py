"""Writing down a no that did not come by the proposal's page, and whether a letter tells of its last day."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.flows.offer_changed import reminder_switched
from agency.flows.refusal_recorded import refusal_recorded
from agency.kernel import clock, i18n
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.web import section, staff
from agency.people.at_the_desk import member_here
from agency.proposals import queries
from agency.proposals.models import Proposal
from agency.proposals.refusal_form import RefusalForm
from agency.proposals.states import NotOnOffer

views = Blueprint("refusals", __name__)
Answer = Response | str | tuple[str, int]


@views.get("/proposals/<int:id>/refusal")
@staff(Access.manager)
@section("proposals.index")
def page(id: int) -> Answer:
    """What they said, when, and how."""
    found = queries.proposal(id) or abort(404)
    return _page(found, _form(found)) if found.is_on_offer else _closed(found)


@views.post("/proposals/<int:id>/refusal")
@staff(Access.manager)
@section("proposals.index")
def refusal(id: int) -> Answer:
    """Write it down: no more letters about it, as if they had said it on the page."""
    found, now = _held(id), clock.now()
    form = _form(found)
    if not found.is_on_offer:
        return _closed(found)
    if not form.validate():
        return _page(found, form), 422
    refusal_recorded(
        found, form.why.data, channel=form.channel, on=form.on.data, by=member_here(), at=now
    )
    db.session.commit()
    flash(_("Recorded. No more letters go out about it; a no may still turn."))
    return _back(found)


@views.post("/proposals/<int:id>/reminder")
@staff(Access.manager)
@section("proposals.index")
def reminder(id: int) -> Response:
    """Whether a letter tells them of its last day."""
    found, wants = _held(id), request.form.get("wants") == "yes"
    try:
        reminder_switched(found, on=wants, by=member_here(), at=clock.now())
    except NotOnOffer:
        db.session.rollback()
        flash(_("Only a proposal that the client still has has a last day to tell of."), "error")
        return redirect(url_for("proposals.proposal", id=id), 303)
    db.session.commit()
    flash(
        _("A letter tells them of its last day, if nobody answers before.")
        if wants
        else _("No letter goes out about its last day.")
    )
    return _back(found)


def _page(found: Proposal, form: RefusalForm) -> str:
    return render_template("proposals/refusal.html", proposal=found, form=form)


def _form(found: Proposal) -> RefusalForm:
    zone = found.lead.client.zone
    return RefusalForm.about(found, today=i18n.in_zone(clock.now(), zone).date())


def _closed(found: Proposal) -> Response:
    if found.acceptance is not None:
        flash(_("It is agreed already: the record cannot be changed."), "error")
    else:
        flash(_("Only a proposal that the client still has can be declined."), "error")
    return _back(found)


def _back(found: Proposal) -> Response:
    return redirect(url_for("proposals.proposal", id=found.id), 303)


def _held(id: int) -> Proposal:
    return queries.for_writing(id) or abort(404)
