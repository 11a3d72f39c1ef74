"""The work plan of a project: a line of time that everybody reads, and managers change."""

from collections.abc import Callable, Sequence

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from agency.kernel import clock
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.web import section, staff
from agency.people import queries as people
from agency.people.at_the_desk import actor_here, manages
from agency.tasks import staging, work_plan
from agency.tasks.forms_of_plan import StageForm, sorted_tasks
from agency.tasks.projects import Stage, StageOver
from agency.tasks.views.blueprint import Answer, today, views


@views.get("/boards/<int:id>/plan")
@staff()
@section("tasks.boards")
def project_plan(id: int) -> str:
    """Stages with who answers for them, by when, and how far they are."""
    return _page(id)


@views.post("/boards/<int:id>/stages")
@staff(Access.manager)
@section("tasks.boards")
def stages(id: int) -> Answer:
    """One stage more."""
    form = StageForm.among(people.members())
    if not form.validate():
        return _page(id, new=form), 422
    project = staging.hold(id) or abort(404)
    staging.add(project, by=actor_here(), at=clock.now(), **form.wish)
    return _back(id, _("The stage stands in the plan."))


@views.post("/stages/<int:id>")
@staff(Access.manager)
@section("tasks.boards")
def stage(id: int) -> Answer:
    """Another name, somebody else, other days."""
    found = staging.take(id) or abort(404)
    form = StageForm.among(people.members(), found)
    if not form.validate():
        return _page(found.project_id, changed={id: form}), 422
    try:
        staging.change(found, by=actor_here(), at=clock.now(), **form.wish)
    except StageOver:
        abort(409)
    return _back(found.project_id, _("The plan is changed."))


@views.post("/stages/<int:id>/completion")
@staff(Access.manager)
def stage_completion(id: int) -> Response:
    """It is done."""
    return _decide(id, staging.finish, _("The stage is done."))


@views.post("/stages/<int:id>/reopening")
@staff(Access.manager)
def stage_reopening(id: int) -> Response:
    """It was not done after all."""
    return _decide(id, staging.take_up, _("The stage is open again."))


@views.post("/stages/<int:id>/removal")
@staff(Access.manager)
def stage_removal(id: int) -> Response:
    """It goes; its tasks stay."""
    return _decide(id, staging.remove, _("The stage is gone. Its tasks stay on the board."))


@views.post("/boards/<int:id>/stages-of-tasks")
@staff(Access.manager)
def stages_of_tasks(id: int) -> Response:
    """Which task belongs where, for all of them at once."""
    project = staging.hold(id) or abort(404)
    wanted = sorted_tasks(request.form)
    count = staging.sort(project, wanted, by=actor_here(), at=clock.now())
    words = ngettext("%(num)d task is elsewhere now.", "%(num)d tasks are elsewhere now.", count)
    return _back(id, words)


def _decide(id: int, verb: Callable[..., None], words: str) -> Response:
    found = staging.take(id) or abort(404)
    project_id = found.project_id
    verb(found, by=actor_here(), at=clock.now())
    return _back(project_id, words)


def _back(project_id: int, words: str) -> Response:
    db.session.commit()
    flash(words)
    return redirect(url_for("tasks.project_plan", id=project_id), 303)


def _page(
    id: int, new: StageForm | None = None, changed: dict[int, StageForm] | None = None
) -> str:
    found = work_plan.plan_of(id, today=today()) or abort(404)
    shown = {"may_manage": manages(), "changed": changed or {}}
    if shown["may_manage"]:
        shown |= {"new": new or _fresh(), "forms": _forms(found.stages, changed or {})}
    return render_template("tasks/plan.html", plan=found, **shown)


def _forms(stages: Sequence[Stage], changed: dict[int, StageForm]) -> dict[int, StageForm]:
    members = people.members()
    fresh = {each.id: StageForm.among(members, each, formdata=None) for each in stages}
    return fresh | changed


def _fresh() -> StageForm:
    return StageForm.among(people.members(), formdata=None)
