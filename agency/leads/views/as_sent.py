"""A message as it was sent: its HTML made safe, in a sandbox of its own; and its very bytes."""

from flask import abort, make_response, render_template, request
from werkzeug.wrappers import Response

from agency.kernel.db import db
from agency.kernel.web import staff
from agency.leads import as_sent
from agency.leads.models import Message
from agency.leads.views.blueprint import views

# Nothing runs, nothing is sent, nothing is loaded, save pictures where somebody asked for them.
NO_PICTURES, PICTURES = "data:", "data: https: http:"


@views.get("/messages/<int:id>/html")
@staff()
def message_html(id: int) -> Response:
    """The letter as its writer laid it out. Pictures from elsewhere are loaded when somebody asks for them."""
    raw = _raw(id)
    with_pictures = bool(request.args.get("images"))
    letter = as_sent.read(raw, with_pictures=with_pictures)
    page = make_response(render_template("leads/as_sent.html", letter=letter, id=id))
    page.headers["Content-Security-Policy"] = "; ".join(
        (
            "default-src 'none'",
            f"img-src {PICTURES if with_pictures else NO_PICTURES}",
            "style-src 'self' 'unsafe-inline'",
            "form-action 'none'",
            "base-uri 'none'",
            "frame-ancestors 'self'",
            "sandbox allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-downloads",
        )
    )
    page.headers["X-Frame-Options"] = "SAMEORIGIN"
    page.headers["Referrer-Policy"] = "no-referrer"
    return page


@views.get("/messages/<int:id>/raw")
@staff()
def message_raw(id: int) -> Response:
    """Its bytes, as they came or went."""
    response = make_response(_raw(id))
    response.headers["Content-Type"] = "message/rfc822"
    response.headers["Content-Disposition"] = f'attachment; filename="message-{id}.eml"'
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _raw(id: int) -> bytes:
    message = db.session.get(Message, id) or abort(404)
    return as_sent.raw_of(message) or abort(404)
