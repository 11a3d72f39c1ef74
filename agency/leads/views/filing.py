"""A lead that belongs to another one: put there with one press, and taken out again with one."""

from flask import abort, flash, request
from flask_babel import gettext as _

from agency.flows.lead_filed import lead_filed, lead_taken_out
from agency.kernel import clock
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.web import section, staff
from agency.leads import filing
from agency.leads.filing import CannotFile, LetterWaits
from agency.leads.views.blueprint import Answer, views
from agency.leads.views.page import back_to, found
from agency.people.at_the_desk import actor_here


@views.post("/leads/<int:id>/filing")
@staff(Access.manager)
@section("leads.all_leads")
def file(id: int) -> Answer:
    """It is no lead of its own: its messages go to the one that was named."""
    lead, into = found(id), found(request.form.get("into", 0, type=int))
    if lead.client_id != into.client_id:
        abort(422)
    try:
        lead_filed(lead, into, by=actor_here(), at=clock.now())
    except LetterWaits:
        db.session.rollback()
        flash(
            _("A letter waits to leave here. Let it go or take it back, then file the lead."),
            "error",
        )
        return back_to(found(id))
    except CannotFile:
        db.session.rollback()
        flash(_("This lead cannot be put into that one any more; look at both once more."), "error")
        return back_to(found(id))
    db.session.commit()
    flash(_("Filed here. Its own page can take it out again."))
    return back_to(into)


@views.post("/leads/<int:id>/filing/withdrawal")
@staff(Access.manager)
@section("leads.all_leads")
def filing_withdrawal(id: int) -> Answer:
    """It was a lead of its own after all."""
    lead = found(id)
    done = filing.filing_of(lead)
    if done is None:
        flash(_("This lead stands on its own already."), "error")
        return back_to(lead)
    lead_taken_out(done, by=actor_here(), at=clock.now())
    db.session.commit()
    return back_to(lead)
