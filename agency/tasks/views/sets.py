"""Sets of tasks for a service: kept from a board, edited in the settings, put on a board."""

from typing import Any

import sqlalchemy as sa
from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.kernel import clock
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.i18n import pick
from agency.kernel.web import section, staff
from agency.people import queries as people
from agency.people.at_the_desk import actor_here
from agency.tasks import queries, sets
from agency.tasks.forms_of_repeat import KeepForm, PutForm, SetForm
from agency.tasks.projects import Project
from agency.tasks.repeating import TaskTemplate
from agency.tasks.sets import BadLine, SetTask
from agency.tasks.sets_ready import READY
from agency.tasks.views.blueprint import Answer, today, views

NONE = 0
READY_ONE = "ready:"


@views.get("/settings/task-templates")
@staff(Access.manager)
@section("desk.settings")
def templates() -> str:
    """All of them, and those that come with the house."""
    return _page(_form(None, formdata=None))


@views.post("/settings/task-templates")
@staff(Access.manager)
@section("desk.settings")
def template_create() -> Answer:
    """A new one."""
    return _save(TaskTemplate(), None)


@views.post("/settings/task-templates/ready")
@staff(Access.manager)
def template_ready() -> Response:
    """One that comes with the house becomes ours, to be changed."""
    ready = READY.get(request.form.get("slug", "")) or abort(404)
    made = TaskTemplate(name=dict(ready.name), tasks=sets.told(_ready(ready.slug)))
    db.session.add(made)
    db.session.commit()
    flash(_("“%(name)s” is ours now; change what is different here.", name=pick(made.name)))
    return redirect(url_for("tasks.template", id=made.id), 303)


@views.get("/settings/task-templates/<int:id>")
@staff(Access.manager)
@section("desk.settings")
def template(id: int) -> str:
    """One of them, to be changed."""
    found = _one(id)
    return _page(_form(found, formdata=None), one=found)


@views.post("/settings/task-templates/<int:id>")
@staff(Access.manager)
@section("desk.settings")
def template_change(id: int) -> Answer:
    """Other tasks, for boards from now on."""
    found = _one(id)
    return _save(found, found)


@views.post("/settings/task-templates/<int:id>/removal")
@staff(Access.manager)
def template_removal(id: int) -> Response:
    """It is not used any more; boards keep what was put on them."""
    db.session.delete(_one(id))
    db.session.commit()
    flash(_("The template is gone. Boards keep their tasks."))
    return redirect(url_for("tasks.templates"), 303)


@views.get("/boards/<int:id>/template")
@staff(Access.manager)
@section("tasks.boards")
def board_template(id: int) -> str:
    """Put a set on this board, or keep its tasks as one."""
    return _board_page(queries.project(id) or abort(404))


@views.post("/boards/<int:id>/template")
@staff(Access.manager)
@section("tasks.boards")
def board_put(id: int) -> Answer:
    """A set is put on this board, at once."""
    project = queries.project(id) or abort(404)
    form = _put_form()
    if not form.validate():
        return _board_page(project, put_form=form), 422
    tasks, starts_on = _chosen(form.chosen.data), form.starts_on.data
    assert starts_on is not None, "the form asks for it"
    made = sets.put(tasks, project, starts_on=starts_on, by=actor_here(), at=clock.now())
    db.session.commit()
    if made:
        said = ngettext(
            "%(num)d task is on the board.", "%(num)d tasks are on the board.", len(made)
        )
        flash(said)
    return redirect(url_for("tasks.board", id=id), 303)


@views.post("/boards/<int:id>/template/keeping")
@staff(Access.manager)
@section("tasks.boards")
def board_keep(id: int) -> Answer:
    """Its tasks are kept as a set."""
    project, form = queries.project(id) or abort(404), KeepForm()
    if not form.validate():
        return _board_page(project, keep_form=form), 422
    name = {_language(): form.name.data or ""}
    tasks = sets.told(sets.from_board(project, people.agency().zone))
    made = TaskTemplate(name=name, tasks=tasks)
    db.session.add(made)
    db.session.commit()
    flash(_("Kept. Look through it: hours and days are those of this board."))
    return redirect(url_for("tasks.template", id=made.id), 303)


