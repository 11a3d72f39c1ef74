"""Letters to the client, and what a person says became of one."""

from collections.abc import Callable

from flask import abort, flash, redirect, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.kernel import clock
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.mail.models import Letter, LetterNotOpen
from agency.kernel.web import section, staff
from agency.leads import mails, queries
from agency.leads.forms import LetterForm
from agency.leads.views.blueprint import Answer, views
from agency.leads.views.page import back_to, found, lead_page
from agency.people.at_the_desk import member_here


@views.post("/leads/<int:id>/letters")
@staff(Access.manager)
@section("leads.all_leads")
def letters(id: int) -> Answer:
    """Answer by mail."""
    lead, form, now = found(id), LetterForm(), clock.now()
    if not form.validate() or mails.reader_of(lead).address is None:
        return lead_page(lead, letter=form), 422
    files = form.stored_files(at=now)
    words, subject = form.words.data, form.subject.data
    mails.answer(lead, words=words, subject=subject, by=member_here(), at=now, files=files)
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


def _decide(id: int, verb: Callable[..., None]) -> Response:
    letter = db.session.get(Letter, id, with_for_update=True) or abort(404)
    try:
        verb(letter, by=member_here(), at=clock.now())
    except LetterNotOpen:
        flash(_("Somebody has decided about this letter already."), "error")
    db.session.commit()
    lead = queries.lead_of_letter(letter)
    return back_to(lead) if lead else redirect(url_for("leads.inbox"), 303)
