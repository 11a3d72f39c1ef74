"""What the pages of briefs share: one blueprint, one limit, one way to be kept by a browser."""

from typing import Any

from flask import Blueprint, request

from agency.kernel.auth import limiter

views = Blueprint("briefs", __name__)


def _is_kept_by_itself() -> bool:
    # Said in the header, since what was sent is read only within its limits.
    return request.accept_mimetypes.best == "application/json"


# What somebody sends by pressing a button, and what the page keeps by itself while they write.
seldom = limiter.shared_limit(
    "60 per minute;600 per hour",
    scope="briefs",
    exempt_when=lambda: _is_kept_by_itself() and "token" in (request.view_args or {}),
)
often = limiter.shared_limit(
    "240 per minute;6000 per hour",
    scope="briefs kept",
    exempt_when=lambda: not _is_kept_by_itself(),
)


@views.after_request
def _let_the_browser_go_back(response: Any) -> Any:
    # Unlike no-store, this keeps what was typed when somebody goes back in the browser.
    if request.path.startswith("/brief/"):
        response.headers.setdefault("Cache-Control", "private, no-cache")
    return response
