"""The library of works: our own and those that we admire, and which of them stand in a proposal."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.kernel import clock
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.pictures import PictureRefused
from agency.kernel.web import section, staff
from agency.proposals import passages, screens, working
from agency.proposals.references import Reference
from agency.proposals.text_forms import WHOSE, WorkForm
from agency.proposals.words import NO_PICTURE

views = Blueprint("works", __name__)
Answer = Response | str | tuple[str, int]


@views.get("/settings/references")
@staff(Access.manager)
@section("desk.settings")
def index() -> str:
    """All works, and the form of a new one."""
    return _page(WorkForm(formdata=None, kind="ours"))


@views.post("/settings/references")
@staff(Access.manager)
@section("desk.settings")
def create() -> Answer:
    """A new one."""
    return _save(Reference(), None)


@views.get("/settings/references/<int:id>")
@staff(Access.manager)
@section("desk.settings")
def one(id: int) -> str:
    """One of them, to be changed."""
    found = _found(id)
    return _page(WorkForm.showing(found), one=found)


@views.post("/settings/references/<int:id>")
@staff(Access.manager)
@section("desk.settings")
def change(id: int) -> Answer:
    """It says something else in what is not sent yet."""
    found = _found(id)
    return _save(found, found)


@views.post("/settings/references/<int:id>/archive")
@staff(Access.manager)
def archive(id: int) -> Response:
    """Show it to nobody new, or again."""
    found = _found(id)
    if request.form.get("do") == "back":
        found.take_back()
        words = _("It can be chosen again.")
    else:
        found.archive(at=clock.now())
        words = _("Put away. Where it stands already it stays.")
    db.session.commit()
    flash(words)
    return redirect(url_for(".index"), 303)


def _save(work: Reference, one: Reference | None) -> Answer:
    form = WorkForm()
    fits = form.validate()
    upload = form.picture.data
    if one is None and not (upload and upload.filename):
        form.picture.errors = [_("Choose its picture")]
        fits = False
    if not fits:
        return _page(form, one=one), 422
    try:
        working.keep(work, form, at=clock.now())
    except PictureRefused:
        form.picture.errors = [NO_PICTURE]
        db.session.rollback()
        return _page(form, one=one), 422
    db.session.commit()
    flash(_("Saved"))
    return redirect(url_for(".index"), 303)


def _found(id: int) -> Reference:
    return db.session.get(Reference, id) or abort(404)


def _page(form: WorkForm, **more: Any) -> str:
    wanted = working.Filter.of(request.args)
    works = working.library(archived=wanted.is_away)
    return render_template(
        "proposals/works.html",
        form=form,
        works=[each for each in works if wanted.takes(each)],
        tags=passages.tags_in(each.tags for each in works),
        wanted=wanted,
        whose=WHOSE,
        thumbnail=screens.thumbnails([each.picture for each in works]),
        **{"one": None, **more},
    )
