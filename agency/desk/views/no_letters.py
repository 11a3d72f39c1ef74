"""Settings: the addresses to which the machine does not write, why, and how letters may go there again."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.flows.reminders_declined import letters_allowed
from agency.kernel import clock
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.mail import suppression
from agency.kernel.mail.suppression import Suppression
from agency.kernel.web import section, staff
from agency.leads import delivery
from agency.people import queries as people
from agency.people.at_the_desk import actor_here

views = Blueprint("no_letters", __name__, url_prefix="/settings/no-letters")


@views.get("")
@staff(Access.manager)
@section("desk.settings")
def index() -> str:
    """Those that stand, and those that were lifted."""
    found = suppression.latest()
    lifters = {each.lifted_by_id for each in found if each.lifted_by_id is not None}
    return render_template(
        "desk/settings_no_letters.html",
        standing=[each for each in found if each.lifted_at is None],
        lifted=[each for each in found if each.lifted_at is not None],
        leads=delivery.leads_of(each.letter_id for each in found),
        members={each.id: each for each in people.members_with(lifters)},
    )


@views.post("/<int:id>/lifting")
@staff(Access.manager)
def lifting(id: int) -> Response:
    """Letters may go to this address again."""
    standing = db.session.get(Suppression, id, with_for_update=True) or abort(404)
    letters_allowed(standing, by=actor_here(), at=clock.now())
    db.session.commit()
    flash(_("Letters may go to %(address)s again.", address=standing.address or "…"))
    return redirect(url_for(".index"), 303)
