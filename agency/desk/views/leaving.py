"""Letters on their way: which are in doubt, refused or waiting, and what somebody can do about each."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.desk import leaving
from agency.desk.leaving import Group
from agency.kernel import clock
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.mail import outbox
from agency.kernel.web import section, staff

views = Blueprint("leaving", __name__, url_prefix="/outgoing/letters")


@views.get("")
@staff(Access.manager)
@section("outgoing.calendar")
def page() -> str:
    """All of them, those that want a person first."""
    now = clock.now()
    found = leaving.rows()
    return render_template(
        "desk/leaving.html",
        groups={group: [each for each in found if each.group is group] for group in Group},
        kinds=Group,
        sending=leaving.sending(now),
        now=now,
    )


@views.post("/<int:id>/attempt")
@staff(Access.manager)
def attempt(id: int) -> Response:
    """Whatever comes next for this letter is done now, and not when its pause is over."""
    letter = outbox.take(id) or abort(404)
    if letter.is_waiting:
        outbox.look(id, clock.now())
        flash(_("It is tried now."))
    db.session.commit()
    return redirect(url_for("leaving.page"), 303)
