"""A task that is on no board is done, or was not after all."""

from collections.abc import Callable

from flask import abort, redirect, request, url_for
from werkzeug.wrappers import Response

from agency.kernel import clock
from agency.kernel.db import db
from agency.kernel.web import local_address, staff
from agency.people.at_the_desk import actor_here
from agency.tasks import moving
from agency.tasks.models import OnBoard, Task
from agency.tasks.views.blueprint import views


@views.post("/tasks/<int:id>/completion")
@staff()
def completion(id: int) -> Response:
    """The task of a lead is done."""
    return _of_a_lead(id, Task.finish)


@views.post("/tasks/<int:id>/reopening")
@staff()
def reopening(id: int) -> Response:
    """It was not done after all."""
    return _of_a_lead(id, Task.take_up)


def _of_a_lead(id: int, verb: Callable[..., None]) -> Response:
    task = moving.take(id) or abort(404)
    try:
        verb(task, by=actor_here(), at=clock.now())
    except OnBoard:
        abort(400)
    db.session.commit()
    back = local_address(request.form.get("next"))
    return redirect(back or url_for("leads.lead", id=task.lead_id, _anchor="tasks"), 303)
