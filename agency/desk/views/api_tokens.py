"""Settings: the API, its tokens, and how it is used."""

from flask import Blueprint, abort, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.desk.ways_in_forms import TokenForm
from agency.kernel import clock
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.web import section, staff
from agency.leads.ways_in import tokens
from agency.leads.ways_in.tokens import ApiToken
from agency.people import queries as people
from agency.people.at_the_desk import member_here

views = Blueprint("api_tokens", __name__, url_prefix="/settings/api")

Page = str | tuple[str, int]


@views.get("")
@staff(Access.owner)
@section("desk.settings")
def index() -> str:
    """Every token, and how the API is used."""
    return _page(TokenForm(formdata=None))


@views.post("")
@staff(Access.owner)
@section("desk.settings")
def create() -> Page:
    """A new token: its secret stands on this one page and nowhere else."""
    form = TokenForm()
    if not form.validate():
        return _page(form), 422
    made, secret = ApiToken.make(
        form.name.data, by=member_here(), at=clock.now(), for_tasks=bool(form.for_tasks.data)
    )
    db.session.commit()
    return _page(TokenForm(formdata=None), made=made, secret=secret), 201


@views.post("/<int:id>/revocation")
@staff(Access.owner)
def revocation(id: int) -> Response:
    """It opens nothing any more."""
    found = tokens.one(id) or abort(404)
    found.revoke(clock.now())
    db.session.commit()
    flash(_("“%(name)s” opens nothing any more.", name=found.name))
    return redirect(url_for("api_tokens.index"), 303)


def _page(form: TokenForm, made: ApiToken | None = None, secret: str = "") -> str:
    return render_template(
        "ways_in/api.html",
        form=form,
        tokens=tokens.all_of_them(),
        made=made,
        secret=secret,
        base=current_app.config["SETTINGS"].base_url,
        services=people.services(),
        now=clock.now(),
    )
