"""Pages of leads: the inbox, the list, one lead, and what can be done with it."""

from collections.abc import Callable
from functools import partial
from typing import Any

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.briefs import queries as briefs
from agency.flows.client_replied import client_replied
from agency.flows.inquiry_received import inquiry_received
from agency.flows.lead_lost import lead_lost
from agency.followups import queries as followups
from agency.kernel import clock, i18n, timeline
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.mail.models import Letter, LetterNotOpen
from agency.kernel.web import section, staff
from agency.leads import holding, intake, mails, queries, standfirst, story
from agency.leads import notes as note_taking
from agency.leads.bands import bands_of
from agency.leads.forms import LeadForm, LetterForm, LossForm, NoteForm, OwnerForm
from agency.leads.inbox import inbox_of
from agency.leads.models import AlreadyHeld, Lead, LeadClosed, LeadNotLost, Stage
from agency.leads.rows import rows_of
from agency.leads.sending import fate_of, leaves
from agency.people import queries as people
from agency.people.at_the_desk import actor_here, manages, member_here
from agency.proposals import queries as proposals
from agency.tasks import queries as tasks

views = Blueprint("leads", __name__)
Answer = Response | str | tuple[str, int]


@views.get("/inbox")
@staff()
def inbox() -> str:
    """What needs an answer, in the order in which it does."""
    mine = request.args.get("whose") == "mine"
    page = inbox_of(
        people.me() if mine else None,
        now=clock.now(),
        next_letters=followups.next_touches,
        peek_id=request.args.get("peek", type=int),
    )
    return render_template("leads/inbox.html", inbox=page, mine=mine, may_write=manages())


@views.get("/leads")
@staff()
def all_leads() -> str:
    """Every lead there ever was, to be found again."""
    words, stage = request.args.get("words", "").strip(), _stage(request.args.get("stage"))
    page = queries.find(words, stage, page=request.args.get("page", 1, type=int))
    rows = rows_of(
        page.leads,
        now=clock.now(),
        zone=people.agency().zone,
        files=queries.file_counts(page.leads),
        next_letters=followups.next_touches([lead.id for lead in page.leads]),
    )
    return render_template(
        "leads/leads.html",
        page=page,
        rows=rows,
        words=words,
        stage=stage,
        stages=Stage,
        may_write=manages(),
    )


@views.get("/leads/new")
@staff(Access.manager)
@section("leads.all_leads")
def new_lead() -> str:
    """A lead that came by phone, or otherwise past this inbox."""
    given = {"language": i18n.language(), "channel": request.args.get("channel") or "phone"}
    return render_template("leads/new.html", form=LeadForm(formdata=None, data=given))


@views.post("/leads")
@staff(Access.manager)
@section("leads.all_leads")
def create() -> Answer:
    """Take the lead in."""
    form, now = LeadForm(), clock.now()
    if not form.validate():
        return render_template("leads/new.html", form=form), 422
    inquiry = form.inquiry(at=now)
    lead = inquiry_received(inquiry, intake.contact_of(inquiry))
    if form.answered.data:
        lead.answered(by=actor_here(), at=now)
    db.session.commit()
    return _back_to(lead)


@views.get("/leads/<int:id>")
@staff()
@section("leads.all_leads")
def lead(id: int) -> str:
    """One lead: whose turn it is, all that was said, and what to do."""
    return _lead_page(_lead(id))


@views.post("/leads/<int:id>/letters")
@staff(Access.manager)
@section("leads.all_leads")
def letters(id: int) -> Answer:
    """Answer by mail."""
    lead, form, now = _lead(id), LetterForm(), clock.now()
    if not form.validate() or mails.reader_of(lead).address is None:
        return _lead_page(lead, letter=form), 422
    files = form.stored_files(at=now)
    words, subject = form.words.data, form.subject.data
    mails.answer(lead, words=words, subject=subject, by=member_here(), at=now, files=files)
    db.session.commit()
    return _back_to(lead)


@views.post("/leads/<int:id>/notes")
@staff(Access.manager)
@section("leads.all_leads")
def notes(id: int) -> Answer:
    """Write down a call or a word."""
    lead = _lead(id)
    form = NoteForm.about(lead)
    if not form.validate():
        return _lead_page(lead, note=form), 422
    message = note_taking.take(lead, form.spoken(lead), by=member_here(), at=clock.now())
    if message.is_theirs:
        client_replied(message)
    db.session.commit()
    return _back_to(lead)


@views.post("/leads/<int:id>/owner")
@staff(Access.manager)
@section("leads.all_leads")
def owner(id: int) -> Answer:
    """Hand it to somebody."""
    lead, form = _lead(id), OwnerForm.among(people.managers())
    chosen = people.member(form.owner.data) if form.validate() else None
    if chosen is None:
        abort(422)
    lead.assign(chosen, by=actor_here(), at=clock.now())
    db.session.commit()
    return _back_to(lead)


