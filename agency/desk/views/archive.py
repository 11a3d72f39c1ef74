"""A proposal for the archive: the file that is kept for good, made when somebody asks for it."""

from flask import Blueprint, abort, redirect, render_template, send_file, url_for
from werkzeug.wrappers import Response

from agency.kernel import clock, queue
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.web import section, staff
from agency.people.at_the_desk import member_here
from agency.proposals import archiving, queries
from agency.proposals.archiving import NothingToKeep
from agency.proposals.forms import PlainForm
from agency.proposals.models import Proposal

views = Blueprint("archive", __name__)


@views.get("/proposals/<int:id>/archive")
@staff()
@section("proposals.index")
def page(id: int) -> str:
    """What the archive file is, and the file once it is made."""
    found, access = _final(id), member_here().access
    return render_template(
        "proposals/archive.html",
        proposal=found,
        file=archiving.archived(found),
        is_under_way=archiving.is_under_way(found),
        trouble=archiving.trouble(found),
        form=PlainForm(),
        may_manage=access is not None and access.includes(Access.manager),
    )


@views.post("/proposals/<int:id>/archive")
@staff(Access.manager)
@section("proposals.index")
def making(id: int) -> Response:
    """Have it made, unless it is there."""
    found = _final(id)
    if archiving.archived(found) is None:
        queue.later(archiving.JOB, found.id, now=clock.now())
        db.session.commit()
    return redirect(url_for(".page", id=id), 303)


@views.get("/proposals/<int:id>/archive.pdf")
@staff()
def file(id: int) -> Response:
    """The file itself."""
    kept = archiving.archived(_final(id)) or abort(404)
    return send_file(kept.path, mimetype="application/pdf", download_name=kept.name)


def _final(id: int) -> Proposal:
    found = queries.proposal(id) or abort(404)
    try:
        archiving.must_be_final(found)
    except NothingToKeep:
        abort(404)
    return found
