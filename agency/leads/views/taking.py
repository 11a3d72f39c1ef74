"""Taking in a lead by hand."""

from flask import render_template, request

from agency.flows.inquiry_received import inquiry_received
from agency.kernel import clock, i18n
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.web import section, staff
from agency.leads import intake
from agency.leads.forms import LeadForm
from agency.leads.views.blueprint import Answer, views
from agency.leads.views.page import back_to
from agency.people.at_the_desk import actor_here


@views.get("/leads/new")
@staff(Access.manager)
@section("leads.all_leads")
def new_lead() -> str:
    """A lead that came by phone, or otherwise past this inbox."""
    given = {"language": i18n.language(), "channel": request.args.get("channel") or "phone"}
    return render_template("leads/new.html", form=LeadForm(formdata=None, data=given))


@views.post("/leads")
@staff(Access.manager)
@section("leads.all_leads")
def create() -> Answer:
    """Take the lead in."""
    form, now = LeadForm(), clock.now()
    if not form.validate():
        return render_template("leads/new.html", form=form), 422
    inquiry = form.inquiry(at=now)
    lead = inquiry_received(inquiry, intake.contact_of(inquiry))
    if form.answered.data:
        lead.answered(by=actor_here(), at=now)
    db.session.commit()
    return back_to(lead)
