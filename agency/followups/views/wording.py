"""The words of one letter before it goes: read as it will be, changed, let go."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from werkzeug.wrappers import Response
from wtforms import StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from agency.followups import gaps, machine, mails
from agency.followups.models import Touch, TouchDecided, TouchState
from agency.followups.views.blueprint import views
from agency.kernel import clock
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.forms import StaffForm
from agency.kernel.web import section, staff
from agency.people.at_the_desk import actor_here

# What fills itself where somebody writes the words of one letter.
OPEN = ("link", "manager")


class WordingForm(StaffForm):
    """Subject and words of one letter; `{link}` and `{manager}` fill themselves."""

    subject = StringField(
        _l("Subject"),
        validators=[DataRequired(_l("Give the letter a subject.")), Length(max=200)],
    )
    words = TextAreaField(
        _l("Text"),
        validators=[DataRequired(_l("Write the words of the letter.")), Length(max=6000)],
    )

    def unknown(self) -> list[str]:
        """Gaps that nothing would fill."""
        text = gaps.stored(f"{self.subject.data}\n{self.words.data}")
        return [gap for gap in gaps.names_in(text) if gap not in OPEN]


@views.get("/followups/<int:id>/words")
@staff(Access.manager)
@section("leads.all_leads")
def wording(id: int) -> str:
    """The letter as it will go."""
    touch = db.session.get(Touch, id) or abort(404)
    subject, words = mails.to_edit(touch, now=clock.now())
    return _page(touch, WordingForm(formdata=None, subject=subject, words=words))


@views.post("/followups/<int:id>/words")
@staff(Access.manager)
@section("leads.all_leads")
def words(id: int) -> str | Response | tuple[str, int]:
    """Give it these words; with `go` it may go as well, by the rules of time."""
    touch, form, now = machine.take(id) or abort(404), WordingForm(), clock.now()
    if not form.validate() or _names_unknown(form):
        return _page(touch, form), 422
    try:
        subject, said = form.subject.data or "", gaps.stored(form.words.data or "")
        touch.reword(gaps.stored(subject), said, at=now, by=actor_here())
        if "go" in request.form and touch.state is TouchState.asks:
            machine.approve(touch, at=now, by=actor_here())
            flash(_("It goes as soon as their sending window is open."))
        else:
            flash(_("Kept. It goes in these words."))
    except TouchDecided:
        flash(_("This letter went out or was called off already."), "error")
    db.session.commit()
    return redirect(url_for("leads.lead", id=touch.enrollment.lead_id), 303)


def _names_unknown(form: WordingForm) -> bool:
    unknown = form.unknown()
    if unknown:
        names = ", ".join(f"{{{name}}}" for name in unknown)
        form.words.errors = [
            _("Nothing fills %(names)s here. Write it out, or take it away.", names=names)
        ]
    return bool(unknown)


def _page(touch: Touch, form: WordingForm) -> str:
    lead = touch.enrollment.lead
    return render_template(
        "followups/wording.html",
        touch=touch,
        lead=lead,
        form=form,
        there=lead.client.calendar.local(touch.due_at),
    )
