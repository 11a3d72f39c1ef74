"""Hours worked on a task."""

from flask import abort, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.kernel import clock
from agency.kernel.db import db
from agency.kernel.i18n import hours as in_hours
from agency.kernel.web import staff
from agency.people.at_the_desk import member_here
from agency.tasks import queries
from agency.tasks.forms import HoursForm
from agency.tasks.hours import NotYours
from agency.tasks.views.blueprint import today, views
from agency.tasks.views.page import task_page


@views.post("/tasks/<int:id>/hours")
@staff()
def hours(id: int) -> Response | tuple[str, int]:
    """I worked on it."""
    form = HoursForm(today=today())
    if not form.validate():
        return task_page(id, hours_form=form), 422
    found = queries.task(id) or abort(404)
    entry = found.log(member=member_here(), at=clock.now(), **form.entry)
    db.session.commit()
    flash(_("%(hours)s h logged.", hours=in_hours(entry.minutes)))
    return redirect(url_for("tasks.task", id=id), 303)


@views.post("/tasks/<int:id>/hours/<int:entry_id>/removal")
@staff()
def removal(id: int, entry_id: int) -> Response:
    """I logged these hours by mistake."""
    found = queries.task(id) or abort(404)
    entry = next((one for one in found.entries if one.id == entry_id), None) or abort(404)
    try:
        found.strike_out(entry, by=member_here(), at=clock.now())
    except NotYours:
        abort(403)
    db.session.commit()
    flash(_("Struck out."))
    return redirect(url_for("tasks.task", id=id), 303)
