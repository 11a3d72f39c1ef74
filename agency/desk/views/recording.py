"""Writing down what a client agreed on paper or in a letter, with the file that proves it."""

from datetime import date, datetime

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response

from agency.flows.proposal_accepted import proposal_accepted
from agency.kernel import clock, filetypes, i18n, queue
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.files import StoredFile
from agency.kernel.web import section, staff
from agency.leads import queries as leads
from agency.people.at_the_desk import member_here
from agency.proposals import queries, recording, selection, typed_choice
from agency.proposals.choosing import Choice, NotOffered, chosen, has_choices
from agency.proposals.models import NotOpenForAcceptance, PaperNotReady, Proposal
from agency.proposals.record_form import RecordForm
from agency.proposals.recording import NoProof
from agency.proposals.selection import Selection

views = Blueprint("recording", __name__)
Answer = Response | str | tuple[str, int]


_UNKNOWN = _l("Nobody knows this choice any more: tick what they chose, then press")


@views.get("/proposals/<int:id>/acceptance")
@staff(Access.manager)
@section("proposals.index")
def page(id: int) -> Answer:
    """What was agreed past the page: who, when, how, and what proves it."""
    found = queries.proposal(id) or abort(404)
    if not found.is_on_offer:
        return _closed(found)
    return _page(found, _form(found), _chosen(found))


@views.post("/proposals/<int:id>/acceptance/choice")
@staff(Access.manager)
@section("proposals.index")
def choice(id: int) -> Response:
    """What they chose on their page of paper: its own pages are made first, since the record names their file."""
    found, now = _held(id), clock.now()
    if not found.is_on_offer:
        return _closed(found)
    try:
        typed = typed_choice.read(
            set(request.form.getlist("take")), request.form, recording.offered(found)
        )
        made = recording.selection_for(found, typed, at=now)
    except NotOffered as refusal:
        db.session.rollback()
        flash(typed_choice.advice(refusal), "error")
        return redirect(url_for(".page", id=id), 303)
    _have_made(made, now)
    digest = made.digest if made is not None else None
    return redirect(url_for(".page", id=id, choice=digest, _anchor="record"), 303)


@views.post("/proposals/<int:id>/acceptance")
@staff(Access.manager)
@section("proposals.index")
def acceptance(id: int) -> Answer:
    """Write it down: the lead is won and the work begins, as if they had accepted on the page."""
    found, now = _held(id), clock.now()
    if not found.is_on_offer:
        return _closed(found)
    form, made = _form(found), _chosen(found)
    try:
        ticked = _ticked(found, made)
    except NotOffered as refusal:
        form.name.errors = [typed_choice.advice(refusal)]
        return _page(found, form, made), 422
    if ticked is None and _is_unknown(made):
        form.name.errors = [_UNKNOWN]
        return _page(found, form, made), 409
    if ticked is not None:
        made = recording.selection_for(found, ticked, at=now)
        _have_made(made, now)
        form.name.errors = [_("You ticked another choice: look at its total, then press again")]
        return _page(_again(id), form, made), 409
    if not form.validate():
        return _page(found, form, made), 422
    try:
        proof = _proof(form)
        record = recording.acceptance_of(found, form.agreed, proof, by=member_here(), at=now)
        proposal_accepted(found, record, on=form.agreed.on, selection=made, at=now)
    except NoProof:
        db.session.rollback()
        form.proof.errors = [_("Attach a PDF or a picture of the signed page")]
        return _page(_again(id), form, _chosen(found)), 422
    except PaperNotReady:
        db.session.rollback()
        form.name.errors = [_("The pages of this choice are being made: press again in a moment")]
        return _page(_again(id), form, _chosen(found)), 409
    except NotOpenForAcceptance:
        db.session.rollback()
        form.on.errors = [_("It did not hold on that day any more: let it hold longer first")]
        return _page(_again(id), form, _chosen(found)), 409
    db.session.commit()
    flash(_("Recorded. The lead is won, and its board is there."))
    return redirect(url_for("proposals.proposal", id=id), 303)


@views.get("/proposals/<int:id>/acceptance/proof")
@staff()
def proof(id: int) -> Response:
    """The signed page, or their letter."""
    found = queries.proposal(id) or abort(404)
    file = found.acceptance.proof if found.acceptance is not None else None
    if file is None:
        abort(404)
    kind = filetypes.outward(file.content_type)
    return send_file(file.path, mimetype=kind, download_name=file.name, as_attachment=True)


def _ticked(found: Proposal, made: Selection | None) -> Choice | None:
    """What is ticked, where it is another choice than the one whose pages are shown. Raises NotOffered."""
    if "ticks" not in request.form:
        return None
    offered = recording.offered(found)
    typed = typed_choice.read(set(request.form.getlist("take")), request.form, offered)
    ticked = Choice.of(chosen(offered, typed))
    shown = made.digest if made is not None else Choice.of(offered).digest
    return ticked if ticked.digest != shown else None


def _have_made(made: Selection | None, now: datetime) -> None:
    if made is not None and made.want():
        queue.later("proposals.render_choice", made.id, now=now)
    db.session.commit()


def _page(found: Proposal, form: RecordForm, made: Selection | None) -> str:
    offered = recording.offered(found)
    document = chosen(offered, made.chosen) if made is not None else offered
    return render_template(
        "proposals/recording.html",
        proposal=found,
        form=form,
        document=document,
        variants=typed_choice.variants_of(offered),
        has_choices=has_choices(offered),
        selection=made,
        is_ready=made is None or made.paper_id is not None,
        total=document.total,
    )


def _form(found: Proposal) -> RecordForm:
    said = leads.messages(found.lead)
    return RecordForm.about(found, said, today=_today(found))


def _proof(form: RecordForm) -> StoredFile:
    now = clock.now()
    if form.upload:
        return recording.proof_of_file(form.upload.read(), form.upload.filename, at=now)
    return recording.proof_of_message(form.theirs[form.letter.data], at=now)


def _chosen(found: Proposal) -> Selection | None:
    """The choice that the address names, where it is another than what was offered."""
    digest = request.values.get("choice", "")
    return selection.by_digest(found.id, digest) if digest else None


def _is_unknown(made: Selection | None) -> bool:
    """Whether the form names a choice that is not there: it would be written down as what was offered."""
    return made is None and bool(request.form.get("choice", ""))


def _today(found: Proposal) -> date:
    return i18n.in_zone(clock.now(), found.lead.client.zone).date()


def _closed(found: Proposal) -> Response:
    if found.acceptance is not None:
        flash(_("It is agreed already: the record cannot be changed."), "error")
    else:
        flash(_("Only a proposal that the client still has can be accepted."), "error")
    return redirect(url_for("proposals.proposal", id=found.id), 303)


def _held(id: int) -> Proposal:
    return queries.for_writing(id) or abort(404)


def _again(id: int) -> Proposal:
    return queries.proposal(id) or abort(404)
