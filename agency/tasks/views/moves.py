"""A card was put somewhere: the answer is the fresh card, or the board for a browser without scripts."""

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.flows.card_moved import card_moved
from agency.kernel import clock
from agency.kernel.db import db
from agency.kernel.i18n import pick
from agency.kernel.web import staff
from agency.people.at_the_desk import member_here
from agency.tasks import dealing, moving
from agency.tasks.cards import Fresh
from agency.tasks.forms import PositionForm
from agency.tasks.models import OtherBoard, StaleTask, Task
from agency.tasks.moving import Moved
from agency.tasks.shelf import NotThere
from agency.tasks.views.blueprint import today, views, wants_part
from agency.tasks.views.page import task_page
from agency.tasks.views.pen import Pen


@views.post("/tasks/<int:id>/position")
@staff()
def position(id: int) -> Response | tuple[str, int] | str:
    """A card was put somewhere."""
    form = PositionForm()
    if not form.validate():
        abort(400)
    try:
        moved = card_moved(id, form.drop, by=member_here(), at=clock.now()) or abort(404)
    except OtherBoard:
        abort(400)
    except (StaleTask, NotThere):
        return _stale(id)
    answer = _after(moved)
    db.session.commit()
    return answer


def _after(moved: Moved) -> Response | str:
    """The card, or the board for a browser without scripts. The figures follow with what is new on the board."""
    if wants_part():
        return _part(moved.task)
    task, column = moved.task, moved.column
    flash(_("“%(title)s” is in “%(column)s” now.", title=task.title, column=pick(column.name)))
    return redirect(url_for("tasks.board", id=task.project_id, _anchor=f"task-{task.id}"), 303)


def _stale(id: int) -> tuple[str, int]:
    """Somebody moved it since this page was drawn: the fresh card, wherever it is now."""
    db.session.rollback()
    if not wants_part():
        return task_page(id, stale=True), 409
    task = moving.take(id)
    if task is None or task.column_id is None:
        abort(404)
    return _part(task), 409


def _part(task: Task) -> str:
    if not task.is_there:
        return render_template("tasks/_fresh.html", fresh=Fresh(cards=(), gone=(task.id,)))
    fresh = Fresh(cards=[dealing.card(task.id)])
    return render_template("tasks/_fresh.html", fresh=fresh, pen=Pen(today()))
