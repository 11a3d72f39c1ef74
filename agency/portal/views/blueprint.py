"""The blueprints that these pages belong to, how often their doors open, and who stands before one."""

from collections.abc import Collection
from datetime import datetime

from flask import (
    Blueprint,
    abort,
    g,
    render_template,
    request,
)
from flask_babel import refresh
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from agency.kernel.auth import Guest, limiter, open_any
from agency.proposals import queries
from agency.proposals.links import KINDS
from agency.proposals.models import Proposal

views = Blueprint("portal", __name__)
brand = Blueprint("brand", __name__)


def of_this_link() -> str:
    """Counts for each link, from whatever address it is opened."""
    return str((request.view_args or {}).get("token", ""))


seldom = limiter.shared_limit("30 per minute;300 per hour", scope="portal")
# A page that is read tells of it three times a minute; several people may read behind one address.
often = limiter.shared_limit("60 per minute;2000 per hour", scope="portal.readings")
# Mail programs ask for their readers from a few addresses: each door counts for itself.
at_one_door = limiter.shared_limit(
    "10 per minute;100 per day",
    scope="portal.no_more",
    key_func=of_this_link,
)

# Whoever goes on choosing has pages made: a link that went round does not keep the press busy from many addresses.
at_one_link = limiter.shared_limit(
    "60 per minute;600 per hour",
    scope="portal.choice",
    key_func=of_this_link,
)

Page = str | AnyResponse | tuple[str, int]


@views.errorhandler(404)
@views.errorhandler(410)
def closed(error: HTTPException) -> tuple[str, int]:
    """A door that opens nothing, said to a client."""
    return render_template("portal/closed.html", code=error.code), error.code or 404


def opened(
    token: str, now: datetime, *, hold: bool = False, kinds: Collection[str] = KINDS
) -> tuple[Guest, Proposal]:
    """Who stands before the door, and the one proposal behind it."""
    who = open_any(kinds, token, now=now) or abort(404)
    found = queries.for_guest(who, hold=hold) or abort(404)
    if hold and open_any(kinds, token, now=now) is None:
        abort(404)  # taken back while we waited for whoever held the proposal
    g.language = found.language
    refresh()
    return who, found
