"""What a task waits for, and when somebody wants to be told of it."""

from zoneinfo import ZoneInfo

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.kernel import clock
from agency.kernel.db import db
from agency.kernel.web import section, staff
from agency.people import queries as people
from agency.people.at_the_desk import actor_here, member_here
from agency.tasks import blocking, queries, reminders
from agency.tasks.forms_of_task import ReminderForm
from agency.tasks.models import BlocksItself, Task
from agency.tasks.reminders import NoDueDay, OverAlready, TooManyReminders
from agency.tasks.views.blueprint import Answer, views, wants_part
from agency.tasks.views.page import back_to, taken, task_page


@views.get("/tasks/<int:id>/candidates")
@staff()
def candidates(id: int) -> str | Response:
    """Tasks beside it that it could wait for, by words of their titles."""
    words = request.args.get("q", "").strip()
    if not wants_part():
        return redirect(url_for("tasks.task", id=id, q=words, _anchor="waits"), 303)
    task = queries.task(id) or abort(404)
    found = blocking.candidates(task, words) if words else []
    return render_template("tasks/_candidates.html", task=task, sought=words, candidates=found)


@views.post("/tasks/<int:id>/blockers")
@staff()
@section("tasks.boards")
def new_blocker(id: int) -> Answer:
    """It waits for another task beside it."""
    # All of them first, then this one: whoever ties the same two the other way round waits, and never in a circle.
    blocking.hold(db.session.get(Task, id) or abort(404))
    task = taken(id)
    other = blocking.one_beside(task, request.form.get("blocker", 0, type=int)) or abort(404)
    try:
        task.wait_for([*task.blockers, other], by=actor_here(), at=clock.now())
    except BlocksItself:
        db.session.rollback()
        words = _(
            "“%(other)s” waits for this task itself, near or far: they would wait for each other for ever.",
            other=other.title,
        )
        return task_page(id, blockers_refused=words), 422
    db.session.commit()
    return back_to(task, "waits")


@views.post("/tasks/<int:id>/blockers/<int:blocker_id>/removal")
@staff()
def blocker_removal(id: int, blocker_id: int) -> Response:
    """It waits for that one no more."""
    task = taken(id)
    left = [each for each in task.blockers if each.id != blocker_id]
    task.wait_for(left, by=actor_here(), at=clock.now())
    db.session.commit()
    return back_to(task, "waits")


@views.post("/tasks/<int:id>/reminders")
@staff()
@section("tasks.boards")
def new_reminder(id: int) -> Answer:
    """I want to be told of it."""
    form = ReminderForm()
    if not form.validate():
        return task_page(id, reminder_form=form), 422
    refusal = _remind(taken(id), form)
    if refusal:
        db.session.rollback()
        form.when.errors = [refusal]
        return task_page(id, reminder_form=form), 422
    db.session.commit()
    return redirect(url_for("tasks.task", id=id, _anchor="reminders"), 303)


@views.post("/tasks/<int:id>/reminders/<int:reminder_id>/removal")
@staff()
def reminder_removal(id: int, reminder_id: int) -> Response:
    """I do not want to be told after all."""
    task, me = taken(id), member_here()
    mine = (each for each in task.reminders if each.member_id == me.id)
    reminders.call_off(next((one for one in mine if one.id == reminder_id), None) or abort(404))
    db.session.commit()
    flash(_("You will not be reminded."))
    return back_to(task, "reminders")


def _remind(task: Task, form: ReminderForm) -> str:
    """What is wrong with the wish; "" where it is granted."""
    me, zone = member_here(), member_here().zone or people.agency().zone
    at = form.wall.replace(tzinfo=ZoneInfo(zone)) if form.wall else None
    try:
        reminders.remind(task, me, zone=zone, now=clock.now(), days_before=form.days_before, at=at)
    except NoDueDay:
        return str(_("The task has no due day yet: set one first, or choose a time of your own"))
    except OverAlready:
        return str(_("Choose a time that is still to come"))
    except TooManyReminders:
        return str(_("These are enough reminders for one task"))
    return ""
