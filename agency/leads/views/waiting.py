"""Drafts as they are typed, and letters that wait: taken back, let go at once, thrown away."""

from collections.abc import Callable
from typing import Any

from flask import abort, flash, render_template
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.kernel import clock, i18n
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.web import staff
from agency.leads import unsent
from agency.leads.letter_form import LetterForm
from agency.leads.unsent import AlreadyLeft, Unsent, UnsentState, WrittenElsewhere
from agency.leads.views.blueprint import views
from agency.leads.views.page import back_to, found
from agency.leads.views.writing import form_for
from agency.people import queries as people
from agency.people.at_the_desk import member_here


@views.post("/leads/<int:id>/draft")
@staff(Access.manager)
def draft(id: int) -> tuple[dict[str, Any], int]:
    """Keep a draft as it is typed; says when it was kept, and what the next save has to know."""
    lead, form, now = found(id), form_for(found(id)), clock.now()
    if not all(field.validate(form) for field in (form.files, form.own_time)):
        return {"words": " ".join([*form.files.errors, *form.own_time.errors])}, 422
    try:
        kept = unsent.save(
            lead,
            member_here(),
            subject=form.subject.data or "",
            words=form.words.data or "",
            files=form.all_files(at=now),
            revision=form.shown_revision,
            at=now,
        )
    except WrittenElsewhere:
        words = _(
            "This draft was changed on another page. What you see here is kept in this browser."
        )
        return {"words": words}, 409
    if kept is not None:
        kept.own_time, kept.own_clock = form.own_time.data or "", form.own_clock.data
        kept.follow_up = form.follow_up.data
    db.session.commit()
    return _said(kept, form), 200


@views.post("/leads/<int:id>/draft/removal")
@staff(Access.manager)
def draft_removal(id: int) -> Response:
    """Throw the draft away; for ten minutes one press brings it back."""
    lead = found(id)
    mine = unsent.draft_of(lead, member_here())
    if mine is not None:
        mine.drop(at=clock.now())
    db.session.commit()
    return back_to(lead)


@views.post("/leads/<int:id>/unsent/<int:unsent_id>/recall")
@staff(Access.manager)
def recall(id: int, unsent_id: int) -> Response:
    """Take a letter back: it is a draft again."""
    return _decide(id, unsent_id, lambda letter: letter.take_back(by=member_here(), at=clock.now()))


@views.post("/leads/<int:id>/unsent/<int:unsent_id>/departure")
@staff(Access.manager)
def departure(id: int, unsent_id: int) -> Response:
    """Let a letter that waits, or was held, go now."""
    return _decide(id, unsent_id, lambda letter: letter.leave_now(by=member_here(), at=clock.now()))


def _decide(id: int, unsent_id: int, verb: Callable[[Unsent], None]) -> Response:
    lead, letter = found(id), unsent.take(unsent_id)
    if letter is None or letter.lead_id != lead.id:
        flash(_("It was too late: the letter has left."), "error")
        return back_to(lead)
    if letter.state is UnsentState.dropped and letter.member_id != member_here().id:
        abort(403)  # what somebody wrote and threw away is theirs alone
    try:
        verb(letter)
    except AlreadyLeft:
        flash(_("This letter is a draft already."), "error")
    db.session.commit()
    return back_to(lead)


def _said(kept: Unsent | None, form: LetterForm) -> dict[str, Any]:
    if kept is None:
        return {"revision": 0, "words": "", "files": ""}
    form.known |= {file.id: file for file in kept.files}
    form.kept.data = [file.id for file in kept.files]
    time = i18n.clock_time(kept.saved_at, people.agency().zone)
    chosen = render_template("leads/_chosen.html", letter=form)
    return {"revision": kept.revision, "words": _("Saved %(time)s", time=time), "files": chosen}
