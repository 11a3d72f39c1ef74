"""The search page, and the quick suggestions for whoever types elsewhere."""

from flask import Blueprint, jsonify, render_template, request
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.desk.searching import Search, lately, search, suggestions
from agency.kernel import clock, i18n
from agency.kernel.web import staff
from agency.leads.models import Stage
from agency.people import queries as people

views = Blueprint("search", __name__, url_prefix="/search")


@views.get("")
@staff()
def page() -> str:
    """Everything that has the words of the address, in groups."""
    wanted, now = Search.from_args(request.args), clock.now()
    house = people.agency()
    # While somebody types, only what was found is drawn anew.
    is_part = "HX-Request" in request.headers
    return render_template(
        "desk/_search_part.html" if is_part else "desk/search.html",
        wanted=wanted,
        found=search(wanted),
        stages=Stage,
        members=people.members(),
        lately=lately(i18n.in_zone(now, house.zone).date()),
        now=now,
    )


@views.get("/suggestions")
@staff()
def quick() -> Response:
    """The best finds across all kinds as JSON: title, kind, what kind is called, and where it is."""
    return jsonify(
        [
            {
                "title": find.title.striptags(),
                "why": find.why.striptags(),
                "kind": find.kind,
                "called": called(find.kind),
                "href": find.href,
            }
            for find in suggestions(request.args.get("q", ""))
        ]
    )


def called(kind: str) -> str:
    """What one thing of this kind is called."""
    words = {
        "lead": _("Lead"),
        "contact": _("Person"),
        "client": _("Company"),
        "partner": _("Partner"),
        "message": _("Message"),
        "brief": _("Brief"),
        "arrival": _("Other mail"),
        "proposal": _("Proposal"),
    }
    return str(words[kind])
