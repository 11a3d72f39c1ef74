"""What the pages of briefs share: one blueprint, one limit, one way to be kept by a browser."""

from typing import Any

from flask import Blueprint, request

from agency.kernel.auth import limiter

views = Blueprint("briefs", __name__)
seldom = limiter.shared_limit("60 per minute;600 per hour", scope="briefs")


@views.after_request
def _let_the_browser_go_back(response: Any) -> Any:
    # Unlike no-store, this keeps what was typed when somebody goes back in the browser.
    if request.path.startswith("/brief/"):
        response.headers["Cache-Control"] = "private, no-cache"
    return response
