"""What the pages of briefs share: one blueprint, one limit, one way to be kept by a browser."""

import hashlib
from collections.abc import Callable
from typing import Any, TypeVar, cast

from flask import Blueprint, request
from flask_limiter.util import get_remote_address
from limits import parse

from agency.kernel.auth import limiter

LETTERS = parse("20 per hour")
View = TypeVar("View", bound=Callable[..., Any])
views = Blueprint("briefs", __name__)


def _is_kept_by_itself() -> bool:
    # Said in the header, since what was sent is read only within its limits.
    return request.accept_mimetypes.best == "application/json"


def _whose() -> str:
    """The brief that is written in, by what stands for its secret."""
    token = str((request.view_args or {}).get("token", ""))
    return hashlib.sha256(token.encode()).hexdigest()[:24]


def _is_one_of_ours() -> bool:
    return "token" in (request.view_args or {})


# What the page keeps by itself while they write.
often = limiter.shared_limit(
    "240 per minute;6000 per hour",
    scope="briefs kept",
    exempt_when=lambda: not _is_kept_by_itself(),
)
_by_one_address = limiter.shared_limit(
    "60 per minute;600 per hour",
    scope="briefs",
    exempt_when=lambda: _is_kept_by_itself() and _is_one_of_ours(),
)
_into_one_brief = limiter.shared_limit(
    "80 per minute;1000 per hour",
    scope="one brief",
    key_func=_whose,
    exempt_when=lambda: _is_kept_by_itself() or not _is_one_of_ours(),
)


def seldom(view: View) -> View:
    """What somebody sends by pressing a button: so often from one address, and so often into one brief."""
    return cast(View, _into_one_brief(_by_one_address(view)))


def may_write_letters() -> bool:
    """Whether another letter may leave at the wish of whoever sits at this address, from whatever brief."""
    if not limiter.enabled:
        return True
    return bool(limiter.limiter.hit(LETTERS, "letters of briefs", get_remote_address()))


@views.after_request
def _let_the_browser_go_back(response: Any) -> Any:
    # Unlike no-store, this keeps what was typed when somebody goes back in the browser.
    if request.path.startswith("/brief/"):
        response.headers.setdefault("Cache-Control", "private, no-cache")
    return response
