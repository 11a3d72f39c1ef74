"""Subtasks and the checklist: added, ticked, put in order, changed, dropped."""

from collections.abc import Sequence

from flask import abort, redirect, request

from agency.kernel import clock
from agency.kernel.db import db
from agency.kernel.web import local_address, section, staff
from agency.people import queries as people
from agency.people.at_the_desk import actor_here
from agency.tasks.forms_of_task import CheckForm, SubtaskForm
from agency.tasks.models import Task
from agency.tasks.pieces import Piece, TooManyPieces
from agency.tasks.views.blueprint import Answer, views
from agency.tasks.views.page import back_to, taken, task_page

KINDS = "any(subtasks,checklist)"


@views.post("/tasks/<int:id>/subtasks")
@staff()
@section("tasks.boards")
def new_subtask(id: int) -> Answer:
    """One subtask more."""
    form = SubtaskForm.among(people.members())
    if not form.validate():
        return task_page(id, subtask_form=form), 422
    task, owner = taken(id), people.member(form.owner.data) if form.owner.data else None
    try:
        task.divide(form.title.data, owner, form.due_on.data, by=actor_here(), at=clock.now())
    except TooManyPieces:
        abort(400)
    db.session.commit()
    return back_to(task, "subtasks")


@views.post("/tasks/<int:id>/checklist")
@staff()
@section("tasks.boards")
def new_check(id: int) -> Answer:
    """One thing more to tick off."""
    form = CheckForm()
    if not form.validate():
        return task_page(id, check_form=form), 422
    task = taken(id)
    try:
        task.check(form.words.data, by=actor_here(), at=clock.now())
    except TooManyPieces:
        abort(400)
    db.session.commit()
    return back_to(task, "checklist")


@views.post("/tasks/<int:id>/subtasks/<int:piece_id>")
@staff()
@section("tasks.boards")
def subtask(id: int, piece_id: int) -> Answer:
    """A subtask is another one: other words, whose, by when."""
    task = taken(id)
    piece = next((each for each in task.subtasks if each.id == piece_id), None) or abort(404)
    form = SubtaskForm.changing(piece, people.members(), typed=True)
    if not form.validate():
        return task_page(id, subtask_change=form, changing=piece_id), 422
    owner = people.member(form.owner.data) if form.owner.data else None
    piece.put_right(form.title.data, owner, form.due_on.data, by=actor_here(), at=clock.now())
    db.session.commit()
    return back_to(task, "subtasks")


@views.post(f"/tasks/<int:id>/<{KINDS}:kind>/<int:piece_id>/tick")
@staff()
def tick(id: int, kind: str, piece_id: int) -> Answer:
    """It is done, or not after all."""
    task = taken(id)
    is_done = request.form.get("done") == "1"
    task.tick(_piece(task, kind, piece_id), is_done, by=actor_here(), at=clock.now())
    db.session.commit()
    back = local_address(request.form.get("next"))
    return redirect(back, 303) if back else back_to(task, kind)


@views.post(f"/tasks/<int:id>/<{KINDS}:kind>/<int:piece_id>/place")
@staff()
def piece_place(id: int, kind: str, piece_id: int) -> Answer:
    """It stands before another one now; before none, it is the last."""
    task = taken(id)
    task.put_before(_piece(task, kind, piece_id), request.form.get("before", type=int))
    db.session.commit()
    return back_to(task, kind)


@views.post(f"/tasks/<int:id>/<{KINDS}:kind>/<int:piece_id>/removal")
@staff()
def piece_removal(id: int, kind: str, piece_id: int) -> Answer:
    """It is needed no more."""
    task = taken(id)
    task.drop(_piece(task, kind, piece_id), by=actor_here(), at=clock.now())
    db.session.commit()
    return back_to(task, kind)


def _piece(task: Task, kind: str, id: int) -> Piece:
    pieces: Sequence[Piece] = task.subtasks if kind == "subtasks" else task.checklist
    return next((each for each in pieces if each.id == id), None) or abort(404)
