"""What one of us may do about what goes out: let it rest, wake it, say that it may go, and end all for one client."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from agency.clients.models import Client
from agency.flows.pause_instead import pause_instead as taken_as_pause
from agency.followups import machine, outgoing, pausing
from agency.followups.models import Enrollment, TouchDecided
from agency.followups.pausing import NoSuchTime
from agency.followups.states import NotRunning
from agency.followups.views.blueprint import views
from agency.kernel import clock, i18n
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.web import local_address, section, staff
from agency.leads import queries as leads
from agency.people.at_the_desk import actor_here


@views.post("/enrollments/<int:id>/pause")
@staff(Access.manager)
def pause(id: int) -> Response:
    """Let the letters rest until a time, or until somebody wakes them."""
    found, now = _enrollment(id), clock.now()
    try:
        until = pausing.until(*_typed(), found.lead, now=now)
        machine.pause(found, until, at=now, by=actor_here())
        flash(_("They rest."))
    except NoSuchTime:
        flash(_("Choose a day from tomorrow on, within a year."), "error")
    except NotRunning:
        flash(_("These letters have come to their end already."), "error")
    db.session.commit()
    return _back(found.lead_id)


@views.post("/enrollments/<int:id>/waking")
@staff(Access.manager)
def waking(id: int) -> Response:
    """Let what rests go on."""
    found = _enrollment(id)
    try:
        machine.wake(found, at=clock.now(), by=actor_here())
        flash(_("They go on."))
    except NotRunning:
        flash(_("These letters have come to their end already."), "error")
    db.session.commit()
    return _back(found.lead_id)


@views.post("/followups/<int:id>/approval")
@staff(Access.manager)
def approval(id: int) -> Response:
    """This letter may go, by the rules of time."""
    touch = machine.take(id) or abort(404)
    try:
        machine.approve(touch, at=clock.now(), by=actor_here())
        flash(_("It goes as soon as their sending window is open."))
    except TouchDecided:
        flash(_("This letter went out or was called off already."), "error")
    db.session.commit()
    return _back(touch.enrollment.lead_id)


@views.post("/leads/<int:id>/followups/pause")
@staff(Access.manager)
def pause_instead(id: int) -> Response:
    """They wrote that they will look at it: the letters go on later, should they stay silent after all."""
    lead, now = leads.lead(id) or abort(404), clock.now()
    try:
        not_before = pausing.until(*_typed(), lead, now=now)
        if not_before is None or not taken_as_pause(lead, not_before, by=actor_here(), at=now):
            flash(_("There is nothing more to follow up."), "error")
        else:
            day = i18n.long_day(not_before, lead.client.zone)
            flash(_("Should they stay silent, the letters go on from %(day)s.", day=day))
    except NoSuchTime:
        flash(_("Choose a day from tomorrow on, within a year."), "error")
    db.session.commit()
    return _back(id)


@views.get("/clients/<int:id>/followups/end")
@staff(Access.manager)
@section("outgoing.calendar")
def ending(id: int) -> str:
    """How much would not go out any more, before it is said."""
    client, running = db.session.get(Client, id) or abort(404), outgoing.of_client(id)
    return render_template(
        "followups/ending.html",
        client=client,
        running=running,
        letters=outgoing.still_to_go(running),
        back=local_address(request.args.get("back")) or url_for("outgoing.calendar"),
    )


@views.post("/clients/<int:id>/followups/end")
@staff(Access.manager)
def end(id: int) -> Response:
    """No more letters by themselves to anybody at this client."""
    client, now = db.session.get(Client, id) or abort(404), clock.now()
    stopped = len(outgoing.of_client(id))
    machine.stop_all(client, at=now, by=actor_here())
    db.session.commit()
    words = ngettext(
        "%(num)d plan is stopped; nothing goes out to %(client)s by itself.",
        "%(num)d plans are stopped; nothing goes out to %(client)s by itself.",
        stopped,
        client=client.name,
    )
    flash(words)
    return redirect(local_address(request.form.get("back")) or url_for("outgoing.calendar"), 303)


def _enrollment(id: int) -> Enrollment:
    return db.session.get(Enrollment, id, with_for_update=True) or abort(404)


def _typed() -> tuple[str, str]:
    return request.form.get("until", "")[:40], request.form.get("day", "")[:10]


def _back(lead_id: int) -> Response:
    there = local_address(request.form.get("back"))
    return redirect(there or url_for("leads.lead", id=lead_id), 303)
