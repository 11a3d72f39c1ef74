"""Boards, tasks, my tasks: pages, and what is done on them."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.kernel import clock
from agency.kernel.db import db
from agency.kernel.i18n import hours as in_hours
from agency.kernel.i18n import in_zone, pick
from agency.kernel.web import local_address, section, staff
from agency.people import queries as people
from agency.people.at_the_desk import actor_here, member_here
from agency.tasks import adding, dealing, moving, ordering, overview, queries
from agency.tasks.cards import Fresh
from agency.tasks.forms import DueForm, HoursForm, PositionForm, TaskForm
from agency.tasks.hours import NotYours
from agency.tasks.models import OnBoard, OtherBoard, StaleTask, Task
from agency.tasks.moving import Moved

views = Blueprint("tasks", __name__)


@views.get("/boards")
@staff()
def boards() -> str:
    """Every project with what was sold and what was worked."""
    return render_template("tasks/boards.html", projects=overview.boards(), today=_today())


@views.get("/boards/<int:id>")
@staff()
@section("tasks.boards")
def board(id: int) -> str:
    """One project's board."""
    return _board_page(id)


@views.get("/boards/<int:id>/changes")
@staff()
def changes(id: int) -> tuple[str, int] | dict[str, Any]:
    """What a page that shows an earlier state has to ask for: nothing, or the order with all revisions."""
    state = queries.state(id)
    if state == request.args.get("since", type=int):
        return "", 204
    return {"state": state, "columns": queries.order(id)}


@views.get("/boards/<int:id>/cards")
@staff()
def cards(id: int) -> str:
    """These cards, fresh, with the figures of all columns."""
    fresh = queries.fresh(id, request.args.getlist("id", type=int), only=_only())
    return render_template("tasks/_fresh.html", fresh=fresh, today=_today())


@views.get("/tasks")
@staff()
def mine() -> str:
    """What I am to do, across projects."""
    me = member_here()
    return render_template(
        "tasks/mine.html", tasks=overview.mine(me.id), me_id=me.id, today=_today()
    )


@views.get("/tasks/<int:id>")
@staff()
@section("tasks.boards")
def task(id: int) -> str:
    """One task: who is to work on it, and who did."""
    return _task_page(id)


@views.post("/tasks/<int:id>/position")
@staff()
def position(id: int) -> Response | tuple[str, int] | str:
    """A card was put somewhere."""
    form = PositionForm()
    if not form.validate():
        abort(400)
    try:
        moved = moving.move(id, form.drop, by=actor_here(), at=clock.now()) or abort(404)
    except OtherBoard:
        abort(400)
    except StaleTask:
        return _stale(id)
    answer = _after(moved)
    db.session.commit()
    return answer


@views.post("/tasks/<int:id>/hours")
@staff()
def hours(id: int) -> Response | tuple[str, int]:
    """I worked on it."""
    form = HoursForm(today=_today())
    if not form.validate():
        return _task_page(id, hours_form=form), 422
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


@views.post("/tasks/<int:id>/due-day")
@staff()
def due_day(id: int) -> Response | tuple[str, int]:
    """By when it is to be done."""
    form = DueForm()
    if not form.validate():
        return _task_page(id, due_form=form), 422
    (queries.task(id) or abort(404)).fall_due(form.due_on.data, by=actor_here(), at=clock.now())
    db.session.commit()
    flash(_("The due day is set.") if form.due_on.data else _("The task has no due day now."))
    return redirect(url_for("tasks.task", id=id), 303)


@views.post("/boards/<int:id>/tasks")
@staff()
def new_task(id: int) -> Response | tuple[str, int]:
    """A task beside those that were sold."""
    project = queries.project(id) or abort(404)
    form = TaskForm()
    form.offer(project.columns, people.members())
    if not form.validate():
        return _board_page(id, task_form=form), 422
    added = adding.add(project, by=actor_here(), at=clock.now(), **form.wish)
    db.session.commit()
    flash(_("“%(title)s” is on the board.", title=added.title))
    return redirect(url_for("tasks.board", id=id, _anchor=f"task-{added.id}"), 303)


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


def _board_page(id: int, task_form: TaskForm | None = None) -> str:
    found = queries.board(id, only=_only()) or abort(404)
    form = task_form or TaskForm()
    if task_form is None:
        form.offer(found.columns, people.members())
    return render_template("tasks/board.html", board=found, form=form, today=_today())


def _task_page(id: int, **forms: Any) -> str:
    found = queries.task(id) or abort(404)
    shown = {
        "hours_form": HoursForm(today=_today(), formdata=None),
        "due_form": DueForm(formdata=None, due_on=found.due_on),
        **forms,
    }
    return render_template("tasks/task.html", task=found, today=_today(), me=member_here(), **shown)


def _after(moved: Moved) -> Response | str:
    """The card and the figures that changed, or the board for a browser without scripts."""
    if _wants_part():
        return _part(moved.task, moved.column_ids)
    task, column = moved.task, moved.column
    flash(_("“%(title)s” is in “%(column)s” now.", title=task.title, column=pick(column.name)))
    return redirect(url_for("tasks.board", id=task.project_id, _anchor=f"task-{task.id}"), 303)


def _stale(id: int) -> tuple[str, int]:
    """Somebody moved it since this page was drawn: the fresh card, wherever it is now."""
    db.session.rollback()
    if not _wants_part():
        return _task_page(id, stale=True), 409
    task = moving.take(id)
    if task is None or task.column_id is None:
        abort(404)
    return _part(task, [task.column_id]), 409


def _part(task: Task, column_ids: Sequence[int]) -> str:
    fresh = Fresh(
        cards=[dealing.card(task.id)],
        columns=dealing.columns_of(column_ids),
        done_percent=queries.done_percent(task.project_id or 0),
        before_id=ordering.next_in(task),
    )
    return render_template("tasks/_fresh.html", fresh=fresh, today=_today())


def _only() -> int | None:
    return request.args.get("who", type=int)


def _wants_part() -> bool:
    return "HX-Request" in request.headers


def _today() -> date:
    return in_zone(clock.now(), people.agency().zone).date()
