"""Pages of proposals: the list, the estimate as a sheet, the words, the paper, the sending."""

from datetime import date
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms.validators import ValidationError

from agency.flows.proposal_sent import proposal_sent
from agency.kernel import clock, i18n, pictures, queue, timeline
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.files import StoredFile
from agency.kernel.timeline import Actor
from agency.kernel.web import section, staff
from agency.leads import queries as leads
from agency.leads.models import LeadClosed
from agency.people import queries as people
from agency.people.models import Member
from agency.proposals import drafting, drawing, editing, mails, queries, words
from agency.proposals.document import Document
from agency.proposals.editing import Saved, StaleSheet, UnreadableSheet
from agency.proposals.forms import PlainForm, SendingForm, SheetForm
from agency.proposals.models import (
    NotOpenForAcceptance,
    Proposal,
    ProposalFrozen,
    ProposalIncomplete,
)
from agency.proposals.parts import DocumentError
from agency.proposals.sheet import Sheet, hours_to_type
from agency.proposals.words import StaleWords

views = Blueprint("proposals", __name__)
Page = str | Response | tuple[str, int]


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
        draft = drafting.new_draft(lead, by=_me(), house=people.agency())
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
    return _sheet_page(Sheet(_found(id), people.members()))


@views.post("/proposals/<int:id>/estimate")
@staff(Access.manager)
@section("proposals.index")
def estimate(id: int) -> Page:
    """Save what was typed into the sheet, and do what its button says."""
    form, sheet = SheetForm(), Sheet(_held(id), people.members(), request.form)
    form.validate()
    do = request.form.get("do", "")
    try:
        saved = editing.save(sheet, revision=form.revision.data, do=do, on=_today())
    except (StaleSheet, UnreadableSheet, ProposalFrozen) as refusal:
        return _sheet_page(sheet, refusal)
    db.session.commit()
    return _after_saving(id, saved)


@views.get("/proposals/<int:id>/words")
@staff(Access.manager)
@section("proposals.index")
def words_page(id: int) -> Page:
    """What the proposal says beside its estimate."""
    found = _found(id)
    return _words_page(found, words.form_for(found))


@views.post("/proposals/<int:id>/words")
@staff(Access.manager)
@section("proposals.index")
def rewording(id: int) -> Page:
    """Save the words."""
    found = _held(id)
    form = words.form_for(found)
    if not form.validate_on_submit():
        return _words_page(found, form, status=422)
    try:
        words.rewrite(found, form, at=clock.now())
    except ValidationError:
        return _words_page(found, form, status=422)
    except (StaleWords, ProposalFrozen) as refusal:
        return _words_page(found, form, refusal, status=409)
    db.session.commit()
    flash(_("Saved."))
    return redirect(url_for(".words_page", id=id), 303)


@views.post("/proposals/<int:id>/paper")
@staff(Access.manager)
@section("proposals.index")
def making(id: int) -> Response:
    """Have the PDF made of the proposal as it stands."""
    found, now = _held(id), clock.now()
    try:
        found.drop_blank_lines()
        found.want_paper(on=_today(), valid_days=people.agency().valid_days)
    except (ProposalIncomplete, ProposalFrozen) as refusal:
        db.session.rollback()
        flash(_why_not(refusal), "error")
        return redirect(url_for(".proposal", id=id), 303)
    queue.later("proposals.render", found.id, now=now)
    db.session.commit()
    return redirect(url_for(".sending", id=id), 303)


@views.get("/proposals/<int:id>/paper/progress")
@staff()
@section("proposals.index")
def progress(id: int) -> str:
    """How far the PDF is; asked again by the page until it is done."""
    return render_template("proposals/_progress.html", **_paper_facts(_found(id)))


@views.get("/proposals/<int:id>/paper.pdf")
@staff()
def paper(id: int) -> Response:
    """The PDF: of the draft as it was last made, or the very file that was sent."""
    found = _found(id)
    return _pdf(found.paper) if found.paper else abort(404)


@views.get("/proposals/<int:id>/preview")
@staff()
def preview(id: int) -> Page:
    """The page as the client will see it. Nothing is recorded, nothing can be accepted."""
    found = _found(id)
    try:
        document = _document(found)
    except DocumentError:
        flash(
            _("There is nothing to show yet: write a line with hours, a person and a price."),
            "error",
        )
        return redirect(url_for(".proposal", id=id), 303)
    with i18n.speaking(found.language):
        return render_template(
            "portal/preview.html",
            document=document,
            proposal=found,
            state="preview",
            proposal_links={"pdf": url_for(".paper", id=id) if found.paper else ""},
        )


@views.get("/proposals/<int:id>/sending")
@staff(Access.manager)
@section("proposals.index")
def sending(id: int) -> Page:
    """The letter and the pages, before they go out."""
    found = _found(id)
    if not found.is_draft:
        return redirect(url_for(".proposal", id=id), 303)
    return _sending_page(found, SendingForm(words=mails.offer_words(found, _me())))


