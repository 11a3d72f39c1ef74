"""The follow-ups of a lead: reading the letters ahead, stopping them, deciding about a late one."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.followups import machine
from agency.followups.models import StopReason, TouchDecided
from agency.followups.views.blueprint import views
from agency.kernel import clock
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.mail import hold
from agency.kernel.web import local_address, staff
from agency.leads import queries as leads
from agency.leads.mails import NoAddress
from agency.leads.models import Lead
from agency.people.at_the_desk import actor_here


@views.post("/leads/<int:id>/followups/stop")
@staff(Access.manager)
def stop(id: int) -> Response:
    """No more letters to this lead."""
    machine.stop(_lead(id), StopReason.by_hand, at=clock.now(), by=actor_here())
    db.session.commit()
    flash(_("No more letters go out to them by themselves."))
    return redirect(url_for("leads.lead", id=id), 303)


@views.post("/leads/<int:id>/followups")
@staff(Access.manager)
def go_on(id: int) -> Response:
    """We have answered: the letters go on where they stopped, should they stay silent."""
    lead = _lead(id)
    if machine.go_on(lead, at=clock.now(), by=actor_here()) is None:
        flash(_("There is nothing more to follow up."), "error")
    db.session.commit()
    return redirect(url_for("leads.lead", id=id), 303)


@views.post("/followups/<int:id>/release")
@staff(Access.manager)
def release(id: int) -> Response:
    """Send the letter now."""
    held = _("It is written, and leaves when the automatic letters are let go.")
    return _decide(id, machine.send_now, held if hold.is_on() else _("The letter is on its way."))


@views.post("/followups/<int:id>/omission")
@staff(Access.manager)
def omission(id: int) -> Response:
    """Leave this letter out; the next one is counted from today."""
    return _decide(id, machine.skip, _("Left out."))


def _decide(touch_id: int, verb: Callable[..., Any], done: str) -> Response:
    touch = machine.take(touch_id) or abort(404)
    lead_id = touch.enrollment.lead_id
    try:
        verb(touch, at=clock.now(), by=actor_here())
        flash(done)
    except TouchDecided:
        flash(_("This letter went out or was called off already."), "error")
    except NoAddress:
        flash(_("There is no mail address to send it to."), "error")
    db.session.commit()
    back = local_address(request.form.get("back"))
    return redirect(back or url_for("leads.lead", id=lead_id), 303)


def _lead(id: int) -> Lead:
    return leads.lead(id) or abort(404)
