"""Boards: what they show, what comes into view, what changed on them, and a new task."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.kernel import clock
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.web import section, staff
from agency.people import queries as people
from agency.people.at_the_desk import actor_here, manages, member_here
from agency.tasks import adding, coming_again, counting, filters_kept, laying_out, overview, queries
from agency.tasks.forms import TaskForm
from agency.tasks.grouping import By
from agency.tasks.projects import BoardColumn
from agency.tasks.views.beside import for_managers
from agency.tasks.views.blueprint import Answer, today, views, wants_part
from agency.tasks.views.looking import asked_here, kept_args, look_here
from agency.tasks.views.pen import Pen


@views.get("/boards")
@staff()
def boards() -> str:
    """Every project with what was sold and what was worked; or those that were put aside."""
    archived = request.args.get("archived") == "1"
    found = overview.boards(archived=archived)
    access = member_here().access
    return render_template(
        "tasks/boards.html",
        projects=found,
        archived=archived,
        today=today(),
        imports=manages(),
        exports=access is not None and access.includes(Access.owner),
    )


@views.get("/boards/all")
@staff()
@section("tasks.boards")
def all_boards() -> str:
    """The cards of every board beside each other, by client unless something else was asked for."""
    asked = asked_here()
    look = look_here(asked, by=By.client)
    return render_template(
        "tasks/all_boards.html",
        columns=laying_out.everywhere(look),
        look=look,
        filter=asked,
        ways=By,
        asked=kept_args(),
        kept=filters_kept.of(member_here()),
        pen=Pen(look.today),
    )


@views.get("/boards/<int:id>")
@staff()
@section("tasks.boards")
def board(id: int) -> str:
    """One project's board."""
    return _board_page(id)


@views.get("/boards/<int:id>/columns/<int:column_id>")
@staff()
@section("tasks.boards")
def column_further(id: int, column_id: int) -> str:
    """The cards of a column that come behind a place: a part for a script, a page for everybody else."""
    column = db.session.get(BoardColumn, column_id)
    if column is None or column.project_id != id:
        abort(404)
    key = request.args.get("group", "")
    look = look_here(asked_here())
    group = laying_out.further(column_id, look, group=key, after=request.args.get("after", ""))
    page = "tasks/_further.html" if wants_part() else "tasks/column.html"
    return render_template(
        page,
        board_id=id,
        column_id=column_id,
        column=column,
        group=group,
        asked=kept_args(),
        pen=Pen(look.today),
    )


@views.get("/boards/<int:id>/changes")
@staff()
def changes(id: int) -> Answer:
    """What a page that shows an earlier state lacks: nothing, or the cards that changed, with the figures."""
    since = request.args.get("since", 0, type=int)
    state = counting.count_of(id)
    if state == since:
        return "", 204
    fresh = laying_out.news(id, since, state, look_here(asked_here()))
    return render_template("tasks/_fresh.html", fresh=fresh, pen=Pen(today()))


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
    asked = asked_here()
    look = look_here(asked)
    found = laying_out.board(id, look) or abort(404)
    form = task_form or TaskForm()
    if task_form is None:
        form.offer(found.columns, people.members())
    return render_template(
        "tasks/board.html",
        board=found,
        look=look,
        filter=asked,
        ways=By,
        asked=kept_args(),
        kept=filters_kept.of(member_here()),
        form=form,
        pen=Pen(look.today),
        today=look.today,
        manages=manages(),
        piled_up=coming_again.piled_up(id),
        **for_managers(found),
    )
