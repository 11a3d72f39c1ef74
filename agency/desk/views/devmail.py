"""Pages of the house's own mailbox, which is there only while letters do not leave the house."""

from datetime import datetime

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from agency.desk import postbox
from agency.desk.forms import ReplyForm, StrangerForm
from agency.flows.letter_received import letter_received
from agency.kernel import clock, filetypes
from agency.kernel.db import db
from agency.kernel.mail.models import Letter
from agency.kernel.web import staff
from agency.leads import arrivals
from agency.people import queries as people

views = Blueprint("devmail", __name__, url_prefix="/dev/mail")

# A client's mail program shows pictures and styles of the letter itself and runs nothing; a link opens a page of its
# own, which then may do what pages do.
PAPER_POLICY = (
    "sandbox allow-popups allow-popups-to-escape-sandbox; default-src 'none'; "
    "style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'"
)


@views.before_request
def only_at_home() -> None:
    """With an SMTP server there is no such mailbox."""
    if current_app.config["SETTINGS"].smtp_url is not None:
        abort(404)


@views.get("")
@staff()
def mailbox() -> str:
    """Letters that stayed home."""
    return _page(None, ReplyForm())


@views.get("/<int:id>")
@staff()
def letter(id: int) -> str:
    """One letter, with a pen to answer it as the client."""
    return _page(_found(id), ReplyForm())


@views.get("/<int:id>/page")
@staff()
def page(id: int) -> Response:
    """The letter alone, for a frame that runs nothing."""
    response = Response(postbox.page_of(_found(id)), mimetype="text/html")
    response.headers["Content-Security-Policy"] = PAPER_POLICY
    return response


@views.get("/<int:id>/files/<int:number>")
@staff()
def attachment(id: int, number: int) -> Response:
    """A file of a letter."""
    found = [file for file in postbox.attachments(_found(id)) if file.number == number]
    if not found:
        abort(404)
    kind = filetypes.outward(found[0].content_type)
    response = Response(found[0].data, mimetype=kind)
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers.set("Content-Disposition", "attachment", filename=found[0].name)
    return response


@views.post("/<int:id>/replies")
@staff()
def reply(id: int) -> AnyResponse | tuple[str, int]:
    """Answer as the client."""
    found, form, now = _found(id), ReplyForm(), clock.now()
    if not form.validate_on_submit():
        return _page(found, form), 422
    lead_id = _delivered(postbox.reply_to(found, form.words.data, at=now), now)
    flash(_("Your answer as the client has arrived."))
    return redirect(_way_to(lead_id), 303)


@views.route("/letters", methods=["GET", "POST"])
@staff()
def letters() -> str | AnyResponse | tuple[str, int]:
    """Write in as somebody new."""
    form, now = StrangerForm(), clock.now()
    if form.validate_on_submit():
        raw = postbox.written_in(**form.letter(), to=people.agency().mail_address, at=now)
        lead_id = _delivered(raw, now)
        flash(_("The letter has arrived."))
        return redirect(_way_to(lead_id), 303)
    shown = render_template("desk/stranger.html", form=form)
    return (shown, 422) if form.errors else shown


def _page(found: Letter | None, form: ReplyForm) -> str:
    return render_template(
        "desk/mailbox.html",
        groups=postbox.by_recipient(postbox.letters()),
        opened=found,
        view=request.args.get("as"),
        headers=postbox.headers_of(found) if found else [],
        files=list(postbox.attachments(found)) if found else [],
        form=form,
        now=clock.now(),
    )


def _found(id: int) -> Letter:
    found = postbox.letter(id)
    if found is None:
        abort(404)
    return found


def _delivered(raw: bytes, now: datetime) -> int | None:
    """The lead that this letter belongs to, once it came in like any other."""
    arrival = arrivals.take_in(raw, seen_at=now, arrived_at=now)
    arrivals.sort_now(arrival, letter_received)
    db.session.commit()
    return arrival.lead_id


def _way_to(lead_id: int | None) -> str:
    return url_for("leads.lead", id=lead_id) if lead_id else url_for("devmail.mailbox")
