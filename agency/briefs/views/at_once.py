"""Handing a brief in: the page is kept as it came, with what others hand in at the same moment, and answered at once.

Only what a browser sends by the last button of a client's own page. All else goes the ordinary way; so does a page that
could not be kept so, since taking it twice does nothing more.
"""

from datetime import datetime

import structlog
from flask import current_app, request
from flask.blueprints import BlueprintSetupState

from agency.briefs import arrivals
from agency.briefs.arrivals import Page
from agency.briefs.views.blueprint import views
from agency.kernel.db import db
from agency.kernel.forms import unsealed
from agency.kernel.i18n import LANGUAGES
from agency.kernel.together import NotWritten, Together

log = structlog.get_logger()
NAME = "briefs.together"
LARGEST = 64 * 1024
# What the last button says: hand in, or send what was changed since.
LAST = frozenset({"end", "send"})
# What other buttons bring, and what says how a brief began.
ELSE = ("remove", "take_back", "speak", "more", "start")


@views.record
def _begin(state: BlueprintSetupState) -> None:
    state.app.extensions[NAME] = Together(arrivals.opened, arrivals.keep)


def is_kept(token: str, number: int, at: datetime) -> bool:
    """Whether the page at hand lies safely on the disk, to be taken as of now."""
    if (request.content_length or LARGEST + 1) > LARGEST:
        return False
    brief_id = _sealed_for()
    if brief_id is None or any(map(request.form.get, ELSE)) or any(_files()):
        return False
    fields = [pair for pair in request.form.items(multi=True) if pair[0] != "csrf_token"]
    wish = request.args.get("lang", "")
    if db.session.registry.has():
        # Whoever looked for a login began to write: they must not hold what we are about to wait for.
        db.session.rollback()
    page = Page(token, brief_id, number, fields, wish if wish in LANGUAGES else "", at)
    try:
        kept: bool = current_app.extensions[NAME].bring(page)
    except NotWritten as error:
        log.warning("briefs.not_kept_at_once", error=str(error.__cause__))
        return False
    return kept


def _sealed_for() -> int | None:
    """The brief for which this page was handed out, if it is to be handed in."""
    if request.form.get("go") not in LAST:
        return None
    kind, _, number = (unsealed(request.form.get("csrf_token", "")) or "").partition(":")
    return int(number) if kind == "brief" and number.isdecimal() else None


def _files() -> list[str]:
    return [each.filename for each in request.files.values() if each.filename]