@views.post("/leads/<int:id>/loss")
@staff(Access.manager)
@section("leads.all_leads")
def loss(id: int) -> Answer:
    """It came to nothing."""
    lead, form = _lead(id), LossForm()
    if not form.validate():
        return _lead_page(lead, loss=form), 422
    try:
        lead_lost(lead, reason=form.reason.data, by=actor_here(), at=clock.now())
    except LeadClosed:
        flash(_("This lead was closed already."), "error")
    db.session.commit()
    return _back_to(lead)


@views.post("/leads/<int:id>/reopening")
@staff(Access.manager)
@section("leads.all_leads")
def reopening(id: int) -> Answer:
    """It was not lost after all."""
    lead = _lead(id)
    try:
        lead.reopen(by=actor_here(), at=clock.now())
    except LeadNotLost:
        flash(_("Only a lost lead can be brought back."), "error")
    db.session.commit()
    return _back_to(lead)


@views.post("/leads/<int:id>/holding/omission")
@staff(Access.manager)
@section("leads.all_leads")
def holding_omission(id: int) -> Answer:
    """The machine is not to tell them when the answer comes."""
    lead = _lead(id)
    try:
        holding.call_off(lead, by=actor_here(), at=clock.now())
        flash(_("The machine stays silent. The answer is still ours to give."))
    except AlreadyHeld:
        flash(_("The letter has gone, or was called off already."), "error")
    db.session.commit()
    return _back_to(lead)


@views.post("/letters/<int:id>/arrival")
@staff(Access.manager)
def arrival(id: int) -> Response:
    """Somebody found out that a letter did arrive."""
    return _decide(id, mails.confirm)


@views.post("/letters/<int:id>/release")
@staff(Access.manager)
def release(id: int) -> Response:
    """Somebody found out that a letter did not arrive: it goes out again."""
    return _decide(id, mails.release)


def _decide(id: int, verb: Callable[..., None]) -> Response:
    letter = db.session.get(Letter, id, with_for_update=True) or abort(404)
    try:
        verb(letter, by=member_here(), at=clock.now())
    except LetterNotOpen:
        flash(_("Somebody has decided about this letter already."), "error")
    db.session.commit()
    lead = queries.lead_of_letter(letter)
    return _back_to(lead) if lead else redirect(url_for("leads.inbox"), 303)


def _lead_page(
    lead: Lead,
    *,
    letter: LetterForm | None = None,
    note: NoteForm | None = None,
    loss: LossForm | None = None,
) -> str:
    now, house = clock.now(), people.agency()
    entries, said = timeline.entries(lead.stream), queries.messages(lead)
    context, reader = _for_timeline(entries), mails.reader_of(lead)
    return render_template(
        "leads/lead.html",
        lead=lead,
        now=now,
        state=standfirst.of_lead(lead, now=now, zone=house.zone),
        days=story.tell(said, entries, now=now, zone=house.zone, client_zone=lead.client.zone),
        context=context,
        who_of=partial(story.who_did, context=context),
        fate_of=partial(fate_of, zone=house.zone),
        bands=bands_of(lead, house, now=now),
        brief=briefs.brief_of(lead),
        proposals=proposals.of_lead(lead),
        project=tasks.project_of(lead),
        plan=followups.plan_of(lead),
        holding=holding.planned_of(lead),
        reader=reader,
        leaves=leaves(lead.client, now=now, zone=house.zone, stays_home=_stays_home()),
        letter=letter or LetterForm(formdata=None, subject=mails.subject_of(lead)),
        note=note or NoteForm.about(lead, formdata=None),
        loss=loss or LossForm(formdata=None),
        owner_form=OwnerForm.among(people.managers(), formdata=None, owner=lead.owner_id),
        draft_key=f"letter-{lead.id}-{member_here().id}-{queries.last_words_of(member_here(), lead)}",
        may_write=manages(),
    )


def _for_timeline(entries: list[timeline.Entry]) -> dict[str, Any]:
    context: dict[str, Any] = {}
    for package in (queries, briefs, proposals, tasks, followups):
        context |= package.for_timeline(entries)
    return context


def _lead(id: int) -> Lead:
    return queries.lead(id) or abort(404)


def _stays_home() -> bool:
    return current_app.config["SETTINGS"].smtp_url is None


def _stage(name: str | None) -> Stage | None:
    return Stage(name) if name in Stage.__members__ else None


def _back_to(lead: Lead) -> Response:
    return redirect(url_for("leads.lead", id=lead.id), 303)
