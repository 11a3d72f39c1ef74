"""Filters of boards, kept under a name and thrown away."""

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.kernel.db import db
from agency.kernel.web import staff
from agency.people.at_the_desk import member_here
from agency.tasks import filters_kept
from agency.tasks.filtering import LONGEST
from agency.tasks.filters_kept import TooManyFilters
from agency.tasks.views.blueprint import views

LONGEST_NAME = 60


@views.post("/boards/<int:id>/filters")
@staff()
def keep_filter(id: int) -> Response:
    """Keep the filter at hand under a name."""
    name = " ".join(request.form.get("name", "").replace("\x00", "").split())[:LONGEST_NAME]
    words = request.form.get("q", "").replace("\x00", "").strip()[:LONGEST]
    if not name or not words:
        flash(_("Give the filter a name."), "error")
        return _to(id, words)
    try:
        filters_kept.keep(member_here(), name=name, words=words)
        flash(_("The filter is kept."))
    except TooManyFilters:
        flash(_("Twenty filters are enough. Throw one away first."), "error")
    db.session.commit()
    return _to(id, words)


@views.post("/filters/<int:id>/removal")
@staff()
def filter_removal(id: int) -> Response:
    """Throw one of my own away."""
    found = filters_kept.own(member_here(), id) or abort(404)
    name, words = found.name, found.words
    db.session.delete(found)
    db.session.commit()
    flash(_("The filter “%(name)s” is thrown away.", name=name))
    board = request.form.get("board", type=int)
    return _to(board, words) if board else redirect(url_for("tasks.boards"), 303)


def _to(board_id: int, words: str) -> Response:
    return redirect(url_for("tasks.board", id=board_id, q=words or None), 303)
