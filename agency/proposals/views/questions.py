"""What clients ask about a line of a proposal, and our answers; and the links of colleagues who have it from them."""

from collections.abc import Callable
from functools import partial

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.kernel import clock
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.web import section, staff
from agency.people.at_the_desk import member_here
from agency.proposals import answering, passing_on, pins, queries
from agency.proposals.answer_form import AnswerForm
from agency.proposals.answering import NoSuchLetter
from agency.proposals.colleagues import Colleague
from agency.proposals.forms import PlainForm
from agency.proposals.pins import AlreadyAnswered, Pin
from agency.proposals.views.blueprint import views

Answer = Response | str | tuple[str, int]


@views.get("/questions/<int:id>")
@staff(Access.manager)
@section("proposals.index")
def question(id: int) -> Answer:
    """One question, and the form that answers it."""
    return _page(_found(id), AnswerForm(formdata=None))


@views.post("/questions/<int:id>/answer")
@staff(Access.manager)
@section("proposals.index")
def answer(id: int) -> Answer:
    """Answer it: a letter to whoever asked, and the same words beside the line."""
    pin, form = _held(id), AnswerForm()
    if not form.validate():
        return _page(pin, form), 422
    try:
        said = answering.answer(pin, form.words.data, by=member_here(), at=clock.now())
    except AlreadyAnswered:
        db.session.rollback()
        return _page(_found(id), form, is_late=True), 409
    db.session.commit()
    flash(
        _("Sent. It also stands on the client’s page.")
        if said.letter is not None
        else _("It stands on the client’s page. No letter went: we have no address of theirs.")
    )
    return _back(pin)


@views.post("/questions/<int:id>/letter")
@staff(Access.manager)
@section("proposals.index")
def answer_by_letter(id: int) -> Answer:
    """The letter that went out since answers it: its words stand beside the line."""
    seen = request.form.get("letter", "")
    return _settled(id, partial(answering.answered_by_letter, seen=seen))


@views.post("/questions/<int:id>/settlement")
@staff(Access.manager)
@section("proposals.index")
def settlement(id: int) -> Answer:
    """It was answered otherwise, and waits no more."""
    return _settled(id, answering.settled_otherwise)


@views.post("/questions/<int:id>/removal")
@staff(Access.manager)
@section("proposals.index")
def answer_removal(id: int) -> Answer:
    """Our answer stands on the client's page no more."""
    pin = _held(id)
    pin.hide()
    db.session.commit()
    return _back(pin)


@views.post("/colleagues/<int:id>/closure")
@staff(Access.manager)
@section("proposals.index")
def colleague_closure(id: int) -> Response:
    """The link of somebody to whom the client passed it on opens nothing any more."""
    one = db.session.get(Colleague, id) or abort(404)
    # Held, so that nobody passes it further in the same moment.
    queries.for_writing(one.proposal_id)
    passing_on.close(one, by=member_here(), at=clock.now())
    db.session.commit()
    flash(_("The link opens nothing any more."))
    return redirect(url_for("proposals.proposal", id=one.proposal_id, _anchor="reads"), 303)


def _settled(id: int, verb: Callable[..., None]) -> Answer:
    pin = _held(id)
    try:
        verb(pin, by=member_here(), at=clock.now())
    except AlreadyAnswered:
        flash(_("Somebody has answered it meanwhile."), "error")
    except NoSuchLetter:
        flash(_("Not shown: look at the last letter first, or write the answer here."), "error")
    db.session.commit()
    return _back(pin)


def _page(pin: Pin, form: AnswerForm, *, is_late: bool = False) -> str:
    return render_template(
        "proposals/question.html",
        pin=pin,
        form=form,
        is_late=is_late,
        reader=answering.readers_for(pin),
        letter=pins.letter_since(pin) if pin.is_open else None,
        plain=PlainForm(),
    )


def _found(id: int) -> Pin:
    return pins.one(id) or abort(404)


def _held(id: int) -> Pin:
    return pins.held(id) or abort(404)


def _back(pin: Pin) -> Response:
    if request.form.get("here") == "lead":
        lead, mark = pin.message.lead_id, f"message-{pin.message_id}"
        return redirect(url_for("leads.lead", id=lead, _anchor=mark), 303)
    return redirect(url_for("proposals.proposal", id=pin.proposal_id, _anchor="questions"), 303)
