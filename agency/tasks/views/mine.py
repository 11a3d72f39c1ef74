"""My tasks: what I am to do, one more of my own, and what I have just done."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.flows.card_moved import card_moved
from agency.kernel import clock
from agency.kernel.db import db
from agency.kernel.web import staff
from agency.people.at_the_desk import actor_here, member_here
from agency.tasks import adding, my_tasks
from agency.tasks.forms_of_mine import OwnTaskForm
from agency.tasks.models import OtherBoard, StaleTask, Task
from agency.tasks.moving import Drop
from agency.tasks.my_tasks import When
from agency.tasks.shelf import NotThere
from agency.tasks.views.blueprint import Answer, today, views


@views.get("/tasks")
@staff()
def mine() -> str:
    """Late, today, next and waiting, across projects."""
    return _page()


@views.post("/tasks")
@staff()
def own_task() -> Answer:
    """A task of my own."""
    form = OwnTaskForm()
    if not form.validate():
        return _page(form=form), 422
    adding.add_own(member_here(), at=clock.now(), **form.wish)
    db.session.commit()
    return redirect(url_for("tasks.mine", _anchor="own-task"), 303)


@views.post("/tasks/<int:id>/done")
@staff()
def done(id: int) -> Response:
    """It is done, from my list: on its board it goes to the column for that; or back from there."""
    # Not held yet: whoever moves a card holds its column first.
    task = db.session.get(Task, id) or abort(404)
    goes_back = request.form.get("back", type=int)
    try:
        was = _on_board(task, goes_back) if task.column_id else _off_boards(task, goes_back)
    except (StaleTask, NotThere):
        db.session.rollback()
        flash(_("Somebody moved “%(title)s” meanwhile. Look where it is now.", title=task.title))
        return redirect(url_for("tasks.task", id=id), 303)
    except OtherBoard:
        abort(400)
    db.session.commit()
    if goes_back is not None:
        return redirect(url_for("tasks.mine"), 303)
    return redirect(url_for("tasks.mine", done=id, was=was), 303)


def _on_board(task: Task, goes_back: int | None) -> int:
    """The column that it came from."""
    came_from = task.column_id or 0
    wanted = goes_back or my_tasks.done_column(task.project_id or 0)
    if wanted != came_from:
        drop = Drop(request.form.get("version", type=int) or 0, wanted)
        card_moved(task.id, drop, by=member_here(), at=clock.now())
    return came_from


def _off_boards(task: Task, goes_back: int | None) -> int:
    verb = task.finish if goes_back is None else task.take_up
    verb(by=actor_here(), at=clock.now())
    return 0


def _page(form: OwnTaskForm | None = None) -> str:
    me = member_here()
    return render_template(
        "tasks/mine.html",
        tasks=my_tasks.mine(me.id, today=today(), whole=_whole()),
        me_id=me.id,
        today=today(),
        form=form or OwnTaskForm(formdata=None),
        **_just_done(),
    )


def _whole() -> When | None:
    """Of which group all is asked for."""
    said = request.args.get("all", "")
    return When(said) if said in {each.value for each in When} else None


def _just_done() -> dict[str, Any]:
    """What was done a moment ago, so that it can be taken back."""
    id = request.args.get("done", type=int)
    found = db.session.get(Task, id) if id else None
    is_so = found is not None and found.is_done and found.is_there
    return {"just_done": found if is_so else None, "was": request.args.get("was", type=int)}
