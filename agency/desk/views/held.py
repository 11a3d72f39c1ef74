"""The hold of all automatic letters: put it, see what waits, let them go."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.desk.held import HoldForm
from agency.flows.letters_held import let_go
from agency.followups import held
from agency.kernel import clock
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.mail import hold
from agency.kernel.web import section, staff
from agency.people import queries as people
from agency.people.at_the_desk import member_here

views = Blueprint("held", __name__, url_prefix="/outgoing/hold")


@views.get("")
@staff(Access.manager)
@section("outgoing.calendar")
def page() -> str:
    """What is held and what will happen when it is not; or the way to hold everything."""
    return _page(HoldForm(formdata=None))


@views.post("")
@staff(Access.manager)
@section("outgoing.calendar")
def put() -> Response | tuple[str, int]:
    """Hold all automatic letters from now on."""
    form = HoldForm()
    if not form.validate():
        return _page(form), 422
    hold.put(
        member_here().id,
        at=clock.now(),
        words=form.words.data or "",
        answers_too=form.answers_too.data,
    )
    db.session.commit()
    flash(_("All automatic letters are held."))
    return redirect(url_for("held.page"), 303)


@views.post("/end")
@staff(Access.manager)
def end() -> Response:
    """Let them go."""
    let_go(by=member_here(), at=clock.now())
    db.session.commit()
    flash(_("The automatic letters go again."))
    return redirect(url_for("outgoing.calendar"), 303)


def _page(form: HoldForm) -> str:
    now, holds, past = clock.now(), hold.open_holds(), hold.past()
    ids = {id for each in (*holds, *past) for id in (each.put_by, each.lifted_by) if id}
    return render_template(
        "desk/held.html",
        form=form,
        holds=holds,
        past=past,
        members={each.id: each for each in people.members_with(ids)},
        waiting=held.waiting(now) if holds else None,
        now=now,
    )
