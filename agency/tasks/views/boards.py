"""Boards: what they show, what changed on them, and a new task."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.kernel import clock
from agency.kernel.db import db
from agency.kernel.web import section, staff
from agency.people import queries as people
from agency.people.at_the_desk import actor_here
from agency.tasks import adding, overview, queries
from agency.tasks.forms import TaskForm
from agency.tasks.views.beside import for_managers
from agency.tasks.views.blueprint import today, views


@views.get("/boards")
@staff()
def boards() -> str:
    """Every project with what was sold and what was worked."""
    return render_template("tasks/boards.html", projects=overview.boards(), today=today())


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
    return render_template("tasks/_fresh.html", fresh=fresh, today=today())


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


def _board_page(id: int, task_form: TaskForm | None = None) -> str:
    found = queries.board(id, only=_only()) or abort(404)
    form = task_form or TaskForm()
    if task_form is None:
        form.offer(found.columns, people.members())
    more = for_managers(found)
    return render_template("tasks/board.html", board=found, form=form, today=today(), **more)


def _only() -> int | None:
    return request.args.get("who", type=int)
