"""Pages of proposals: the list, the estimate as a sheet, the words, the paper, the sending."""

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response
from wtforms.validators import ValidationError

from agency.flows.proposal_sent import proposal_sent
from agency.followups import outlook
from agency.followups import queries as followups
from agency.followups.previewing import name_of as holiday_of
from agency.kernel import clock, i18n, queue, timeline
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.kernel.web import section, staff
from agency.leads import queries as leads
from agency.leads.models import LeadClosed
from agency.leads.readers import chosen
from agency.people import queries as people
from agency.people.at_the_desk import member_here
from agency.proposals import drafting, editing, mails, queries, screens, suggesting, words
from agency.proposals.editing import REFUSALS, Saved
from agency.proposals.forms import SendingForm, SheetForm
from agency.proposals.models import (
    NotOpenForAcceptance,
    Proposal,
    ProposalFrozen,
    ProposalIncomplete,
)
from agency.proposals.parts import DocumentError
from agency.proposals.screens import Desk
from agency.proposals.sheet import Sheet
from agency.proposals.states import StaleLetter
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
    sheet = Sheet(_found(id), people.members(), roles=people.roles(), opened=opened)
    return screens.sheet_page(_desk(), sheet)


@views.post("/proposals/<int:id>/estimate")
@staff(Access.manager)
@section("proposals.index")
def estimate(id: int) -> Page:
    """Save what was typed into the sheet, and do what its button says."""
    form, opened = SheetForm(), request.form.getlist("open")
    sheet = Sheet(_held(id), people.members(), request.form, roles=people.roles(), opened=opened)
    form.validate()
    do = request.form.get("do", "")
    try:
        saved = editing.save(
            sheet, revision=form.revision.data, typed=request.form, on=_desk().today
        )
        saved = _decided(sheet, do, saved)
    except REFUSALS as refusal:
        return screens.sheet_page(_desk(), sheet, refusal)
    db.session.commit()
    opened = [*(key for key in opened if do != f"fold:{key}"), do.removeprefix("details:")]
    return _after_saving(id, saved, opened)


@views.get("/proposals/<int:id>/words")
@staff(Access.manager)
@section("proposals.index")
def words_page(id: int) -> Page:
    """What the proposal says beside its estimate."""
    found = _found(id)
    return screens.words_page(found, words.form_for(found))


@views.post("/proposals/<int:id>/words")
@staff(Access.manager)
@section("proposals.index")
def rewording(id: int) -> Page:
    """Save the words."""
    found = _held(id)
    form = words.form_for(found)
    if not form.validate_on_submit():
        return screens.words_page(found, form, status=422)
    try:
        words.rewrite(found, form, at=clock.now())
    except ValidationError:
        return screens.words_page(found, form, status=422)
    except (StaleWords, ProposalFrozen) as refusal:
        return screens.words_page(found, form, refusal, status=409)
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
        found.want_paper(on=_desk().today, valid_days=people.agency().valid_days)
    except (ProposalIncomplete, ProposalFrozen) as refusal:
        db.session.rollback()
        flash(screens.why_not(refusal), "error")
        return redirect(url_for(".proposal", id=id), 303)
    queue.later("proposals.render", found.id, now=now)
    db.session.commit()
    return redirect(url_for(".sending", id=id), 303)


@views.get("/proposals/<int:id>/paper/progress")
@staff()
@section("proposals.index")
def progress(id: int) -> str:
    """How far the PDF is; asked again by the page until it is done."""
    return render_template("proposals/_progress.html", **screens.paper_facts(_desk(), _found(id)))


@views.get("/proposals/<int:id>/paper.pdf")
@staff()
def paper(id: int) -> Response:
    """The PDF: of the draft as it was last made, or the very file that was sent."""
    found = _found(id)
    if found.paper is None:
        abort(404)
    return send_file(found.paper.path, mimetype="application/pdf", download_name=found.paper.name)


@views.get("/proposals/<int:id>/agreed.pdf")
@staff()
def agreed(id: int) -> Response:
    """The file that was agreed to: that of the client's choice, or the one that was sent."""
    found = _found(id)
    if found.acceptance is None or found.agreed_paper is None:
        abort(404)
    file = found.agreed_paper
    return send_file(file.path, mimetype="application/pdf", download_name=file.name)


