"""The library of the agency's own lines, in the settings: written, changed, put away; with how long they took."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.kernel import clock, i18n
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.web import section, staff
from agency.people import queries as people
from agency.proposals import house_lines, passages
from agency.proposals.beside import experience_of
from agency.proposals.house_line_forms import HouseLineForm
from agency.proposals.house_lines import HouseLine, Wanted

views = Blueprint("house_lines", __name__)
Answer = Response | str | tuple[str, int]


@views.get("/settings/lines")
@staff(Access.manager)
@section("desk.settings")
def index() -> str:
    """Those that are looked for, and the form of a new one."""
    return _page(_form(formdata=None))


@views.post("/settings/lines")
@staff(Access.manager)
@section("desk.settings")
def create() -> Answer:
    """A new one."""
    house = people.agency()
    today = i18n.in_zone(clock.now(), house.zone).date()
    return _save(HouseLine(text={}, section={}, currency=house.currency, kept_on=today), None)


@views.get("/settings/lines/<int:id>")
@staff(Access.manager)
@section("desk.settings")
def one(id: int) -> str:
    """One of them, to be changed."""
    found = _found(id)
    return _page(_form(showing=found, formdata=None), one=found)


@views.post("/settings/lines/<int:id>")
@staff(Access.manager)
@section("desk.settings")
def change(id: int) -> Answer:
    """It says something else from now on; where it stands already it stays as it was."""
    found = _found(id)
    return _save(found, found)


@views.post("/settings/lines/<int:id>/archive")
@staff(Access.manager)
def archive(id: int) -> Response:
    """Offer it no more, or again."""
    found = _found(id)
    if request.form.get("do") == "back":
        found.take_back()
        words = _("It is offered again.")
    else:
        found.archive(at=clock.now())
        words = _("Put away. The estimates in which it stands keep it.")
    db.session.commit()
    flash(words)
    return redirect(url_for(".index"), 303)


def _save(line: HouseLine, one: HouseLine | None) -> Answer:
    form = _form()
    if not form.validate():
        return _page(form, one=one), 422
    form.write_to(line, currency=people.agency().currency)
    db.session.add(line)
    db.session.commit()
    flash(_("Saved"))
    return redirect(url_for(".index"), 303)


def _form(**kwargs: Any) -> HouseLineForm:
    return HouseLineForm.among(people.services(), people.roles(), **kwargs)


def _found(id: int) -> HouseLine:
    return db.session.get(HouseLine, id) or abort(404)


def _page(form: HouseLineForm, one: HouseLine | None = None) -> str:
    wanted = Wanted.of(request.args)
    lines = house_lines.library(archived=wanted.is_away)
    return render_template(
        "proposals/house_lines.html",
        form=form,
        one=one,
        lines=[each for each in lines if wanted.takes(each)],
        known=experience_of(lines),
        services=people.services(),
        tags=passages.tags_in(each.tags for each in lines),
        wanted=wanted,
        lang=i18n.language(),
    )
