"""Along the pipeline: moved, won, lost, brought back; and the agency's own stages and reasons."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from agency.flows.lead_lost import lead_lost
from agency.flows.lead_won import lead_won
from agency.kernel import clock, i18n
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.web import section, staff
from agency.leads import freshness, pipeline
from agency.leads.closing import LossForm, StageForm, WinForm
from agency.leads.models import LeadClosed, LeadNotLost, NotNewAgain, Stage
from agency.leads.pipeline_form import PipelineForm
from agency.leads.views.blueprint import Answer, views
from agency.leads.views.page import back_to, found, lead_page
from agency.leads.views.together import stale
from agency.people.at_the_desk import actor_here


@views.post("/leads/<int:id>/stage")
@staff(Access.manager)
@section("leads.all_leads")
def stage(id: int) -> Answer:
    """Somebody moves it along the pipeline."""
    lead, form = found(id), StageForm()
    place = pipeline.stage(form.stage.data) if form.validate() else None
    if place is None:
        abort(422)
    wish = _("put it in “%(stage)s”", stage=i18n.pick(place.name))
    if again := stale(lead, freshness.STANDING, wish):
        return again, 409
    try:
        lead.stand_in(place, by=actor_here(), at=clock.now())
        flash(_("It stands in “%(stage)s” now.", stage=i18n.pick(place.name)))
    except LeadClosed:
        flash(_("This lead was closed already."), "error")
    except NotNewAgain:
        flash(_("It was answered, so it is not new any more."), "error")
    db.session.commit()
    return back_to(lead)


@views.post("/leads/<int:id>/loss")
@staff(Access.manager)
@section("leads.all_leads")
def loss(id: int) -> Answer:
    """It came to nothing."""
    lead, form = found(id), LossForm.asking()
    if not form.validate():
        return lead_page(lead, loss=form), 422
    words, why = form.reason.data, form.why
    said = ": ".join(filter(None, [i18n.pick(why.name) if why else "", words]))
    wish = _("close it as lost (%(why)s)", why=said)
    if again := stale(lead, freshness.STANDING, wish, also_heard=True):
        return again, 409
    try:
        lead_lost(lead, reason=words, why=why, by=actor_here(), at=clock.now())
    except LeadClosed:
        flash(_("This lead was closed already."), "error")
    db.session.commit()
    return back_to(lead)


@views.post("/leads/<int:id>/win")
@staff(Access.manager)
@section("leads.all_leads")
def win(id: int) -> Answer:
    """They agreed past any proposal; or, of one that is won, why they chose us."""
    lead, form = found(id), WinForm.asking()
    if not form.validate():
        return lead_page(lead, win=form), 422
    words, why = form.reason.data, form.why
    if again := stale(lead, freshness.STANDING, _("close it as won")):
        return again, 409
    if lead.stage is Stage.won:
        lead.explain_win(words, why=why)
    else:
        lead_won(lead, words=words, why=why, by=actor_here(), at=clock.now())
    db.session.commit()
    return back_to(lead)


@views.post("/leads/<int:id>/reopening")
@staff(Access.manager)
@section("leads.all_leads")
def reopening(id: int) -> Answer:
    """It was not lost after all."""
    lead = found(id)
    if again := stale(lead, freshness.STANDING, _("bring it back")):
        return again, 409
    try:
        lead.reopen(by=actor_here(), at=clock.now())
    except LeadNotLost:
        flash(_("Only a lost lead can be brought back."), "error")
    db.session.commit()
    return back_to(lead)


@views.route("/settings/pipeline", methods=["GET", "POST"])
@staff(Access.owner)
@section("desk.settings")
def pipeline_settings() -> Answer:
    """The agency's own stages, and why leads are won and lost."""
    form = PipelineForm() if request.method == "POST" else PipelineForm.showing()
    if form.validate_on_submit() and form.write():
        db.session.commit()
        flash(_("Saved"))
        return redirect(url_for("leads.pipeline_settings"), 303)
    page = render_template("leads/pipeline.html", form=form)
    return (page, 422) if form.errors else page