@views.get("/proposals/<int:id>/signed.pdf")
@staff()
def signed(id: int) -> Response:
    """The signed copy: what was agreed to, with the record as its last page."""
    file = _found(id).signed_paper or abort(404)
    return send_file(file.path, mimetype="application/pdf", download_name=file.name)


@views.post("/proposals/<int:id>/signed")
@staff(Access.manager)
@section("proposals.index")
def signing(id: int) -> Response:
    """Make the signed copy once more, where it could not be made."""
    found = _held(id)
    if found.acceptance is not None and found.acceptance.copy().want():
        queue.later("proposals.sign", id, now=clock.now())
        db.session.commit()
    return redirect(url_for(".proposal", id=id), 303)


@views.get("/proposals/<int:id>/preview")
@staff()
def preview(id: int) -> Page:
    """The page as the client will see it. Nothing is recorded, nothing can be accepted."""
    try:
        return screens.preview_page(_desk(), _found(id))
    except DocumentError:
        flash(
            _("There is nothing to show yet: write a line with hours, a person and a price."),
            "error",
        )
        return redirect(url_for(".proposal", id=id), 303)


@views.get("/proposals/<int:id>/sending")
@staff(Access.manager)
@section("proposals.index")
def sending(id: int) -> Page:
    """The letter and the pages, before they go out."""
    found = _found(id)
    if not found.is_draft:
        return redirect(url_for(".proposal", id=id), 303)
    words = mails.offer_words(found, member_here())
    return _sending_page(found, SendingForm(words=words, seen=found.revision))


@views.post("/proposals/<int:id>/sending")
@staff(Access.manager)
@section("proposals.index")
def departure(id: int) -> Page:
    """Send it: it is frozen, the letter leaves with its link, the follow-ups begin."""
    found, form = _held(id), SendingForm()
    if not form.validate_on_submit():
        return _sending_page(found, form, status=422)
    try:
        found.must_be_draft()
        form.must_be_fresh(found.revision)
        proposal_sent(
            found,
            words=form.words.data,
            by=member_here(),
            at=clock.now(),
            on=_desk().today,
            choice=chosen(request.form),
        )
    except (ProposalIncomplete, ProposalFrozen, LeadClosed, StaleLetter) as refusal:
        db.session.rollback()
        return _sending_page(_found(id), form, refusal, status=409)
    db.session.commit()
    flash(_what_follows(found))
    return redirect(url_for(".proposal", id=id), 303)


def _what_follows(sent: Proposal) -> str:
    now, next_at = clock.now(), followups.next_touches([sent.lead_id]).get(sent.lead_id)
    if next_at is None:
        return str(_("Sent. From now on a change is a new version."))
    when = i18n.moment(next_at, people.agency().zone, now)
    return str(_("Sent. Should they stay silent, a letter goes out by itself %(when)s.", when=when))


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
    by = Actor.member(member_here().id)
    timeline.record(found.lead.stream, "proposals.withdrawn", at=now, by=by, proposal=found.id)
    db.session.commit()
    flash(_("Withdrawn. Its link tells the client so."))
    return redirect(url_for(".proposal", id=id), 303)


def _sending_page(
    found: Proposal, form: SendingForm, refusal: Exception | None = None, *, status: int = 200
) -> Page:
    """With what would follow the proposal, were it sent now."""
    desk = _desk()
    ahead = outlook.before_sending(outlook.if_sent(found), at=desk.now)
    return screens.sending_page(
        desk,
        found,
        form,
        refusal,
        status=status,
        outlook=ahead,
        obstacle=outlook.obstacle(found.lead),
        holiday=holiday_of,
    )


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
        on=_desk().today,
    )
    return Saved(saved.born, focus)


def _found(id: int) -> Proposal:
    return queries.proposal(id) or abort(404)


def _held(id: int) -> Proposal:
    return queries.for_writing(id) or abort(404)


def _desk() -> Desk:
    access = member_here().access
    return Desk(clock.now(), access is not None and access.includes(Access.manager))


def _after_saving(id: int, saved: Saved, opened: list[str]) -> Page:
    if not screens.wants_update():
        shown = [key for key in opened if key[1:].isdecimal()]
        address = url_for(".proposal", id=id, open=shown, _anchor=saved.focus or None)
        return redirect(address, 303)
    sheet = Sheet(
        _found(id), people.members(), born=saved.born, roles=people.roles(), opened=opened
    )
    return screens.sheet_page(_desk(), sheet, focus=saved.focus, step=saved.step)
