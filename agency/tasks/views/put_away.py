"""The archive and the bin of a board, and a whole board that is put aside."""

from collections.abc import Callable, Sequence
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.kernel import clock
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.web import section, staff
from agency.tasks import put_away, queries
from agency.tasks.put_away import PutAway
from agency.tasks.views.blueprint import views
from agency.tasks.views.looking import asked_here


@views.get("/boards/<int:id>/archive")
@staff()
@section("tasks.boards")
def put_aside_here(id: int) -> str:
    """What was put aside from this board."""
    return _page(id, put_away.archived, is_bin=False)


@views.get("/boards/<int:id>/bin")
@staff()
@section("tasks.boards")
def bin_here(id: int) -> str:
    """What was thrown away from it."""
    return _page(id, put_away.binned, is_bin=True)


@views.post("/boards/<int:id>/shelf")
@staff(Access.manager)
def shelf_of_board(id: int) -> Response:
    """The whole board into the archive, or back among the boards."""
    project = queries.project(id) or abort(404)
    if request.form.get("to") == "back":
        project.take_back()
        flash(_("The board is among the others again."))
    else:
        project.put_aside(clock.now())
        flash(_("The board lies in the archive. It can be taken back at any time."))
    db.session.commit()
    return redirect(url_for("tasks.board", id=id), 303)


def _page(id: int, found: Callable[..., Sequence[PutAway]], *, is_bin: bool) -> str:
    project = queries.project(id) or abort(404)
    asked, page = asked_here(), max(request.args.get("page", 1, type=int), 1)
    rows = found(id, asked.where, page=page)
    shown: dict[str, Any] = {"rows": rows[: put_away.PAGE], "has_more": len(rows) > put_away.PAGE}
    return render_template(
        "tasks/put_away.html", project=project, filter=asked, page=page, is_bin=is_bin, **shown
    )
