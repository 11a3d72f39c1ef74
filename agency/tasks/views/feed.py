"""The calendar of due days: its link in one's settings, and the file behind it."""

import hashlib

from flask import Response as PlainResponse
from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from limits import parse
from werkzeug.wrappers import Response

from agency.kernel import clock, often
from agency.kernel.db import db
from agency.kernel.web import address_of, guest, section, staff
from agency.people.at_the_desk import member_here
from agency.tasks import feed
from agency.tasks.views.blueprint import views

# Programs look once an hour; whoever guesses at secrets gets nowhere.
MOST = (parse("30/minute"), parse("600/hour"))


@views.get("/settings/calendar")
@staff()
@section("desk.settings")
def calendar_link() -> str:
    """Whether there is a link, and since when."""
    return render_template("tasks/calendar_link.html", link=feed.link_of(member_here()), address="")


@views.post("/settings/calendar")
@staff()
@section("desk.settings")
def calendar_renewal() -> str:
    """A new link, shown this once."""
    me = member_here()
    secret = feed.renew(me, at=clock.now())
    link = feed.link_of(me)
    address = address_of("tasks.calendar", secret=secret)
    page = render_template("tasks/calendar_link.html", link=link, address=address)
    db.session.commit()
    return page


@views.post("/settings/calendar/removal")
@staff()
def calendar_removal() -> Response:
    """No link any more."""
    feed.close(member_here(), at=clock.now())
    db.session.commit()
    flash(_("The link opens nothing any more."))
    return redirect(url_for("tasks.calendar_link"), 303)


@views.get("/calendar/<secret>.ics")
@guest
def calendar(secret: str) -> Response:
    """Somebody's due days, for their program of calendars."""
    often.count(MOST, "calendar", request.remote_addr or "")
    member = feed.member_of(secret, now=clock.now()) or abort(404)
    body = feed.calendar_of(member)
    answer = PlainResponse(body, mimetype="text/calendar")
    answer.headers["Content-Disposition"] = 'inline; filename="tasks.ics"'
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.set_etag(hashlib.sha256(body).hexdigest())
    return answer.make_conditional(request)
