"""What a program sent: its bytes, read before the database is asked, and its fields."""

from collections.abc import Mapping
from typing import Any

from flask import Request
from flask_babel import gettext as _
from werkzeug.exceptions import RequestEntityTooLarge

from agency.api.views.problems import Problem
from agency.leads.ways_in import payloads
from agency.leads.ways_in.deliveries import LARGEST
from agency.leads.ways_in.payloads import NotReadable


def bytes_of(request: Request) -> bytes:
    """The body as it came. Raises RequestEntityTooLarge."""
    request.max_content_length = LARGEST
    found = request.get_data(cache=True, parse_form_data=False)
    if len(found) > LARGEST:
        raise RequestEntityTooLarge
    return found


def fields_of(request: Request, body: bytes) -> Mapping[str, Any]:
    """The fields of a JSON object or of a form. Raises Problem."""
    try:
        found = payloads.fields_in(body, request.content_type or "")
    except NotReadable as trouble:
        raise _problem(trouble) from None
    if not isinstance(found, dict):
        detail = _("Send one JSON object with the fields of one inquiry")
        raise Problem(422, "not_an_object", str(detail))
    return found


def _problem(trouble: NotReadable) -> Problem:
    if trouble.kind == "media":
        detail = _("Send Content-Type: application/json, or a form as browsers send it")
        return Problem(415, "unsupported_media_type", str(detail))
    if trouble.kind == "utf8":
        return Problem(400, "not_utf8", str(_("Send the text in UTF-8")))
    detail = _("Send one JSON object; this one breaks off: %(error)s", error=trouble.detail)
    return Problem(400, "not_json", str(detail))
