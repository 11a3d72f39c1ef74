"""Briefs as the staff sees them: one as it was asked and answered, and sending one on a lead."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.briefs import history, provenance, queries, setting_aside
from agency.briefs.views.blueprint import views
from agency.flows.brief_sent import brief_sent
from agency.kernel import clock
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.web import section, staff
from agency.leads import queries as leads
from agency.leads.mails import NoAddress
from agency.people.at_the_desk import manages, member_here

Page = str | Response


@views.get("/briefs/<int:id>")
@staff()
@section("leads.inbox")
def brief(id: int) -> Page:
    """A brief as it was asked and answered."""
    found = queries.brief(id) or abort(404)
    aside = setting_aside.of(found) if found.lead is None else None
    return render_template(
        "briefs/brief.html",
        brief=found,
        aside=aside,
        givers=provenance.givers_of(found),
        history=history.history_of(found, request.args.get("revision", type=int)),
        may_fill=manages() and found.is_open and found.lead is not None,
        now=clock.now(),
    )


@views.post("/leads/<int:id>/briefs")
@staff(Access.manager)
def send(id: int) -> Page:
    """Send this lead a brief; its link leaves with a letter."""
    lead = leads.lead(id) or abort(404)
    template = queries.template(request.form.get("template", 0, type=int)) or abort(404)
    try:
        brief_sent(lead, template, by=member_here(), at=clock.now())
        db.session.commit()
        flash(_("The brief is on its way. Should they leave it, short letters ask after it."))
    except NoAddress:
        flash(_("There is no mail address to send it to."), "error")
    return redirect(url_for("leads.lead", id=id), 303)
