"""Import of boards: a file is read, what would come over is told, and only then it comes; and it can go again."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from agency.kernel import clock, queue
from agency.kernel.auth import Access
from agency.kernel.db import begin_writing, db
from agency.kernel.files import has_room, streamed
from agency.kernel.filetypes import clean_name
from agency.kernel.web import reads, section, staff, takes
from agency.people.at_the_desk import member_here
from agency.tasks.importing import listing, performing, reading
from agency.tasks.importing.models import ImportNotReady, TaskImport
from agency.tasks.projects import Project
from agency.tasks.views.blueprint import Answer, views

MB = 1024 * 1024


@views.get("/boards/import")
@staff(Access.manager)
@section("tasks.boards")
def imports() -> str:
    """A file to begin with, and every import there was."""
    return _list()


@views.post("/boards/import")
@staff(Access.manager)
@reads
@takes((reading.LARGEST_MB + 1) * MB)
@section("tasks.boards")
def new_import() -> Answer:
    """An export comes in; it is kept before the database is in hand, and read by itself right after."""
    sent, now = request.files.get("file"), clock.now()
    name = clean_name(sent.filename or "") if sent is not None else ""
    if sent is None or not name:
        return _list(_("Choose the file that Trello or Asana gave you")), 422
    refusal = _too_small_or_large(sent)
    if refusal:
        return _list(refusal), 422
    place = _place()
    if place is None:
        return _list(_("Choose a board or a lead for it")), 422
    db.session.rollback()
    with streamed(sent.stream) as keep:
        begin_writing()
        file = keep(name=name, content_type="application/octet-stream", at=now)
        title = request.form.get("title", "").strip()
        made = reading.take_in(file, **place, title=title, by_id=member_here().id, at=now)
        db.session.commit()
    return redirect(url_for("tasks.one_import", id=made.id), 303)


@views.get("/boards/import/<int:id>")
@staff(Access.manager)
@section("tasks.boards")
def one_import(id: int) -> str:
    """What would come over and what would not, or what did."""
    found = listing.one(id) or abort(404)
    return render_template(
        "tasks/import.html",
        made=found,
        progress=listing.progress(id),
        left=listing.left(found),
        trouble=listing.trouble(found),
        now=clock.now(),
    )


@views.post("/boards/import/<int:id>/start")
@staff(Access.manager)
def import_start(id: int) -> Response:
    """Bring it over."""
    return _do(id, lambda made: made.begin(clock.now()))


@views.post("/boards/import/<int:id>/calling-off")
@staff(Access.manager)
def import_calling_off(id: int) -> Response:
    """It is not wanted, or not any more."""
    return _do(id, TaskImport.call_off)


def _do(id: int, verb: Callable[[TaskImport], None]) -> Response:
    found = listing.one(id, lock=True) or abort(404)
    try:
        verb(found)
        queue.later(performing.IMPORT, id, now=clock.now())
    except ImportNotReady:
        flash(_("Somebody was faster; this is how it stands."), "error")
    db.session.commit()
    return redirect(url_for("tasks.one_import", id=id), 303)


def _too_small_or_large(sent: FileStorage) -> str:
    size = sent.stream.seek(0, 2)
    sent.stream.seek(0)
    if not size:
        return str(listing.TROUBLES["empty"])
    if size > reading.LARGEST_MB * MB:
        return str(_("This file is larger than %(most)d MB.", most=reading.LARGEST_MB))
    if not has_room(size):
        return str(_("The disk of this house is full; nothing can be kept now."))
    return ""


def _place() -> dict[str, Any] | None:
    into = request.form.get("into", "")
    kind, _colon, id = into.partition(":")
    if into not in dict(listing.places()):
        return None
    project = db.session.get(Project, int(id)) if kind == "board" else None
    return {
        "project_id": project.id if project else None,
        "lead_id": project.lead_id if project else int(id),
    }


def _list(error: str = "") -> str:
    places = listing.places()
    return render_template(
        "tasks/imports.html",
        imports=listing.latest(),
        boards=[each for each in places if each[0].startswith("board:")],
        leads=[each for each in places if each[0].startswith("lead:")],
        into=request.form.get("into") or request.args.get("into", ""),
        title=request.form.get("title", ""),
        error=error,
        megabytes=reading.LARGEST_MB,
    )
