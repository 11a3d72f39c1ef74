"""Taking back what one did: the page of what can be taken back, and each act by itself."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from agency.kernel import clock
from agency.kernel.db import db
from agency.kernel.web import local_address, section, staff
from agency.leads import bulk, undo
from agency.leads.undo import NotOpenForUndo, Undoable
from agency.leads.views.blueprint import views
from agency.people.at_the_desk import member_here


@views.get("/undo")
@staff()
@section("leads.inbox")
def undo_page() -> str:
    """What whoever sits here did within the last hour, and can take back."""
    now = clock.now()
    acts = undo.lately(member_here(), now=now)
    leads = {lead.id: lead for lead in bulk.chosen([id for act in acts for id in _leads_of(act)])}
    return render_template("leads/undo.html", acts=acts, leads=leads, now=now)


@views.post("/undo/<int:id>")
@staff()
def undone(id: int) -> Response:
    """Take one act back, row by row; what was changed since is named and left alone."""
    act, me = db.session.get(Undoable, id), member_here()
    if act is None or act.member_id != me.id:
        abort(404)
    try:
        told = undo.take_back(act, by=me, at=clock.now())
    except NotOpenForUndo:
        flash(_("That was taken back already, or is more than an hour ago."), "error")
        return _back()
    db.session.commit()
    if told.done:
        number = len(told.done)
        flash(ngettext("Taken back.", "Taken back on all %(num)d.", number))
    if told.left:
        leads = bulk.chosen([row["id"] for row in told.left if "id" in row])
        names = ", ".join(lead.client.name for lead in leads) or "…"
        flash(
            _("Left alone, since somebody changed it meanwhile: %(names)s.", names=names), "error"
        )
    return _back()


def _leads_of(act: Undoable) -> list[int]:
    return [row["id"] for row in act.rows if "id" in row]


def _back() -> Response:
    return redirect(local_address(request.form.get("back")) or url_for("leads.undo_page"), 303)
