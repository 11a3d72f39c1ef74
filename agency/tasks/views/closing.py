"""Months whose hours were counted: the owner closes and opens them."""

from datetime import date

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.kernel import clock
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.web import section, staff
from agency.people import queries as people
from agency.people.at_the_desk import member_here
from agency.tasks import closing
from agency.tasks.closing import ClosedAlready, NotOverYet, OthersAfterIt
from agency.tasks.views.blueprint import today, views


@views.get("/settings/closed-months")
@staff(Access.owner)
@section("desk.settings")
def closed_months() -> str:
    """What is closed, what may be, and who did what."""
    told = closing.history()
    who = people.members_with({each.actor_id for each in told if each.actor_id})
    return render_template(
        "tasks/closed_months.html",
        periods=closing.periods(),
        to_close=closing.to_close(today()),
        history=[(each, date.fromordinal(each.data["until"])) for each in told],
        names={each.id: each.name for each in who},
    )


@views.post("/settings/closed-months")
@staff(Access.owner)
def month_closing() -> Response:
    """Hours up to the end of this month were counted."""
    try:
        closing.close(_month(), by=member_here(), at=clock.now(), today=today())
    except NotOverYet:
        return _refused(_("This month is not over yet."))
    except ClosedAlready:
        return _refused(_("It was closed already."))
    db.session.commit()
    flash(_("Closed. Hours of these days do not change any more."))
    return redirect(url_for("tasks.closed_months"), 303)


@views.post("/settings/closed-months/reopening")
@staff(Access.owner)
def month_reopening() -> Response:
    """Hours of the month that was closed last can be changed again."""
    try:
        closing.reopen(_month(), by=member_here(), at=clock.now())
    except OthersAfterIt:
        return _refused(_("Only the month that was closed last can be opened. Look again."))
    db.session.commit()
    flash(_("Open again. It is written down that you opened it."))
    return redirect(url_for("tasks.closed_months"), 303)


def _month() -> date:
    try:
        return date.fromisoformat(request.form.get("until", ""))
    except ValueError:
        abort(400)


def _refused(words: str) -> Response:
    db.session.rollback()
    flash(words, "error")
    return redirect(url_for("tasks.closed_months"), 303)
