"""Comments: among us, or for the client too; changed and taken back by whoever wrote them."""

from flask import abort

from agency.kernel import clock
from agency.kernel.db import db
from agency.kernel.web import section, staff
from agency.people.at_the_desk import member_here
from agency.tasks import mentions
from agency.tasks.forms_of_task import CommentForm
from agency.tasks.models import Task
from agency.tasks.talk import Comment, NotYourWords
from agency.tasks.views.blueprint import Answer, views
from agency.tasks.views.page import back_to, taken, task_page


@views.post("/tasks/<int:id>/comments")
@staff()
@section("tasks.boards")
def comments(id: int) -> Answer:
    """I say something; only we read it, unless I say otherwise."""
    form = CommentForm()
    if not form.validate():
        return task_page(id, comment_form=form), 422
    task, now = taken(id), clock.now()
    said = task.comment(
        form.words.data or "", member=member_here(), is_client_visible=form.is_for_client, at=now
    )
    db.session.flush()
    mentions.tell_of(said, at=now)
    db.session.commit()
    return back_to(task, f"comment-{said.id}")


@views.post("/tasks/<int:id>/comments/<int:comment_id>")
@staff()
@section("tasks.boards")
def comment(id: int, comment_id: int) -> Answer:
    """I meant it otherwise, or for others."""
    form = CommentForm()
    if not form.validate():
        return task_page(id, comment_refused=form, refused_id=comment_id), 422
    task, now = taken(id), clock.now()
    found = _comment(task, comment_id)
    told = mentions.meant(found.words)
    try:
        found.say_otherwise(form.words.data or "", form.is_for_client, by=member_here(), at=now)
    except NotYourWords:
        abort(403)
    mentions.tell_again(found, told=told, at=now)
    db.session.commit()
    return back_to(task, f"comment-{found.id}")


@views.post("/tasks/<int:id>/comments/<int:comment_id>/removal")
@staff()
def comment_removal(id: int, comment_id: int) -> Answer:
    """I take it back."""
    task = taken(id)
    try:
        _comment(task, comment_id).take_back(by=member_here(), at=clock.now())
    except NotYourWords:
        abort(403)
    db.session.commit()
    return back_to(task, "talk")


def _comment(task: Task, id: int) -> Comment:
    return next((each for each in task.comments if each.id == id), None) or abort(404)
