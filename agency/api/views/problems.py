"""Errors as programs read them (RFC 9457): which field, and what to do, in English or Russian."""

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Response, json
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.exceptions import HTTPException

from agency.api.views.blueprint import views
from agency.leads.ways_in.api_inquiry import Fault

TITLES = {
    400: _l("This cannot be read"),
    401: _l("Who are you?"),
    403: _l("Not with this token"),
    404: _l("There is nothing at this address"),
    410: _l("This way in was switched off"),
    405: _l("This address takes something else"),
    408: _l("It took too long"),
    409: _l("It does not go together with what came before"),
    413: _l("This is too large"),
    415: _l("This is neither JSON nor a form"),
    422: _l("Some fields do not fit"),
    429: _l("Too many at once"),
}


class Problem(Exception):
    """What was asked cannot be done; `detail` says what to do."""

    def __init__(
        self,
        status: int,
        kind: str,
        detail: str,
        *,
        faults: Iterable[Fault] = (),
        headers: Mapping[str, str] | None = None,
        more: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status, self.kind, self.detail = status, kind, detail
        self.faults, self.headers = list(faults), dict(headers or {})
        self.more = dict(more or {})


@views.errorhandler(Problem)
def explain(problem: Problem) -> Response:
    """The problem as it is sent."""
    said: dict[str, Any] = {
        "type": f"urn:agency:{problem.kind}",
        "title": str(TITLES.get(problem.status, _("It did not work"))),
        "status": problem.status,
        "detail": problem.detail,
    }
    said |= problem.more
    if problem.faults:
        said["errors"] = [each._asdict() for each in problem.faults]
    answer = Response(
        json.dumps(said, ensure_ascii=False) + "\n",
        status=problem.status,
        mimetype="application/problem+json",
    )
    answer.headers.update(problem.headers)
    return answer


@views.errorhandler(HTTPException)
def refuse(error: HTTPException) -> Response:
    """Whatever else stops a request at this door."""
    code = error.code or 500
    if code == 413:
        detail = _("Send at most one megabyte")
    elif code == 429:
        detail = _("Wait for the seconds that Retry-After names, then go on")
    else:
        detail = error.description or error.name
    said = explain(Problem(code, error.name.lower().replace(" ", "_"), str(detail)))
    for name in ("Retry-After", "Allow"):
        value = next((text for key, text in error.get_headers() if key == name), None)
        if value:
            said.headers[name] = value
    return said
