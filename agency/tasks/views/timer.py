"""The timer: started on a task, stopped anywhere, and asked about where it was forgotten."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.kernel import clock
from agency.kernel.db import db
from agency.kernel.i18n import hours as in_hours
from agency.kernel.i18n import long_day
from agency.kernel.web import local_address, section, staff
from agency.people.at_the_desk import member_here
from agency.tasks import timing
from agency.tasks.forms_of_mine import StopForm
from agency.tasks.hours import PeriodClosed, TimeEntry
from agency.tasks.models import Task
from agency.tasks.shelf import NotThere
from agency.tasks.timing import AskFirst, StoppedAlready
from agency.tasks.views.blueprint import Answer, my_day, views


@views.get("/timer")
@staff()
@section("tasks.mine")
def timer() -> str:
    """What runs, and how it is stopped."""
    return _page()


@views.post("/tasks/<int:id>/timer")
@staff()
def timer_start(id: int) -> Response:
    """I work on this now; what I worked on before is logged."""
    task = db.session.get(Task, id) or abort(404)
    try:
        entry = timing.start(task, member_here(), at=clock.now())
    except (AskFirst, PeriodClosed):
        db.session.rollback()
        flash(_("First say how long you worked on what ran before."), "error")
        return redirect(url_for("tasks.timer", then=id), 303)
    except NotThere:
        db.session.rollback()
        flash(_("This task was put away. Take it back first."), "error")
        return redirect(url_for("tasks.task", id=id), 303)
    db.session.commit()
    if entry is not None:
        _say(entry)
    return _back()


@views.post("/timer/entry")
@staff()
@section("tasks.mine")
def timer_entry() -> Answer:
    """I stop: what it measured becomes hours."""
    form = StopForm.at(my_day())
    if not form.validate():
        return _page(form), 422
    try:
        entry = timing.stop(member_here(), at=clock.now(), **form.wish)
    except StoppedAlready:
        return _gone()
    except AskFirst:
        db.session.rollback()
        form.hours.errors = [_("It ran for too long to be believed: enter the hours you worked")]
        return _page(form), 422
    except PeriodClosed as closed:
        db.session.rollback()
        form.on.errors = [_closed(closed)]
        return _page(form, asks=True), 422
    db.session.commit()
    _say(entry)
    return _onward()


@views.post("/timer/removal")
@staff()
def timer_removal() -> Response:
    """I did not work meanwhile: nothing is logged."""
    try:
        timing.discard(member_here(), since=request.form.get("since", ""))
    except StoppedAlready:
        return _gone()
    db.session.commit()
    flash(_("The timer is stopped. Nothing was logged."))
    return _onward()


def _page(form: StopForm | None = None, *, asks: bool = False) -> str:
    now = clock.now()
    found = timing.running(member_here().id)
    if form is None:
        form = StopForm.at(my_day(), formdata=None)
        if found is not None:
            form.since.data, form.on.data = found.since, timing.day_of(found)
    return render_template(
        "tasks/timer.html",
        running=found,
        asks=asks or (found is not None and found.is_forgotten(now)),
        form=form,
        then=request.values.get("then", type=int),
        now=now,
    )


def _closed(refusal: PeriodClosed) -> str:
    day = long_day(refusal.until)
    return str(
        _("Hours up to %(day)s were counted. Choose a later day, or ask the owner.", day=day)
    )


def _say(entry: TimeEntry) -> None:
    title = entry.task.title
    flash(_("%(hours)s h logged on “%(task)s”.", hours=in_hours(entry.minutes), task=title))


def _gone() -> Response:
    db.session.rollback()
    flash(
        _("This timer was stopped already, in another window. Nothing was logged twice."), "error"
    )
    return _onward()


def _onward() -> Response:
    """To the task that is waited with, else where it was stopped."""
    then = request.form.get("then", type=int)
    if then is not None:
        return redirect(url_for("tasks.task", id=then), 303)
    return _back()


def _back() -> Response:
    back = local_address(request.form.get("next")) or url_for("tasks.mine")
    # From the question itself one goes on to the list.
    return redirect(url_for("tasks.mine") if back.startswith("/timer") else back, 303)
