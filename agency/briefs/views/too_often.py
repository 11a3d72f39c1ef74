"""Too many pages in a short time: when it goes on is said, and all that was typed stays there to be sent again."""

from datetime import UTC, datetime
from math import ceil
from typing import Any

from flask import jsonify, render_template, request
from flask_babel import ngettext
from flask_limiter import RateLimitExceeded
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from agency.briefs import uploads
from agency.briefs.views.blueprint import views
from agency.kernel import clock
from agency.kernel.auth import limiter
from agency.kernel.often import TooOften

MINUTE = 60
# What a form of ours may hold; nobody's page has more.
MOST_FIELDS = 2_000
BY_HAND = ("GET", "POST")
Page = tuple[str | Response, int, dict[str, str]]


@views.errorhandler(TooOften)
def too_often(error: TooOften) -> Page:
    """A page with what was typed and a button; a script gets the same as JSON."""
    return wait_for(error.ends_at - clock.now().timestamp())


@views.errorhandler(RateLimitExceeded)
def too_many_files(error: RateLimitExceeded) -> Page:
    """The same, for what files bring."""
    return wait_for(_seconds_left(clock.now()))


def wait_for(seconds: float) -> Page:
    """The same, where something else than the number of pages is counted."""
    whole = max(1, ceil(seconds))
    again, later = _in(whole), {"Retry-After": str(whole)}
    if request.accept_mimetypes.best == "application/json" or request.method not in BY_HAND:
        return jsonify(error=again, seconds=whole), 429, later
    # No way to another language: it would leave this page, and what was typed on it.
    page = render_template("briefs/too_often.html", again=again, lang_switch=[], **_typed())
    return page, 429, later


def _seconds_left(now: datetime) -> float:
    limit = limiter.current_limit
    ends = datetime.fromtimestamp(limit.reset_at, UTC) if limit is not None else now
    return (ends - now).total_seconds()


def _in(seconds: int) -> str:
    if seconds < 2 * MINUTE:
        return str(ngettext("in a second", "in %(num)d seconds", seconds))
    return str(ngettext("in a minute", "in %(num)d minutes", ceil(seconds / MINUTE)))


def _typed() -> dict[str, Any]:
    """All that came, to be sent once more; files cannot be put into a page again, so they are named."""
    request.max_content_length = uploads.LARGEST_PAGE
    request.max_form_memory_size = uploads.LARGEST_WORDS
    try:
        fields = list(request.form.items(multi=True))[:MOST_FIELDS]
        files = [each.filename for each in request.files.values() if each.filename]
    except RequestEntityTooLarge:
        fields, files = [], []
    return {"fields": fields, "files": files, "action": request.full_path.rstrip("?")}
