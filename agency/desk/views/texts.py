"""The texts of the house for its proposals: terms, how we work, about us."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.kernel import clock
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.web import section, staff
from agency.proposals import passages, variables
from agency.proposals.passages import Passage
from agency.proposals.text_forms import KINDS, TextForm

views = Blueprint("texts", __name__)
Answer = Response | str | tuple[str, int]


@views.get("/settings/texts")
@staff(Access.manager)
@section("desk.settings")
def index() -> str:
    """All texts, and the form of a new one."""
    return _page(TextForm(formdata=None, kind=request.args.get("kind")))


@views.post("/settings/texts")
@staff(Access.manager)
@section("desk.settings")
def create() -> Answer:
    """A new one."""
    return _save(Passage(kind=None, title={}, body={}, tags=[], version=0), None)


@views.get("/settings/texts/<int:id>")
@staff(Access.manager)
@section("desk.settings")
def one(id: int) -> str:
    """One of them, to be changed."""
    found = _found(id)
    return _page(TextForm.showing(found), one=found)


@views.post("/settings/texts/<int:id>")
@staff(Access.manager)
@section("desk.settings")
def change(id: int) -> Answer:
    """It says something else from now on; what was sent stays as it was."""
    found = _found(id)
    return _save(found, found)


@views.post("/settings/texts/<int:id>/archive")
@staff(Access.manager)
def archive(id: int) -> Response:
    """Offer it no more, or again."""
    found = _found(id)
    if request.form.get("do") == "back":
        found.take_back()
        words = _("It is offered again.")
    else:
        found.archive(at=clock.now())
        words = _("Put away. Pages that were begun with it keep their words.")
    db.session.commit()
    flash(words)
    return redirect(url_for(".index"), 303)


def _save(text: Passage, one: Passage | None) -> Answer:
    form = TextForm()
    if not form.validate():
        return _page(form, one=one), 422
    form.write_to(text, at=clock.now())
    db.session.add(text)
    db.session.commit()
    flash(_("Saved"))
    return redirect(url_for(".index"), 303)


def _found(id: int) -> Passage:
    return db.session.get(Passage, id) or abort(404)


def _page(form: TextForm, **more: Any) -> str:
    is_away, tag = bool(request.args.get("away")), request.args.get("tag", "")
    texts = passages.everything(archived=is_away)
    return render_template(
        "proposals/texts.html",
        form=form,
        texts=[each for each in texts if not tag or tag in each.tags],
        tags=passages.tags_in(each.tags for each in texts),
        tag=tag,
        is_away=is_away,
        kinds=KINDS,
        known=variables.KNOWN,
        **{"one": None, **more},
    )