def _save(found: TaskTemplate, one: TaskTemplate | None) -> Answer:
    form = _form(one)
    if not form.validate():
        return _page(form, one=one), 422
    try:
        tasks = sets.of_lines(form.words.data or "", sets.roles_by_name())
    except BadLine as bad:
        form.words.errors = [_wrong(bad)]
        return _page(form, one=one), 422
    if not tasks:
        form.words.errors = [_("Write at least one task")]
        return _page(form, one=one), 422
    names = {"en": form.name_en.data or "", "ru": form.name_ru.data or ""}
    found.name = {language: name for language, name in names.items() if name}
    found.service_id, found.tasks = form.service.data or None, sets.told(tasks)
    db.session.add(found)
    db.session.commit()
    flash(_("Saved"))
    return redirect(url_for("tasks.templates"), 303)


def _wrong(bad: BadLine) -> str:
    words = {
        "no_task": _("stands before the first task"),
        "too_many": _("is one too many"),
        "cells": _("is no task: write title | role | hours | day"),
        "role": _("names a role that the house does not have"),
        "hours": _("has hours that cannot be read; write them like 2.5"),
        "day": _("has a day that cannot be read; write how many days after the start, like 12"),
    }
    return str(_("Line %(number)d %(wrong)s", number=bad.number, wrong=words[bad.why]))


def _form(one: TaskTemplate | None, **given: Any) -> SetForm:
    if one is not None and "formdata" in given:
        lines = sets.as_lines(sets.kept(one.tasks), sets.role_names(_language()))
        given |= {"name_en": one.name.get("en", ""), "name_ru": one.name.get("ru", "")}
        given |= {"service": one.service_id or NONE, "words": lines}
    form = SetForm(**given)
    services = [(each.id, pick(each.name)) for each in people.services()]
    form.service.choices = [(NONE, _("None in particular")), *services]
    return form


def _put_form(**given: Any) -> PutForm:
    form = PutForm(**given)
    ours = [(str(each.id), pick(each.name)) for each in _all()]
    ready = [
        (f"{READY_ONE}{each.slug}", _("%(name)s (comes with the house)", name=pick(each.name)))
        for each in READY.values()
    ]
    form.chosen.choices = [*ours, *ready]
    return form


def _chosen(chosen: str) -> list[SetTask]:
    if chosen.startswith(READY_ONE):
        return _ready(chosen.removeprefix(READY_ONE))
    return sets.kept(_one(int(chosen)).tasks)


def _ready(slug: str) -> list[SetTask]:
    """In the language of whoever takes it; a trade that the house does not have stays open."""
    return sets.of_lines(READY[slug].lines[_language()], sets.roles_by_name(), strictly=False)


def _language() -> str:
    locale = get_locale()
    return "ru" if locale is not None and locale.language == "ru" else "en"


def _all() -> list[TaskTemplate]:
    return sorted(db.session.scalars(sa.select(TaskTemplate)), key=lambda each: pick(each.name))


def _one(id: int) -> TaskTemplate:
    return db.session.get(TaskTemplate, id) or abort(404)


def _page(form: SetForm, one: TaskTemplate | None = None) -> str:
    names = {each.id: pick(each.name) for each in people.services()}
    roles = sorted(sets.role_names(_language()).values())
    return render_template(
        "tasks/template_settings.html",
        form=form,
        one=one,
        templates=_all(),
        ready=READY.values(),
        services=names,
        roles=roles,
    )


def _board_page(project: Project, **typed: Any) -> str:
    given = {"formdata": None, "starts_on": today()}
    forms = {"put_form": _put_form(**given), "keep_form": KeepForm(formdata=None), **typed}
    return render_template("tasks/board_template.html", project=project, **forms)
