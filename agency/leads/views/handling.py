"""What is done with a lead: a word noted, handed over, closed, brought back."""

from flask import abort, flash
from flask_babel import gettext as _

from agency.flows.client_replied import client_replied
from agency.kernel import clock
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.web import section, staff
from agency.leads import freshness, holding
from agency.leads import notes as note_taking
from agency.leads.forms import NoteForm, OwnerForm
from agency.leads.models import AlreadyHeld
from agency.leads.views.blueprint import Answer, views
from agency.leads.views.page import back_to, found, lead_page
from agency.leads.views.together import stale
from agency.people import queries as people
from agency.people.at_the_desk import actor_here, member_here


@views.post("/leads/<int:id>/notes")
@staff(Access.manager)
@section("leads.all_leads")
def notes(id: int) -> Answer:
    """Write down a call or a word."""
    lead = found(id)
    form = NoteForm.about(lead)
    if not form.validate():
        return lead_page(lead, note=form), 422
    message = note_taking.take(lead, form.spoken(lead), by=member_here(), at=clock.now())
    if message.is_theirs:
        client_replied(message)
    db.session.commit()
    return back_to(lead)


@views.post("/leads/<int:id>/owner")
@staff(Access.manager)
@section("leads.all_leads")
def owner(id: int) -> Answer:
    """Hand it to somebody."""
    lead, form = found(id), OwnerForm.among(people.managers())
    chosen = people.member(form.owner.data) if form.validate() else None
    if chosen is None:
        abort(422)
    again = stale(lead, freshness.OWNER, _("hand it to %(name)s", name=chosen.name))
    if again:
        return again, 409
    lead.assign(chosen, by=actor_here(), at=clock.now())
    db.session.commit()
    return back_to(lead)


@views.post("/leads/<int:id>/holding/omission")
@staff(Access.manager)
@section("leads.all_leads")
def holding_omission(id: int) -> Answer:
    """The machine is not to tell them when the answer comes."""
    lead = found(id)
    try:
        holding.call_off(lead, by=actor_here(), at=clock.now())
        flash(_("The machine stays silent. The answer is still ours to give."))
    except AlreadyHeld:
        flash(_("The letter has gone, or was called off already."), "error")
    db.session.commit()
    return back_to(lead)
