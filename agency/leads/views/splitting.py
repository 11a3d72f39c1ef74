"""A message that asks for something else becomes a lead of its own; its page can put it back."""

from flask import abort, flash
from flask_babel import gettext as _

from agency.flows.message_split import message_split
from agency.kernel import clock
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.web import section, staff
from agency.leads.models import Message
from agency.leads.splitting import CannotSplit
from agency.leads.views.blueprint import Answer, views
from agency.leads.views.page import back_to
from agency.people.at_the_desk import actor_here


@views.post("/messages/<int:id>/lead")
@staff(Access.manager)
@section("leads.all_leads")
def split(id: int) -> Answer:
    """It asks for something else than the lead that it stands on."""
    message = db.session.get(Message, id, with_for_update={"of": Message}) or abort(404)
    try:
        lead = message_split(message, by=actor_here(), at=clock.now())
    except CannotSplit:
        db.session.rollback()
        flash(
            _("A lead keeps its first word; only what they said later can be taken off it."),
            "error",
        )
        return back_to(db.session.get_one(Message, id).lead)
    db.session.commit()
    flash(_("It is a lead of its own now. Its page can put it back."))
    return back_to(lead)
