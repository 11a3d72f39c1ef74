"""A brief as a PDF: for the staff, and for the client with its link."""

from datetime import datetime
from io import BytesIO

from flask import abort, send_file
from werkzeug.wrappers import Response

from agency.briefs import queries
from agency.briefs.models import Brief
from agency.briefs.paper import brief_pdf, file_name
from agency.briefs.views.blueprint import seldom, views
from agency.kernel import clock
from agency.kernel.auth import open_link
from agency.kernel.web import guest, staff


@views.get("/briefs/<int:id>/paper")
@staff()
def paper(id: int) -> Response:
    """For the staff, also before it is handed in."""
    return _sent(queries.brief(id) or abort(404), clock.now())


@views.get("/brief/f/<token>/paper")
@guest
@seldom
def paper_of_guest(token: str) -> Response:
    """For whoever has the link to the whole brief, once it was handed in."""
    now = clock.now()
    visitor = open_link("brief", token, now=now)
    brief = queries.for_guest(visitor) if visitor is not None else None
    if brief is None or not brief.is_submitted:
        abort(404)
    kept = brief.paper
    if kept is None or len(brief.revisions) > 1 or brief.is_open or not kept.path.exists():
        return _sent(brief, now)
    # Nothing has changed since it was made: whoever asks often keeps no press busy.
    return send_file(kept.path, mimetype="application/pdf", download_name=kept.name)


def _sent(brief: Brief, now: datetime) -> Response:
    data = brief_pdf(brief, now=now)
    name = file_name(brief)
    return send_file(BytesIO(data), mimetype="application/pdf", download_name=name)
