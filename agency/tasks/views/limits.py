"""How many cards a column should hold: it says so when there are more, and refuses nothing."""

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.web import staff
from agency.tasks import queries
from agency.tasks.views.blueprint import views

MOST = 999


@views.post("/boards/<int:id>/limits")
@staff(Access.manager)
def limits(id: int) -> Response:
    """The soft limit of every column, or none."""
    project = queries.project(id) or abort(404)
    said = {each: request.form.get(f"limit-{each.id}", "").strip() for each in project.columns}
    if any(words and not _is_count(words) for words in said.values()):
        flash(_("Enter a limit as a number from 1 to 999, or leave it empty."), "error")
    else:
        for column, words in said.items():
            column.limit(int(words) if words else None)
        db.session.commit()
        flash(_("Saved"))
    return redirect(url_for("tasks.board", id=id), 303)


def _is_count(words: str) -> bool:
    return words.isascii() and words.isdigit() and len(words) <= 3 and 1 <= int(words) <= MOST