@views.post("/proposals/<int:id>/sending")
@staff(Access.manager)
@section("proposals.index")
def departure(id: int) -> Page:
    """Send it: it is frozen, the letter leaves with its link, the follow-ups begin."""
    found, form = _held(id), SendingForm()
    if not form.validate_on_submit():
        return _sending_page(found, form, status=422)
    try:
        proposal_sent(found, words=form.words.data, by=_me(), at=clock.now(), on=_today())
    except (ProposalIncomplete, ProposalFrozen, LeadClosed) as refusal:
        db.session.rollback()
        return _sending_page(_found(id), form, refusal, status=409)
    db.session.commit()
    flash(_("Sent. From now on a change is a new version."))
    return redirect(url_for(".proposal", id=id), 303)


@views.post("/proposals/<int:id>/withdrawal")
@staff(Access.manager)
@section("proposals.index")
def withdrawal(id: int) -> Response:
    """Take it back: its link says so, and nobody can accept it."""
    found, now = _held(id), clock.now()
    try:
        found.withdraw(at=now)
    except NotOpenForAcceptance:
        flash(_("Only a proposal that waits for an answer can be withdrawn."), "error")
        return redirect(url_for(".proposal", id=id), 303)
    by = Actor.member(_me().id)
    timeline.record(found.lead.stream, "proposals.withdrawn", at=now, by=by, proposal=found.id)
    db.session.commit()
    flash(_("Withdrawn. Its link tells the client so."))
    return redirect(url_for(".proposal", id=id), 303)


def _found(id: int) -> Proposal:
    return queries.proposal(id) or abort(404)


def _held(id: int) -> Proposal:
    return queries.for_writing(id) or abort(404)


def _me() -> Member:
    return people.me() or abort(403)


def _today() -> date:
    return i18n.in_zone(clock.now(), people.agency().zone).date()


def _may_write() -> bool:
    access = _me().access
    return access is not None and access.includes(Access.manager)


def _after_saving(id: int, saved: Saved) -> Page:
    if "HX-Request" not in request.headers:
        return redirect(url_for(".proposal", id=id, _anchor=saved.focus or None), 303)
    sheet = Sheet(_found(id), people.members(), born=saved.born)
    return _sheet_page(sheet, saved_at=clock.now(), focus=saved.focus)


def _sheet_page(sheet: Sheet, refusal: Exception | None = None, **more: Any) -> Page:
    update = "HX-Request" in request.headers
    page = render_template(
        "proposals/_update.html" if update else "proposals/proposal.html",
        sheet=sheet,
        write=sheet.written(i18n.language()),
        to_type=hours_to_type,
        refusal=type(refusal).__name__ if refusal else "",
        form=PlainForm(),
        may_write=_may_write() and sheet.proposal.is_draft,
        readings=queries.readings([sheet.proposal]).get(sheet.proposal.id),
        **_paper_facts(sheet.proposal),
        **more,
    )
    status = {"": 200, "UnreadableSheet": 422}.get(type(refusal).__name__ if refusal else "", 409)
    return page, status


def _words_page(
    found: Proposal, form: Any, refusal: Exception | None = None, *, status: int = 200
) -> Page:
    shelf, library = words.house_pictures(found), queries.library()
    shown = [*shelf.values(), *(work.picture for work in library)]
    copy = pictures.copies_of((picture, words.THUMBNAIL) for picture in shown)
    page = render_template(
        "proposals/words_page.html",
        proposal=found,
        form=form,
        saved=words.said(found) if isinstance(refusal, StaleWords) else None,
        refusal=type(refusal).__name__ if refusal else "",
        fresh_mark=words.mark_of_words(found),
        pictures=shelf,
        thumbnail=lambda picture: _picture_address(copy(picture, words.THUMBNAIL).sha256),
        library=library,
    )
    return page, status


def _sending_page(
    found: Proposal, form: SendingForm, refusal: Exception | None = None, *, status: int = 200
) -> Page:
    page = render_template(
        "proposals/sending.html",
        form=form,
        subject=mails.offer_subject(found),
        link_word=mails.LINK.get(found.language, mails.LINK["en"]),
        refusal=type(refusal).__name__ if refusal else "",
        **_paper_facts(found),
    )
    return page, status


def _paper_facts(found: Proposal) -> dict[str, Any]:
    today = _today()
    return {
        "proposal": found,
        "missing": found.missing(today) if found.is_draft else [],
        "is_current": found.has_current_paper(today),
        "today": today,
        "now": clock.now(),
        "may_manage": _may_write(),
    }


def _document(found: Proposal) -> Document:
    return drawing.draw(
        found,
        people.agency(),
        today=_today(),
        copies=pictures.copies_of(drawing.pictures_of(found)),
        address=_picture_address,
    )


def _picture_address(digest: str) -> str:
    return url_for("portal.picture", sha256=digest)


def _pdf(file: StoredFile) -> Response:
    return send_file(file.path, mimetype="application/pdf", download_name=file.name)


def _why_not(refusal: Exception) -> str:
    if isinstance(refusal, ProposalFrozen):
        return str(_("It was sent already: a change is a new version."))
    return str(_("Something is missing first; the margin says what."))
