"""Letters to the client: written, sent with ten seconds to think again, or left for later; and what became of one."""

from collections.abc import Callable

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.kernel import clock
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.mail.models import Letter, LetterNotOpen
from agency.kernel.web import section, staff
from agency.leads import composing, files, freshness, mails, queries, unsent
from agency.leads.letter_form import LetterForm
from agency.leads.models import Lead
from agency.leads.readers import chosen, readers_of
from agency.leads.unsent import GRACE, Unsent, UnsentState, WrittenElsewhere
from agency.leads.views.blueprint import Answer, views
from agency.leads.views.page import back_to, found, lead_page
from agency.people import queries as people
from agency.people.at_the_desk import member_here


@views.post("/leads/<int:id>/letters")
@staff(Access.manager)
@section("leads.all_leads")
def letters(id: int) -> Answer:
    """Answer by mail: it leaves in ten seconds, or at the time that was chosen."""
    lead, now = found(id), clock.now()
    form = form_for(lead)
    readers = readers_of(lead, automatic=False, choice=chosen(request.form))
    if not form.validate() or readers.is_nobody:
        return _refused(lead, form)
    if freshness.answered_since(lead, request.form.get("seen"), me=member_here()):
        return _refused(lead, form, 409)
    if unsent.is_on_its_way(lead, member_here(), form.words.data):
        return back_to(lead)
    letter = written(lead, form)
    letter.follow_up = form.follow_up.data
    letter.leave_at(form.leaves_at or now + GRACE, at=now)
    db.session.commit()
    return back_to(lead)


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


def form_for(lead: Lead) -> LetterForm:
    """The form as it came."""
    draft = unsent.draft_of(lead, member_here())
    known = composing.choices(files.of_lead(lead), draft)
    return LetterForm.about(lead, known, now=clock.now(), zone=people.agency().zone)


def written(lead: Lead, form: LetterForm) -> Unsent:
    """What the form says, in my draft; in a letter of its own where the draft was changed on another page."""
    now, me = clock.now(), member_here()
    subject, words = form.subject.data or "", form.words.data or ""
    came, revision = form.all_files(at=now), form.shown_revision
    try:
        saved = unsent.save(
            lead, me, subject=subject, words=words, files=came, revision=revision, at=now
        )
    except WrittenElsewhere:
        saved = None
    if saved is None:
        saved = Unsent(lead=lead, member=me, revision=0, began_at=now, state=UnsentState.waiting)
        saved.write(subject=subject, words=words, files=came, at=now)
        db.session.add(saved)
    saved.whom = chosen(request.form)
    saved.own_time, saved.own_clock = form.own_time.data or "", form.own_clock.data
    return saved


def _refused(lead: Lead, form: LetterForm, status: int = 422) -> Answer:
    """What was typed stands on the page again, and is kept as the draft with the files that came."""
    now = clock.now()
    came = form.all_files(at=now)
    try:
        draft = unsent.save(
            lead,
            member_here(),
            subject=form.subject.data or "",
            words=form.words.data or "",
            files=came,
            revision=form.shown_revision,
            at=now,
        )
        db.session.commit()
        form.kept.data = [file.id for file in came]
        form.known |= {file.id: file for file in came}
        form.revision.data = str(draft.revision) if draft is not None else ""
    except WrittenElsewhere:
        db.session.rollback()
    return lead_page(found(lead.id), letter=form), status


def _decide(id: int, verb: Callable[..., None]) -> Response:
    letter = db.session.get(Letter, id, with_for_update=True) or abort(404)
    try:
        verb(letter, by=member_here(), at=clock.now())
    except LetterNotOpen:
        flash(_("Somebody has decided about this letter already."), "error")
    db.session.commit()
    if request.form.get("from") == "leaving":
        return redirect(url_for("leaving.page"), 303)
    lead = queries.lead_of_letter(letter)
    return back_to(lead) if lead else redirect(url_for("leads.inbox"), 303)
