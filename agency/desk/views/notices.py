"""The bell: what somebody must learn, and on which ways they want to hear of it."""

from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.desk.bell import in_words
from agency.desk.forms_of_notices import ChoicesForm
from agency.kernel import clock, push
from agency.kernel.db import db
from agency.kernel.web import public, section, staff, writes
from agency.people import browsers, choices, notices
from agency.people import queries as people
from agency.people.at_the_desk import member_here

views = Blueprint("notices", __name__)
AT_ONCE = 12


@views.get("/notices")
@staff()
@section("desk.home")
def index() -> str:
    """All that somebody was told, the latest first."""
    return render_template("desk/notices.html", **_bell(notices.MOST))


@views.get("/notices/latest")
@staff()
def latest() -> str:
    """The latest of it, for the list under the bell."""
    return render_template("desk/_bell.html", **_bell(AT_ONCE))


@views.get("/notices/figure")
@staff()
def figure() -> dict[str, int]:
    """How many wait, for pages that stay open."""
    wanted = db.select(notices.how_many_unread(member_here().id))
    return {"unread": db.session.scalar(wanted) or 0}


@views.get("/notices/<int:id>")
@staff()
@writes
def notice(id: int) -> Response:
    """The page that a notice speaks of; from now on it counts as seen."""
    found, now = notices.of(member_here(), id) or abort(404), clock.now()
    [told] = in_words([found], now=now)
    found.read(at=now)
    db.session.commit()
    return redirect(told.href or url_for("notices.index"))


@views.post("/notices/reading")
@staff()
def reading() -> Response:
    """Everything that was shown has been seen."""
    until = request.form.get("until", default=0, type=int)
    notices.read_all(member_here(), at=clock.now(), until=until)
    db.session.commit()
    return redirect(url_for("notices.index"), 303)


@views.get("/sw.js")
@public
def service_worker() -> Response:
    """The service worker, at the root, since it serves what lies below its own address."""
    answer = current_app.send_static_file("sw.js")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@views.route("/settings/notices", methods=["GET", "POST"])
@staff()
@section("desk.settings")
def settings() -> str | Response | tuple[str, int]:
    """What comes on which way, when it is quiet, and which browsers are told."""
    found = choices.choices_of(member_here())
    form = ChoicesForm() if request.method == "POST" else ChoicesForm.showing(found)
    if form.validate_on_submit():
        form.write_to(found)
        db.session.add(found)
        db.session.commit()
        flash(_("Saved"))
        return redirect(url_for("notices.settings"), 303)
    page = render_template("desk/settings_notices.html", form=form, **_browsers())
    return (page, 422) if form.errors else page


@views.post("/settings/notices/browsers")
@staff()
def listen() -> tuple[dict[str, Any], int]:
    """This browser wants to be told."""
    typed = request.get_json(silent=True) or {}
    keys = typed.get("keys") or {}
    said = (typed.get("endpoint"), keys.get("p256dh"), keys.get("auth"))
    browser = push.Browser(*(str(each or "") for each in said))
    try:
        browsers.listen(member_here(), browser, name=_name_of_browser(), at=clock.now())
    except browsers.BrowserRefused:
        return {"error": _("This browser listens at an address that cannot be reached.")}, 422
    db.session.commit()
    return {"saved": True}, 201


@views.post("/settings/notices/browsers/<int:id>/removal")
@staff()
def removal(id: int) -> Response:
    """That browser is told nothing any more."""
    found = next((each for each in browsers.browsers_of(member_here()) if each.id == id), None)
    browsers.forget(found or abort(404))
    db.session.commit()
    return redirect(url_for("notices.settings"), 303)


@views.post("/settings/notices/trial")
@staff()
def trial() -> Response:
    """A notice to try the ways with."""
    notices.tell(member_here(), "people.tried", at=clock.now())
    db.session.commit()
    flash(_("A trial is on its way: look at the bell, and at your other screens."))
    return redirect(url_for("notices.settings"), 303)


def _bell(limit: int) -> dict[str, Any]:
    now = clock.now()
    told = in_words(notices.latest(member_here(), limit=limit), now=now)
    return {"told": told, "now": now, "until": max((one.notice.id for one in told), default=0)}


def _browsers() -> dict[str, Any]:
    return {
        "browsers": browsers.browsers_of(member_here()),
        "push_key": push.public_key(),
        "zone": member_here().zone or people.agency().zone,
        "now": clock.now(),
    }


def _name_of_browser() -> str:
    agent = request.user_agent.string
    names = ("Edg", "OPR", "YaBrowser", "Firefox", "Chrome", "Safari")
    name = next((each for each in names if each in agent), "")
    shown = {"Edg": "Edge", "OPR": "Opera", "YaBrowser": "Yandex"}.get(name, name)
    systems = ("Android", "iPhone", "iPad", "Windows", "Mac OS", "Linux")
    system = next((each for each in systems if each in agent), "")
    return ", ".join(filter(None, (shown, system)))
