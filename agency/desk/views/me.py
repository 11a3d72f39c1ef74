"""What is one's own: how one's name is written, and the signature under one's letters, in each language."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.desk.forms_of_me import MeForm
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.web import section, staff
from agency.people.at_the_desk import member_here

views = Blueprint("me", __name__)


@views.route("/settings/me", methods=["GET", "POST"])
@staff(Access.manager)
@section("desk.settings")
def settings() -> str | Response | tuple[str, int]:
    """How my letters are signed."""
    me = member_here()
    form = MeForm() if request.method == "POST" else MeForm.showing(me)
    if form.validate_on_submit():
        form.write_to(me)
        db.session.commit()
        flash(_("Saved"))
        return redirect(url_for("me.settings"), 303)
    page = render_template("desk/settings_me.html", form=form, me=me)
    return (page, 422) if form.errors else page
