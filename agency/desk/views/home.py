"""Home, settings, files, and the language of the desk."""

from datetime import timedelta

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.desk import standfirst
from agency.desk.forms import ZONES, HouseForm
from agency.desk.needs import needs_of
from agency.kernel import clock, filetypes, i18n
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.files import StoredFile
from agency.kernel.web import local_address, staff, writes
from agency.leads import reminders
from agency.people import queries as people

views = Blueprint("desk", __name__)
A_WEEK = timedelta(weeks=1)


@views.get("/")
@staff()
def home() -> str | Response:
    """What needs this person now; a team member's own first page is their tasks."""
    member = people.me()
    if member is None or member.access is Access.member:
        return redirect(url_for("tasks.mine"))
    now = clock.now()
    needs = needs_of(member, now=now)
    return render_template(
        "desk/home.html",
        now=now,
        needs=needs,
        standfirst=standfirst.of_house(needs),
        reminders=reminders.of_member(member, until=now + A_WEEK),
    )


@views.route("/settings", methods=["GET", "POST"])
@staff(Access.owner)
def settings() -> str | Response | tuple[str, int]:
    """The house: name, place, brand."""
    house = people.agency()
    form = HouseForm() if request.method == "POST" else HouseForm.showing(house)
    if form.validate_on_submit():
        form.write_to(house)
        db.session.add(house)
        db.session.commit()
        flash(_("Saved"))
        return redirect(url_for("desk.settings"), 303)
    page = render_template("desk/settings.html", form=form, zones=ZONES)
    return (page, 422) if form.errors else page


@views.get("/files/<int:id>")
@staff()
def file(id: int) -> Response:
    """A file that somebody sent us: always downloaded, never opened by the browser in our name."""
    found = db.session.get(StoredFile, id)
    if found is None or not found.path.exists():
        abort(404)
    response = send_file(
        found.path,
        mimetype=filetypes.outward(found.content_type),
        as_attachment=True,
        download_name=found.name,
    )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@views.get("/language/<code>")
@staff()
@writes
def language(code: str) -> Response:
    """Read the desk in this language from now on, and what one is told too."""
    i18n.remember(code)
    member = people.me()
    if member is not None and code in i18n.LANGUAGES:
        member.language = code
        db.session.commit()
    return redirect(local_address(request.args.get("next")) or "/")


@views.get("/parts")
@staff(Access.owner)
def parts() -> str:
    """Every part of the desk and its states, in a demo, for whoever builds pages."""
    if not current_app.config["SETTINGS"].demo:
        abort(404)
    return render_template("ui/parts_page.html")
