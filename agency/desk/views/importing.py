"""Import: a table is read and planned, shown row by row, imported only then, and can be taken back."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.kernel import clock, queue
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.files import store
from agency.kernel.filetypes import clean_name, content_type
from agency.kernel.timeline import Actor
from agency.kernel.web import section, staff
from agency.leads.importing import columns, listing, performing, planning, tables
from agency.leads.importing.models import ImportNotReady, LeadImport
from agency.leads.importing.tables import TableRefused
from agency.people.at_the_desk import actor_here, member_here

views = Blueprint("imports", __name__, url_prefix="/leads/import")

Page = str | Response | tuple[str, int]


@views.get("")
@staff(Access.manager)
@section("leads.all_leads")
def index() -> str:
    """A file to begin with, and every import there was."""
    return _list()


@views.post("")
@staff(Access.manager)
@section("leads.all_leads")
def create() -> Page:
    """A table comes in: it is planned, and nothing is imported yet."""
    request.max_content_length = (tables.LARGEST_MB + 1) * tables.MB
    sent, now = request.files.get("table"), clock.now()
    data = sent.read() if sent is not None else b""
    name = clean_name(sent.filename or "") if sent is not None else ""
    if not name:
        return _list(_("Choose a table: CSV or XLSX")), 422
    file = store(data, name=name, content_type=content_type(data, name), at=now)
    before = listing.same_file(file.sha256)
    if before is not None:
        db.session.rollback()
        flash(_("This very file is here already; this is what became of it."), "error")
        return redirect(url_for("imports.one", id=before.id), 303)
    try:
        made = planning.take_in(file, by_id=member_here().id, at=now)
    except TableRefused as refusal:
        db.session.rollback()
        return _list(str(refusal)), 422
    db.session.commit()
    return redirect(url_for("imports.one", id=made.id), 303)


@views.get("/<int:id>")
@staff(Access.manager)
@section("leads.all_leads")
def one(id: int) -> str:
    """What would happen with each row, or what did."""
    found = listing.one(id) or abort(404)
    problems = request.args.get("show") == "problems"
    page = listing.rows(id, problems=problems, page=request.args.get("page", 1, type=int))
    return render_template(
        "ways_in/import.html",
        made=found,
        figures=listing.figures([id])[id],
        page=page,
        problems=problems,
        fields=columns.FIELDS,
        flaws=listing.FLAWS,
        now=clock.now(),
    )


@views.post("/<int:id>/columns")
@staff(Access.manager)
def column(id: int) -> Response:
    """Its columns mean something else, or another sheet is meant: everything is planned anew."""
    found = _found(id)
    if found.is_planned:
        _plan_again(found)
        db.session.commit()
    return _back(id)


@views.post("/<int:id>/start")
@staff(Access.manager)
def start(id: int) -> Response:
    """Import it."""
    return _do(id, LeadImport.begin)


@views.post("/<int:id>/undoing")
@staff(Access.manager)
def undoing(id: int) -> Response:
    """Take it back, where nothing was done with what it brought."""
    return _do(id, LeadImport.take_back)


def _do(id: int, verb: Callable[..., None]) -> Response:
    found, now, by = _found(id), clock.now(), actor_here()
    assert isinstance(by, Actor)
    try:
        verb(found, by=by, at=now)
        queue.later(performing.IMPORT, id, now=now)
    except ImportNotReady:
        flash(_("Somebody was faster; this is how it stands."), "error")
    db.session.commit()
    return _back(id)


def _plan_again(found: LeadImport) -> None:
    sheet = request.form.get("sheet", found.sheet)
    try:
        table = tables.read(found.file.read(), sheet=sheet)
    except TableRefused as refusal:
        flash(str(refusal), "error")
        return
    if sheet != found.sheet:
        planning.describe(found, table)
    else:
        found.has_heads = bool(request.form.get("has_heads"))
        found.columns = _chosen(found)
    planning.draw(found, table)


def _chosen(found: LeadImport) -> dict[str, Any]:
    chosen: dict[str, Any] = {}
    for number in range(len(found.heads)):
        name = request.form.get(f"column-{number}", "")
        if name in columns.FIELDS and name not in chosen:
            chosen[name] = number
    return chosen


def _found(id: int) -> LeadImport:
    return listing.one(id, lock=True) or abort(404)


def _back(id: int) -> Response:
    return redirect(url_for("imports.one", id=id), 303)


def _list(error: str = "") -> str:
    found = listing.latest()
    return render_template(
        "ways_in/imports.html",
        imports=found,
        figures=listing.figures([each.id for each in found]),
        error=error,
        most=tables.MOST_ROWS,
        megabytes=tables.LARGEST_MB,
        now=clock.now(),
    )
