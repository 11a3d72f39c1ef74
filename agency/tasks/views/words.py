"""A task's words and facts are changed; somebody else's words are never lost by it."""

from flask import abort, flash, request
from flask_babel import gettext as _

from agency.kernel import clock, written
from agency.kernel.db import db
from agency.kernel.forms import tidy
from agency.kernel.web import reads, section, staff
from agency.people import queries as people
from agency.people.at_the_desk import actor_here
from agency.tasks import labels, mentions, settling
from agency.tasks.forms_of_task import FactsForm, PlanForm, WordsForm
from agency.tasks.models import NobodysTask, StaleWords
from agency.tasks.views.blueprint import Answer, views
from agency.tasks.views.page import back_to, taken, task_page


@views.post("/tasks/<int:id>/words")
@staff()
@section("tasks.boards")
def words(id: int) -> Answer:
    """Say it otherwise, or look how it would read."""
    form = WordsForm()
    if "preview" in request.form:
        return task_page(id, words_form=form, is_preview=True)
    if not form.validate():
        return task_page(id, words_form=form), 422
    task = taken(id)
    try:
        task.reword(
            form.title.data or "",
            form.details.data or "",
            seen=form.seen.data,
            by=actor_here(),
            at=clock.now(),
        )
    except StaleWords:
        return _both(id, form), 409
    db.session.commit()
    return back_to(task, "words")


@views.post("/tasks/preview")
@staff()
@reads
def preview() -> str:
    """How words would read."""
    return str(written.to_html(tidy(request.form.get("details")), list(mentions.names())))


@views.post("/tasks/<int:id>/facts")
@staff()
@section("tasks.boards")
def facts(id: int) -> Answer:
    """Whose it is, by when, how much it presses."""
    task = taken(id)
    form = FactsForm.of(task, people.members(), labels.everything(), typed=True)
    if not form.validate():
        return task_page(id, facts_form=form), 422
    try:
        settling.settle(task, form.wishes, by=actor_here(), at=clock.now())
    except NobodysTask:
        abort(400)
    db.session.commit()
    flash(_("Saved"))
    return back_to(task, "facts")


@views.post("/tasks/<int:id>/plans")
@staff()
@section("tasks.boards")
def new_plan(id: int) -> Answer:
    """Hours of one member more are planned."""
    task = taken(id)
    form = PlanForm.among(people.members(), task)
    if not form.validate():
        return task_page(id, plan_form=form), 422
    member = people.member(form.member.data) or abort(400)
    task.plan_for(member, form.hours.data, by=actor_here(), at=clock.now())
    db.session.commit()
    return back_to(task, "plans")


@views.post("/tasks/<int:id>/plans/<int:member_id>")
@staff()
@section("tasks.boards")
def plan_of_member(id: int, member_id: int) -> Answer:
    """Other hours of a member are planned, or none."""
    task = taken(id)
    found = next((each for each in task.plans if each.member_id == member_id), None) or abort(404)
    form = PlanForm.among([found.member], task)
    form.member.choices, form.member.data = [(member_id, found.member.name)], member_id
    is_over = "remove" in request.form
    if not is_over and not form.validate():
        return task_page(id, plan_refused=form), 422
    minutes = None if is_over else form.hours.data
    task.plan_for(found.member, minutes, by=actor_here(), at=clock.now())
    db.session.commit()
    return back_to(task, "plans")


def _both(id: int, form: WordsForm) -> str:
    """Their words and ours beside each other; the next save is over what is shown now."""
    db.session.rollback()
    seen = taken(id).words_version
    form.seen.raw_data, form.seen.data = None, seen
    return task_page(id, words_form=form, is_stale=True)
