"""Settings of sorting: whether letters ask answers to an address of their own, and what was said of senders."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.kernel import clock
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.web import section, staff
from agency.leads import senders, trial
from agency.people.at_the_desk import member_here
from agency.people.models import Agency

views = Blueprint("sorting", __name__, url_prefix="/settings/sorting")


@views.get("")
@staff(Access.manager)
@section("desk.settings")
def index() -> str:
    """Both, on one page."""
    return render_template(
        "desk/settings_sorting.html",
        trial=trial.last(),
        rules=senders.latest(),
        is_owner=member_here().access is Access.owner,
        now=clock.now(),
    )


@views.post("/plus-addresses")
@staff(Access.owner)
def plus_addresses() -> Response:
    """Letters ask answers to an address of their own from now on, or no more."""
    _house().plus_addresses = request.form.get("on") == "1"
    db.session.commit()
    flash(_("Saved."))
    return _back()


@views.post("/trials")
@staff(Access.owner)
def trials() -> Response:
    """Find out whether the mailbox takes such letters."""
    trial.begin(_house(), at=clock.now())
    db.session.commit()
    flash(_("The letter is on its way. Look here again in a minute or two."))
    return _back()


@views.post("/senders/<int:id>/oblivion")
@staff(Access.manager)
def oblivion(id: int) -> Response:
    """What was said of a sender does not hold any more."""
    rule = senders.rule(id)
    if rule is not None:
        db.session.delete(rule)
        db.session.commit()
    flash(_("Forgotten. The next message of this sender is looked at afresh."))
    return _back()


def _house() -> Agency:
    return db.session.get(Agency, 1) or abort(404)


def _back() -> Response:
    return redirect(url_for("sorting.index"), 303)
