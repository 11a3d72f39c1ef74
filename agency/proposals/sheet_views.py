"""What the sheet asks beside its own page: one cell saved, a step taken back, the margin anew, pasted cells."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from agency.kernel import clock
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.web import section, staff
from agency.people import queries as people
from agency.people.at_the_desk import manages, member_here
from agency.proposals import editing, one_cell, pasting, queries, screens
from agency.proposals.editing import REFUSALS
from agency.proposals.models import MOST_LINES, Proposal, ProposalFrozen
from agency.proposals.rows import Block, Foot, Row
from agency.proposals.screens import Desk
from agency.proposals.sheet import Sheet
from agency.proposals.states import TooManyLines
from agency.proposals.steps import Step

views = Blueprint("estimates", __name__)
GONE = 410
Page = str | Response | tuple[str, int]


@views.post("/proposals/<int:id>/cells")
@staff(Access.manager)
def cells(id: int) -> Page:
    """Save one cell: `row`, `cell`, its `value`, the mark of the row that was `seen`, the `revision` of the sheet.

    With `short` the figures that it changed are answer enough, where no more is to be told.
    """
    return (_figures(id) if request.form.get("short") else None) or _row_anew(id)


def _figures(id: int) -> str | None:
    kept = one_cell.keep(id, request.form)
    if kept is None:
        db.session.rollback()
        return None
    answer = screens.cell_kept(Desk(clock.now(), may_write=True), kept)
    db.session.commit()
    return answer


def _row_anew(id: int) -> Page:
    members, roles, key = people.members(), people.roles(), request.form.get("row", "")
    found, opened = queries.for_cell(id) or abort(404), request.form.getlist("open")
    sheet = Sheet(found, members, _one_cell(key), roles=roles, opened=opened)
    row = _row(sheet, key)
    if row is None:
        return "", GONE  # the script sends the whole row then, so that it comes back as a new line
    is_alone = request.form.get("revision") == str(found.revision)
    desk = Desk(clock.now(), may_write=True)
    try:
        step = editing.save_cell(sheet, row, on=desk.today)
    except REFUSALS as refusal:
        return screens.cell_part(desk, sheet, row, refusal)
    if not is_alone:
        db.session.commit()
        return _whole_sheet(_fresh(id), step=step)
    # Drawn before it is kept: what is read after a commit is read anew.
    row.form = None
    answer = screens.cell_part(desk, sheet, row, step=step)
    db.session.commit()
    return answer


@views.post("/proposals/<int:id>/undone")
@staff(Access.manager)
def undone(id: int) -> Page:
    """Take a step back, by the seal that came with it."""
    try:
        step = editing.take_back(_held(id), request.form.get("step", ""))
    except REFUSALS as refusal:
        db.session.rollback()
        if not screens.wants_update():
            flash(
                _("Not taken back. Somebody changed the same since: what they wrote stays."),
                "error",
            )
            return redirect(url_for("proposals.proposal", id=id), 303)
        return _whole_sheet(_fresh(id), refusal=refusal)
    db.session.commit()
    if not screens.wants_update():
        return redirect(url_for("proposals.proposal", id=id), 303)
    return _whole_sheet(_fresh(id), step=step)


@views.get("/proposals/<int:id>/figures")
@staff()
def figures(id: int) -> str:
    """The margin of the sheet as it is now."""
    return screens.margin(_desk(), _fresh(id))


@views.get("/proposals/<int:id>/pasting")
@staff(Access.manager)
@section("proposals.index")
def paste_page(id: int) -> Page:
    """Where cells of a spreadsheet are pasted."""
    found = _found(id)
    if not found.is_draft:
        return redirect(url_for("proposals.proposal", id=id), 303)
    return _pasting_page(found, pasting.Pasted.read("", _reader(found), {}))


@views.post("/proposals/<int:id>/pasting")
@staff(Access.manager)
@section("proposals.index")
def paste(id: int) -> Page:
    """Look at what was pasted; with the button that says so, add it as lines."""
    found = _held(id)
    pasted = pasting.Pasted.read(request.form.get("cells", ""), _reader(found), request.form)
    if request.form.get("do") != "add" or not pasted.is_valid or not pasted.lines:
        return _pasting_page(found, pasted)
    try:
        focus = pasting.add(found, pasted, into=request.form.get("into", ""), on=_desk().today)
    except (TooManyLines, ProposalFrozen) as refusal:
        db.session.rollback()
        return _pasting_page(_found(id), pasted, refusal)
    db.session.commit()
    return redirect(url_for("proposals.proposal", id=id, _anchor=focus), 303)


def _pasting_page(
    found: Proposal, pasted: pasting.Pasted, refusal: Exception | None = None
) -> Page:
    page = render_template(
        "proposals/pasting.html",
        proposal=found,
        pasted=pasted,
        into=request.form.get("into", request.args.get("into", "")),
        kinds=pasting.KINDS,
        refusal=type(refusal).__name__ if refusal else "",
        most=MOST_LINES,
        room=max(MOST_LINES - len(found.lines), 0),
    )
    status = 422 if refusal or not pasted.is_valid else 200
    return page, status


def _reader(found: Proposal) -> pasting.Reader:
    room = max(MOST_LINES - len(found.lines), 0)
    return pasting.Reader(people.members(), people.roles(), found.currency, room)


def _one_cell(key: str) -> MultiDict[str, str]:
    cell, typed = request.form.get("cell", ""), request.form
    return MultiDict(
        {f"{key}-{cell}": typed.get("value", ""), f"{key}-seen": typed.get("seen", "")}
    )


def _row(sheet: Sheet, key: str) -> Row | Block | Foot | None:
    if key == sheet.foot.key:
        return sheet.foot
    # A row that is no line yet cannot be saved cell by cell.
    rows: list[Row | Block] = [*(row for row in sheet.rows if row.line), *sheet.blocks]
    return next((each for each in rows if each.key == key), None)


def _whole_sheet(sheet: Sheet, refusal: Exception | None = None, step: Step | None = None) -> Page:
    return screens.sheet_page(_desk(), sheet, refusal, step=step)


def _fresh(id: int) -> Sheet:
    opened = request.values.getlist("open")
    return Sheet(_found(id), people.members(), roles=people.roles(), opened=opened)


def _found(id: int) -> Proposal:
    return queries.proposal(id) or abort(404)


def _held(id: int) -> Proposal:
    return queries.for_writing(id) or abort(404)


def _desk() -> Desk:
    return Desk(clock.now(), manages(), is_owner=member_here().access is Access.owner)
