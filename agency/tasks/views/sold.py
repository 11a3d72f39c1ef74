"""What was sold against what was worked; for managers what went beyond it, for owners what is left."""

from flask import abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from agency.kernel import clock
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.web import section, staff
from agency.leads.models import LeadClosed
from agency.people.at_the_desk import manages, member_here
from agency.proposals.states import TooManyLines
from agency.tasks import beyond, margin, queries, spent, unconfirmed
from agency.tasks.beyond import NothingBeyond
from agency.tasks.views.blueprint import today, views


@views.get("/boards/<int:id>/sold")
@staff()
@section("tasks.boards")
def sold(id: int) -> str:
    """Planned, worked, left, and the share of the price used, by section and by person."""
    found = spent.spent_on(id) or abort(404)
    shown = {"project": found, "may_manage": manages(), "remains": None}
    if shown["may_manage"]:
        shown["beyond"] = beyond.beyond(id, found.currency, on=today())
        shown["unconfirmed"] = unconfirmed.unconfirmed(id)
    if member_here().access is Access.owner:
        shown["remains"] = margin.margin_of(id, found.currency, on=today())
    return render_template("tasks/sold_page.html", **shown)


@views.post("/boards/<int:id>/further-estimate")
@staff(Access.manager)
def further_estimate(id: int) -> Response:
    """What went beyond what was sold becomes lines of a draft for the client."""
    project = queries.project(id) or abort(404)
    try:
        draft = beyond.offer(project, by=member_here(), at=clock.now(), on=today())
    except NothingBeyond:
        return _refused(id, _("Nothing waits to be offered: all of it stands in an estimate."))
    except LeadClosed:
        return _refused(id, _("This lead is closed. Open it again first, then make a proposal."))
    except TooManyLines as refusal:
        return _refused(id, _("The draft has room for %(num)d lines more.", num=refusal.room))
    count = sum(len(each.lines) for each in draft.sections)
    db.session.commit()
    words = ngettext(
        "%(num)d line stands in the draft, at today’s rates.",
        "%(num)d lines stand in the draft, at today’s rates.",
        count,
    )
    flash(words)
    return redirect(url_for("proposals.proposal", id=draft.id), 303)


def _refused(id: int, words: str) -> Response:
    db.session.rollback()
    flash(words, "error")
    return redirect(url_for("tasks.sold", id=id), 303)
