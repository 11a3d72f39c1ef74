"""The demo's clock: move it forward, and watch what goes out by itself."""

from flask import Blueprint, abort, current_app, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.demo import days, outlook, standfirst
from agency.demo.forms import MoveForm
from agency.kernel import clock, due
from agency.kernel.auth import Access
from agency.kernel.clock import ClockBusy
from agency.kernel.db import db
from agency.kernel.mail import outbox
from agency.kernel.timeline import Actor
from agency.kernel.web import section, staff
from agency.people import queries as people

views = Blueprint("demo", __name__, url_prefix="/demo")


@views.before_request
def only_in_a_demo() -> None:
    """Where somebody works, time passes by itself."""
    if not current_app.config["SETTINGS"].demo:
        abort(404)


@views.get("/clock")
@staff(Access.owner)
def today() -> str:
    """What time it is in the demo, what goes out next, and what went out when it was moved last."""
    return _page(_form())


@views.post("/clock/moves")
@staff(Access.owner)
@section("demo.today")
def move() -> Response | tuple[str, int]:
    """Move the clock, and do on the way whatever falls due."""
    form = _form()
    if not form.validate_on_submit():
        return _page(form), 422
    try:
        _live(form)
    except ClockBusy:
        flash(_("The clock is being moved at this moment. Wait a little and look again."), "error")
    return redirect(url_for("demo.today"), 303)


def _live(form: MoveForm) -> None:
    until, goes_on = form.until, form.way.data == "onward"
    # Whoever looks at the clock now may need the database to come to an end.
    db.session.rollback()
    with clock.moving():
        now = clock.now()
        if not goes_on:
            days.begin(until, now=now, by=_actor())
        db.session.commit()
        days.live(current_app._get_current_object(), until, now=now)  # type: ignore[attr-defined]


def _form() -> MoveForm:
    calendar, last = people.agency().answering, days.last_move()
    return MoveForm(now=clock.now(), calendar=calendar, last=last)


def _page(form: MoveForm) -> str:
    now, house, account = form.now, people.agency(), outlook.account_of(form.last)
    return render_template(
        "demo/clock.html",
        form=form,
        now=now,
        standfirst=standfirst.of_clock(house, now=now, ahead=clock.ahead()),
        letters_leave=current_app.config["SETTINGS"].smtp_url is not None,
        account=account,
        gone=outlook.by_day(account.gone, now=now, zone=house.zone),
        coming=outlook.by_day(outlook.coming(), now=now, zone=house.zone),
        stuck=len(due.failed()) + len(outbox.awaiting_a_person()),
    )


def _actor() -> Actor:
    member = people.me()
    return Actor.member(member.id) if member is not None else Actor.machine()
