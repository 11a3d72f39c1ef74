"""A brief as a PDF: for the staff, and for the client with its link."""

from datetime import datetime
from io import BytesIO
from pathlib import Path

from flask import abort, send_file
from flask_limiter.util import get_remote_address
from limits import parse
from werkzeug.wrappers import Response

from agency.briefs import printed, queries
from agency.briefs.models import Brief
from agency.briefs.paper import Typescript, file_name, typescript
from agency.briefs.views import settling
from agency.briefs.views.blueprint import seldom, views
from agency.briefs.views.too_often import Page, wait_for
from agency.kernel import clock
from agency.kernel.auth import limiter, open_link
from agency.kernel.db import db
from agency.kernel.web import guest, staff

# Papers that are set in type at the wish of one address; what was set before is handed over without counting.
PAPERS = parse("40 per hour")
WHO = "papers of briefs"


@views.get("/briefs/<int:id>/paper")
@staff()
def paper(id: int) -> Response:
    """For the staff, also before it is handed in."""
    now = clock.now()
    brief = queries.brief(id) or abort(404)
    return _sent(brief, typescript(brief, now=now), now)


@views.get("/brief/f/<token>/paper")
@guest
@seldom
def paper_of_guest(token: str) -> Response | Page:
    """For whoever has the link to the whole brief, once it was handed in."""
    now = clock.now()
    visitor = open_link("brief", token, now=now)
    brief = settling.for_guest(visitor) if visitor is not None else None
    if brief is None or not brief.is_submitted:
        abort(404)
    kept = brief.paper
    if kept is not None and _is_as_handed_in(brief) and kept.path.exists():
        return send_file(kept.path, mimetype="application/pdf", download_name=kept.name)
    script = typescript(brief, now=now)
    if not (printed.place_of(brief.id, script).exists() or _may_print()):
        return wait_for(_seconds_left(now))
    return _sent(brief, script, now)


def _is_as_handed_in(brief: Brief) -> bool:
    return len(brief.revisions) <= 1 and not brief.is_open


def _sent(brief: Brief, script: Typescript, now: datetime) -> Response:
    """Set in type once: no transaction is open meanwhile, and the press works for nobody twice."""
    id, name = brief.id, file_name(brief)
    place = printed.place_of(id, script)
    if place.exists():
        return send_file(place, mimetype="application/pdf", download_name=name)
    db.session.rollback()
    with printed.one_at_a_time(id):
        if place.exists():
            data = place.read_bytes()
        else:
            data = script.printed()
            _keep(id, place, data, now)
    return send_file(BytesIO(data), mimetype="application/pdf", download_name=name)


def _keep(id: int, place: Path, data: bytes, now: datetime) -> None:
    printed.keep(place, data)
    # Changed or erased while it was set: then it lies there for nobody.
    brief = queries.brief(id)
    if brief is None or printed.place_of(id, typescript(brief, now=now)) != place:
        printed.forget([id])


def _may_print() -> bool:
    return not limiter.enabled or limiter.limiter.hit(PAPERS, WHO, get_remote_address())


def _seconds_left(now: datetime) -> float:
    ends = limiter.limiter.get_window_stats(PAPERS, WHO, get_remote_address()).reset_time
    return float(ends) - now.timestamp()
