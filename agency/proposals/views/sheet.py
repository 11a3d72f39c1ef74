"""The list of proposals, one of them as a sheet, and as its client will see it."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.kernel import clock
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.web import section, staff
from agency.leads import queries as leads
from agency.leads.models import LeadClosed
from agency.people import queries as people
from agency.people.at_the_desk import member_here
from agency.proposals import drafting, editing, queries, screens, suggesting
from agency.proposals.editing import REFUSALS, Saved
from agency.proposals.forms import SheetForm
from agency.proposals.sheet import Sheet
from agency.proposals.states import DocumentError
from agency.proposals.views.blueprint import Page, desk_here, proposal_found, proposal_held, views


@views.get("/proposals")
@staff()
def index() -> str:
    """Every proposal, the latest first."""
    page = request.args.get("page", 1, type=int)
    return render_template(
        "proposals/index.html",
        rows=queries.rows(page=max(page, 1)),
        page=max(page, 1),
        pages=-(-queries.count() // queries.PAGE),
        now=clock.now(),
    )


@views.post("/leads/<int:lead_id>/proposals")
@staff(Access.manager)
@section("proposals.index")
def create(lead_id: int) -> Response:
    """A draft for this lead: the first version, the next one, or the one at hand."""
    lead = leads.lead(lead_id) or abort(404)
    try:
        draft = drafting.new_draft(lead, by=member_here(), house=people.agency())
    except LeadClosed:
        flash(_("This lead is closed. Open it again first, then make a proposal."), "error")
        return redirect(url_for("leads.lead", id=lead_id), 303)
    db.session.commit()
    return redirect(url_for(".proposal", id=draft.id), 303)


@views.get("/proposals/<int:id>")
@staff()
@section("proposals.index")
def proposal(id: int) -> Page:
    """The estimate as a sheet."""
    opened = request.args.getlist("open")
    sheet = Sheet(proposal_found(id), people.members(), roles=people.roles(), opened=opened)
    return screens.sheet_page(desk_here(), sheet)


@views.post("/proposals/<int:id>/estimate")
@staff(Access.manager)
@section("proposals.index")
def estimate(id: int) -> Page:
    """Save what was typed into the sheet, and do what its button says."""
    form, opened = SheetForm(), request.form.getlist("open")
    sheet = Sheet(
        proposal_held(id), people.members(), request.form, roles=people.roles(), opened=opened
    )
    form.validate()
    do = request.form.get("do", "")
    try:
        saved = editing.save(
            sheet, revision=form.revision.data, typed=request.form, on=desk_here().today
        )
        saved = _decided(sheet, do, saved)
    except REFUSALS as refusal:
        return screens.sheet_page(desk_here(), sheet, refusal)
    db.session.commit()
    opened = [*(key for key in opened if do != f"fold:{key}"), do.removeprefix("details:")]
    return _after_saving(id, saved, opened)


@views.get("/proposals/<int:id>/preview")
@staff()
def preview(id: int) -> Page:
    """The page as the client will see it. Nothing is recorded, nothing can be accepted."""
    try:
        return screens.preview_page(desk_here(), proposal_found(id))
    except DocumentError:
        flash(
            _("There is nothing to show yet: write a line with hours, a person and a price."),
            "error",
        )
        return redirect(url_for(".proposal", id=id), 303)


def _decided(sheet: Sheet, do: str, saved: Saved) -> Saved:
    """Where the button takes or leaves what the brief suggests."""
    verb, _colon, key = do.partition(":")
    if verb not in (suggesting.TAKE, suggesting.LEAVE):
        return saved
    focus = suggesting.decide(
        sheet.proposal,
        suggesting.suggested(sheet.proposal, sheet.members),
        do,
        request.form.get(f"who-{key}"),
        by=member_here(),
        at=clock.now(),
        on=desk_here().today,
    )
    return Saved(saved.born, focus)


def _after_saving(id: int, saved: Saved, opened: list[str]) -> Page:
    if not screens.wants_update():
        shown = [key for key in opened if key[1:].isdecimal()]
        address = url_for(".proposal", id=id, open=shown, _anchor=saved.focus or None)
        return redirect(address, 303)
    sheet = Sheet(
        proposal_found(id), people.members(), born=saved.born, roles=people.roles(), opened=opened
    )
    return screens.sheet_page(desk_here(), sheet, focus=saved.focus, step=saved.step)
