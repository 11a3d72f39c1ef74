"""What we wait for on a lead: said, and come."""

from flask import abort, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.flows.card_answered import awaited_came
from agency.followups import awaiting
from agency.followups.awaiting_form import AwaitForm
from agency.followups.views.blueprint import views
from agency.kernel import clock
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.web import staff
from agency.leads import queries as leads
from agency.leads import unwanted
from agency.leads.models import Lead
from agency.leads.readers import readers_of
from agency.leads.stages import Stage
from agency.people.at_the_desk import actor_here, member_here


@views.post("/leads/<int:id>/awaited")
@staff(Access.manager)
def awaited(id: int) -> Response:
    """From now on we wait for it, and the letters ask."""
    lead, form = leads.lead(id) or abort(404), AwaitForm()
    if lead.stage is Stage.lost:
        flash(_("This lead is closed. Bring it back first."), "error")
    elif form.validate():
        what = form.what.data or ""
        awaiting.begin(lead, form.chosen, what, by=member_here(), at=clock.now())
        flash(_what_follows(lead))
        db.session.commit()
    else:
        flash(next(iter(form.what.errors), _("Choose what we wait for.")), "error")
        again = url_for("leads.lead", id=id, waits=form.purpose.data, _anchor="await")
        return redirect(again, 303)
    return redirect(url_for("leads.lead", id=id), 303)


@views.post("/awaited/<int:id>/arrival")
@staff(Access.manager)
def arrival(id: int) -> Response:
    """It has come."""
    found = awaiting.take(id) or abort(404)
    awaited_came(found, at=clock.now(), by=actor_here())
    db.session.commit()
    flash(_("Good. Nothing more is asked for it."))
    return redirect(url_for("leads.lead", id=found.lead_id), 303)


def _what_follows(lead: Lead) -> str:
    why = unwanted.reason_not_to(readers_of(lead, automatic=True))
    if why is None:
        return str(_("Should they stay silent, they are asked for it."))
    if why.is_their_wish:
        return str(_("No letter asks for it: they want no more reminders."))
    return str(_("No letter asks for it: our letters do not arrive there."))
