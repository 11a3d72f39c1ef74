"""Home, the language of the desk, and settings."""

from flask import Blueprint, redirect, render_template, request
from werkzeug.wrappers import Response

from agency.kernel import clock, i18n
from agency.kernel.web import local_address, staff
from agency.people import queries as people

views = Blueprint("desk", __name__)


@views.get("/")
@staff()
def home() -> str:
    """What needs this person now."""
    return render_template("desk/home.html", now=clock.now(), member=people.me())


@views.get("/language/<code>")
@staff()
def language(code: str) -> Response:
    """Read the desk in this language from now on."""
    i18n.remember(code)
    return redirect(local_address(request.args.get("next")) or "/")
