"""What was agreed anew, confirmed line by line: nothing of it happens on the board before that."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.followups import awaiting
from agency.followups.one_at_a_time import hold_lead
from agency.kernel import clock
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.web import section, staff
from agency.people.at_the_desk import member_here
from agency.tasks import amending, ordering, unconfirmed
from agency.tasks.amendments import AlreadyDecided, AmendedLine, Amendment
from agency.tasks.views.blueprint import views


@views.get("/amendments/<int:id>")
@staff(Access.manager)
@section("tasks.boards")
def amendment(id: int) -> str:
    """New, changed and dropped lines, each with a word to be said."""
    found = unconfirmed.page(id) or abort(404)
    return render_template("tasks/amendment.html", page=found)


@views.post("/amendments/<int:id>/decisions")
@staff(Access.manager)
def decisions(id: int) -> Response:
    """One line, or all that are left: the board follows, or stays as it is."""
    # The lead and the columns first, as whoever agrees to another version, or moves a card, holds them.
    project = (db.session.get(Amendment, id) or abort(404)).project
    hold_lead(project.lead)
    ordering.hold_all(project.id)
    found = amending.take(id) or abort(404)
    wanted = request.form.get("line", type=int)
    if "line" in request.form and wanted is None:
        abort(400)
    lines = [each for each in found.lines if wanted in (each.id, None)]
    verb = amending.leave if request.form.get("do") == "leave" else amending.confirm
    try:
        for line in lines if wanted else found.open_lines:
            verb(line, by=member_here(), at=clock.now())
            if line.task is not None and line.task.waiting_since is not None:
                # What is wanted no more lies with nobody; wanted again, it does.
                awaiting.follow(line.task, by=member_here(), at=clock.now())
    except AlreadyDecided:
        db.session.rollback()
        flash(_("Somebody has decided about this line meanwhile."), "error")
        return redirect(url_for("tasks.amendment", id=id), 303)
    db.session.commit()
    flash(_("The board follows.") if verb is amending.confirm else _("The board stays as it is."))
    return _onward(id, found.settled_at is not None, lines)


def _onward(id: int, is_settled: bool, lines: list[AmendedLine]) -> Response:
    if is_settled and lines:
        return redirect(url_for("tasks.board", id=lines[0].amendment.project_id), 303)
    return redirect(url_for("tasks.amendment", id=id), 303)
