"""One task’s page."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.kernel import clock
from agency.kernel.db import db
from agency.kernel.web import section, staff
from agency.people.at_the_desk import actor_here, member_here
from agency.tasks import queries
from agency.tasks.forms import DueForm, HoursForm
from agency.tasks.views.blueprint import today, views


@views.get("/tasks/<int:id>")
@staff()
@section("tasks.boards")
def task(id: int) -> str:
    """One task: who is to work on it, and who did."""
    return task_page(id)


@views.post("/tasks/<int:id>/due-day")
@staff()
def due_day(id: int) -> Response | tuple[str, int]:
    """By when it is to be done."""
    form = DueForm()
    if not form.validate():
        return task_page(id, due_form=form), 422
    (queries.task(id) or abort(404)).fall_due(form.due_on.data, by=actor_here(), at=clock.now())
    db.session.commit()
    flash(_("The due day is set.") if form.due_on.data else _("The task has no due day now."))
    return redirect(url_for("tasks.task", id=id), 303)


def task_page(id: int, **forms: Any) -> str:
    found = queries.task(id) or abort(404)
    shown = {
        "hours_form": HoursForm(today=today(), formdata=None),
        "due_form": DueForm(formdata=None, due_on=found.due_on),
        **forms,
    }
    return render_template("tasks/task.html", task=found, today=today(), me=member_here(), **shown)
