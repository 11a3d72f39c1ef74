"""What the pages of briefs share: one blueprint, one limit, one way to be kept by a browser."""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar, cast

from flask import Blueprint, request
from flask_limiter.util import get_remote_address
from limits import parse, parse_many

from agency.kernel import often as often_counted
from agency.kernel.auth import limiter

LETTERS = parse("20 per hour")
KEPT = parse_many("240 per minute;6000 per hour")
INTO_ONE = parse_many("80 per minute;1000 per hour")
BY_ONE_ADDRESS = parse_many("60 per minute;600 per hour")
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


def often(view: View) -> View:
    """What the page keeps by itself while they write."""
    return _after(_count_what_is_kept, view)


def seldom(view: View) -> View:
    """What somebody sends by pressing a button: so often from one address, and so often into one brief."""
    return _after(_count_what_is_sent, view)


def _after(count: Callable[[], None], view: View) -> View:
    @wraps(view)
    def counted(*address: Any, **named: Any) -> Any:
        count()
        return view(*address, **named)

    return cast(View, counted)


def _count_what_is_kept() -> None:
    if _is_kept_by_itself():
        often_counted.count(KEPT, "briefs kept", get_remote_address())


def _count_what_is_sent() -> None:
    is_of_one, is_pressed = _is_one_of_ours(), not _is_kept_by_itself()
    if is_of_one and is_pressed:
        often_counted.count(INTO_ONE, "one brief", _whose())
    if is_pressed or not is_of_one:
        often_counted.count(BY_ONE_ADDRESS, "briefs", get_remote_address())


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
