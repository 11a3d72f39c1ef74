"""Views kept under a name: kept, renamed, put in order, thrown away."""

from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import BooleanField, StringField
from wtforms.validators import DataRequired, Length

from agency.kernel import clock
from agency.kernel.db import db
from agency.kernel.forms import StaffForm
from agency.kernel.web import section, staff
from agency.leads import saved_views, undo
from agency.leads.filters import Filter
from agency.leads.saved_views import Place, SavedView, TooManyViews
from agency.leads.undo import ChangedSince, Kept
from agency.leads.views.blueprint import Answer, views
from agency.leads.views.listing import PAGES
from agency.people.at_the_desk import member_here
from agency.people.models import Member


class ViewForm(StaffForm):
    """What a view is called, and who sees it."""

    name = StringField(
        _l("Name"),
        filters=[lambda typed: (typed or "").replace("\x00", "").strip()],
        validators=[
            DataRequired(_l("Give the view a name")),
            Length(max=60, message=_l("A name of 60 letters at most")),
        ],
    )
    shared = BooleanField(_l("Everybody sees it"))


@views.get("/views")
@staff()
@section("leads.inbox")
def views_of_mine() -> str:
    """The views of whoever sits here, to be renamed and put in order."""
    return _page()


@views.post("/views")
@staff()
@section("leads.inbox")
def keep_view() -> Answer:
    """Keep the filter at hand under a name."""
    form, place = ViewForm(), Place.leads if request.form.get("place") == "leads" else Place.inbox
    asked = Filter.from_args(dict(parse_qsl(request.form.get("query", ""))))
    back = redirect(url_for(PAGES[place], **asked.args), 303)
    if not form.validate():
        flash(" ".join(map(str, form.name.errors)), "error")
        return back
    try:
        saved_views.keep(
            member_here(),
            name=form.name.data,
            place=place,
            query=urlencode(asked.args),
            shared=form.shared.data,
        )
        flash(_("The view is kept."))
    except TooManyViews:
        flash(_("Twenty views are enough. Throw one away first."), "error")
    db.session.commit()
    return back


@views.post("/views/<int:id>")
@staff()
@section("leads.inbox")
def view_name(id: int) -> Answer:
    """Another name, or other people who see it."""
    view, form = _mine(id), ViewForm()
    if not form.validate():
        return _page(wrong={id: form}), 422
    view.call_it(form.name.data, shared=form.shared.data)
    db.session.commit()
    flash(_("Saved"))
    return _to_views()


@views.post("/views/<int:id>/position")
@staff()
def view_position(id: int) -> Response:
    """One place up or down."""
    saved_views.shift(_mine(id), by=-1 if request.form.get("to") == "up" else 1)
    db.session.commit()
    return _to_views()


@views.post("/views/<int:id>/removal")
@staff()
def view_removal(id: int) -> Response:
    """Throw it away; it can be brought back for an hour."""
    view = _mine(id)
    kept: Kept = {
        "name": view.name,
        "place": view.place.value,
        "query": view.query,
        "shared": view.shared,
        "position": view.position,
    }
    db.session.delete(view)
    act = undo.remember("leads.view_thrown_away", [kept], by=member_here(), at=clock.now())
    db.session.commit()
    flash(_("The view “%(name)s” is thrown away.", name=kept["name"]), f"undo:{act.id}")
    return _to_views()


@undo.undoes("leads.view_thrown_away")
def _keep_again(row: Kept, by: Member, at: Any) -> None:
    try:
        view = saved_views.keep(
            by,
            name=row["name"],
            place=Place(row["place"]),
            query=row["query"],
            shared=row["shared"],
        )
    except TooManyViews:
        raise ChangedSince from None
    view.position = row["position"]


def _mine(id: int) -> SavedView:
    return saved_views.own(member_here(), id) or abort(404)


def _page(wrong: dict[int, ViewForm] | None = None) -> str:
    me = member_here()
    seen = saved_views.seen_by(me)
    shown = [
        (view, (wrong or {}).get(view.id) or ViewForm(formdata=None, obj=view))
        for view in seen
        if view.member_id == me.id
    ]
    others = [view for view in seen if view.member_id != me.id]
    return render_template("leads/views.html", shown=shown, others=others, pages=PAGES)


def _to_views() -> Response:
    return redirect(url_for("leads.views_of_mine"), 303)
