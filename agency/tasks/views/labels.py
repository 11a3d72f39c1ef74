"""Labels of the house: made, renamed, given another colour, removed."""

from typing import Any

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.kernel.db import db
from agency.kernel.web import section, staff
from agency.tasks import labels as words
from agency.tasks.forms_of_task import LabelForm
from agency.tasks.labels import Label
from agency.tasks.views.blueprint import Answer, views


@views.get("/settings/labels")
@staff()
@section("desk.settings")
def labels() -> str:
    """All of them."""
    return _page(LabelForm(formdata=None))


@views.post("/settings/labels")
@staff()
@section("desk.settings")
def label_create() -> Answer:
    """A new one."""
    return _save(Label(), None)


@views.get("/settings/labels/<int:id>")
@staff()
@section("desk.settings")
def label(id: int) -> str:
    """One of them, to be changed."""
    found = _label(id)
    return _page(LabelForm(formdata=None, obj=found), one=found)


@views.post("/settings/labels/<int:id>")
@staff()
@section("desk.settings")
def label_change(id: int) -> Answer:
    """Another word or colour, on every task that has it."""
    found = _label(id)
    return _save(found, found)


@views.post("/settings/labels/<int:id>/removal")
@staff()
def label_removal(id: int) -> Response:
    """It goes from every task."""
    words.remove(_label(id))
    db.session.commit()
    flash(_("The label is gone."))
    return redirect(url_for("tasks.labels"), 303)


def _save(label: Label, one: Label | None) -> Answer:
    form = LabelForm()
    fits = form.validate()
    if fits and words.is_taken(form.name.data or "", besides=one):
        form.name.errors, fits = [_("There is one of that name already")], False
    if not fits:
        return _page(form, one=one), 422
    label.name, label.category = form.name.data or "", form.category.data
    db.session.add(label)
    db.session.commit()
    flash(_("Saved"))
    return redirect(url_for("tasks.labels"), 303)


def _label(id: int) -> Label:
    return db.session.get(Label, id) or abort(404)


def _page(form: LabelForm, **more: Any) -> str:
    return render_template(
        "tasks/label_settings.html",
        form=form,
        labels=words.everything(),
        counts=words.how_often(),
        **{"one": None, **more},
    )
