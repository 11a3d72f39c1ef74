"""A task leaves the board for the archive or the bin, and comes back."""

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.followups import awaiting
from agency.followups.one_at_a_time import hold_lead
from agency.kernel import clock
from agency.kernel.db import db
from agency.kernel.web import local_address, staff
from agency.people.at_the_desk import actor_here, member_here
from agency.tasks.models import Task
from agency.tasks.views.blueprint import views
from agency.tasks.views.page import taken


@views.post("/tasks/<int:id>/shelf")
@staff()
def shelf(id: int) -> Response:
    """Put it aside, throw it away, or take it back."""
    to = request.form.get("to", "")
    verb = {
        "archive": Task.put_aside,
        "bin": Task.throw_away,
        "back": Task.take_back,
    }.get(to) or abort(400)
    before = db.session.get(Task, id) or abort(404)
    if before.waiting_since is not None and before.of_lead is not None:
        # Before the card, as whoever brings their answer does.
        hold_lead(before.of_lead)
    task = taken(id)
    verb(task, by=actor_here(), at=clock.now())
    if task.waiting_since is not None:
        # What lies in the archive waits for nobody's word; taken out again, it does.
        awaiting.follow(task, by=member_here(), at=clock.now())
    db.session.commit()
    flash(_("It is back where it stood.") if task.is_there else _said(to))
    back = local_address(request.form.get("next"))
    return redirect(back or url_for("tasks.task", id=id), 303)


def _said(to: str) -> str:
    if to == "archive":
        return str(_("It lies in the archive now."))
    return str(_("It lies in the bin for 30 days."))
