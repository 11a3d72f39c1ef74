"""The PDF of a proposal: made, on its way, and read; what was agreed to, and its signed copy."""

from flask import abort, flash, redirect, render_template, send_file, url_for
from werkzeug.wrappers import Response

from agency.kernel import clock, queue
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.web import section, staff
from agency.people import queries as people
from agency.proposals import screens
from agency.proposals.models import (
    ProposalFrozen,
    ProposalIncomplete,
)
from agency.proposals.views.blueprint import desk_here, proposal_found, proposal_held, views


@views.post("/proposals/<int:id>/paper")
@staff(Access.manager)
@section("proposals.index")
def making(id: int) -> Response:
    """Have the PDF made of the proposal as it stands."""
    found, now = proposal_held(id), clock.now()
    try:
        found.drop_blank_lines()
        found.want_paper(on=desk_here().today, valid_days=people.agency().valid_days)
    except (ProposalIncomplete, ProposalFrozen) as refusal:
        db.session.rollback()
        flash(screens.why_not(refusal), "error")
        return redirect(url_for(".proposal", id=id), 303)
    queue.later("proposals.render", found.id, now=now)
    db.session.commit()
    return redirect(url_for(".sending", id=id), 303)


@views.get("/proposals/<int:id>/paper/progress")
@staff()
@section("proposals.index")
def progress(id: int) -> str:
    """How far the PDF is; asked again by the page until it is done."""
    return render_template(
        "proposals/_progress.html", **screens.paper_facts(desk_here(), proposal_found(id))
    )


@views.get("/proposals/<int:id>/paper.pdf")
@staff()
def paper(id: int) -> Response:
    """The PDF: of the draft as it was last made, or the very file that was sent."""
    found = proposal_found(id)
    if found.paper is None:
        abort(404)
    return send_file(found.paper.path, mimetype="application/pdf", download_name=found.paper.name)


@views.get("/proposals/<int:id>/agreed.pdf")
@staff()
def agreed(id: int) -> Response:
    """The file that was agreed to: that of the client's choice, or the one that was sent."""
    found = proposal_found(id)
    if found.acceptance is None or found.agreed_paper is None:
        abort(404)
    file = found.agreed_paper
    return send_file(file.path, mimetype="application/pdf", download_name=file.name)


@views.get("/proposals/<int:id>/signed.pdf")
@staff()
def signed(id: int) -> Response:
    """The signed copy: what was agreed to, with the record as its last page."""
    file = proposal_found(id).signed_paper or abort(404)
    return send_file(file.path, mimetype="application/pdf", download_name=file.name)


@views.post("/proposals/<int:id>/signed")
@staff(Access.manager)
@section("proposals.index")
def signing(id: int) -> Response:
    """Make the signed copy once more, where it could not be made."""
    found = proposal_held(id)
    if found.acceptance is not None and found.acceptance.copy().want():
        queue.later("proposals.sign", id, now=clock.now())
        db.session.commit()
    return redirect(url_for(".proposal", id=id), 303)
