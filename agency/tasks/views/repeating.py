"""A task comes again, otherwise, or no more."""

from typing import Any

from flask import flash
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.kernel import clock
from agency.kernel.db import db
from agency.kernel.web import section, staff
from agency.people import queries as people
from agency.people.at_the_desk import actor_here
from agency.tasks import coming_again
from agency.tasks.coming_again import DayOver, EndsBefore
from agency.tasks.forms_of_repeat import RepeatForm
from agency.tasks.shelf import NotThere
from agency.tasks.views.blueprint import Answer, views
from agency.tasks.views.page import back_to, taken, task_page


@views.post("/tasks/<int:id>/repeat")
@staff()
@section("tasks.boards")
def repeat(id: int) -> Answer:
    """A fresh copy comes every so often."""
    form = RepeatForm()
    if not form.validate():
        return task_page(id, repeat_form=form), 422
    task, zone = taken(id), people.agency().zone
    try:
        coming_again.repeat(task, **form.wish, zone=zone, by=actor_here(), at=clock.now())
    except DayOver:
        return _refused(
            id, form, form.next_on, _("Enter a day after this one is due, and still to come")
        )
    except EndsBefore:
        return _refused(
            id, form, form.until_on, _("Enter a day after the next one, or leave it empty")
        )
    except NotThere:
        return _refused(id, form, form.next_on, _("Take the task back first"))
    db.session.commit()
    return back_to(task, "repeat")


@views.post("/tasks/<int:id>/repeat/removal")
@staff()
def repeat_removal(id: int) -> Response:
    """It comes no more."""
    task = taken(id)
    coming_again.end(task, by=actor_here(), at=clock.now())
    db.session.commit()
    flash(_("It comes no more. What came stays."))
    return back_to(task, "repeat")


def _refused(id: int, form: RepeatForm, field: Any, words: str) -> Answer:
    db.session.rollback()
    field.errors = [words]
    return task_page(id, repeat_form=form), 422
