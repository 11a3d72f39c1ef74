"""A card was put somewhere: the answer is the fresh card, or the board for a browser without scripts."""

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.flows.card_moved import card_moved, card_put
from agency.kernel import clock
from agency.kernel.db import db, in_turn
from agency.kernel.i18n import pick
from agency.kernel.web import reads, staff
from agency.people.at_the_desk import actor_here, member_here
from agency.tasks import dealing, moving, one_move
from agency.tasks.cards import Fresh
from agency.tasks.forms import PositionForm
from agency.tasks.models import OtherBoard, StaleTask, Task
from agency.tasks.moving import Drop, Moved
from agency.tasks.one_move import NotPlain, Put
from agency.tasks.shelf import NotThere
from agency.tasks.views.blueprint import today, views, wants_part
from agency.tasks.views.page import task_page
from agency.tasks.views.pen import Pen


@views.post("/tasks/<int:id>/position")
@staff()
@reads
def position(id: int) -> Response | tuple[str, int] | str:
    """A card was put somewhere. It is read who did it and what they sent before others have to wait for the move."""
    form = PositionForm()
    if not form.validate():
        abort(400)
    return (_plainly(id, form.drop) if wants_part() else None) or _wholly(id, form.drop)


def _plainly(id: int, drop: Drop) -> str | tuple[str, int] | None:
    now = clock.now()
    try:
        client, by = one_move.client_of(id, drop), actor_here().id or 0
        with in_turn():
            moved = card_put(id, drop, client_of=client, by=by, at=now)
            db.session.commit()
        return _drawn(one_move.drawn(moved, at=now))
    except NotPlain:
        return None
    except StaleTask:
        fresh = one_move.as_it_is(id, at=now)
        return (_drawn(fresh), 409) if fresh is not None else None


def _wholly(id: int, drop: Drop) -> Response | tuple[str, int] | str:
    try:
        with in_turn():
            moved = card_moved(id, drop, by=member_here(), at=clock.now()) or abort(404)
            answer = _after(moved)
            db.session.commit()
            return answer
    except OtherBoard:
        abort(400)
    except (StaleTask, NotThere):
        return _stale(id)


def _after(moved: Moved) -> Response | str:
    """The card, or the board for a browser without scripts. The figures follow with what is new on the board."""
    if wants_part():
        return _part(moved.task)
    task, column = moved.task, moved.column
    flash(_("“%(title)s” is in “%(column)s” now.", title=task.title, column=pick(column.name)))
    return redirect(url_for("tasks.board", id=task.project_id, _anchor=f"task-{task.id}"), 303)


def _stale(id: int) -> tuple[str, int]:
    """Somebody moved it since this page was drawn: the fresh card, wherever it is now."""
    if not wants_part():
        return task_page(id, stale=True), 409
    task = moving.take(id)
    if task is None or task.column_id is None:
        abort(404)
    return _part(task), 409


def _part(task: Task) -> str:
    if not task.is_there:
        return render_template("tasks/_fresh.html", fresh=Fresh(cards=(), gone=(task.id,)))
    return _drawn(Put(dealing.card(task.id), today()))


def _drawn(put: Put) -> str:
    return render_template("tasks/_fresh.html", fresh=Fresh(cards=[put.card]), pen=Pen(put.today))
