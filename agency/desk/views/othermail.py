"""Pages of the mail that became no lead: each message with the reason, and what a person makes of it."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.desk import standfirst
from agency.flows.taken_by_hand import taken_by_hand
from agency.kernel import clock, timeline
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.web import section, staff
from agency.leads import mentioned, othermail, senders
from agency.leads.arrivals import Arrival, NotInDoubt
from agency.leads.senders import Decision
from agency.leads.shown import Kind
from agency.leads.ways_in import listing
from agency.leads.ways_in.reasons import WORDS
from agency.people.at_the_desk import actor_here, manages

views = Blueprint("othermail", __name__, url_prefix="/arrivals")


@views.get("")
@staff()
@section("leads.inbox")
def index() -> str:
    """All that came in and became no lead, what waits for a look first."""
    now, words = clock.now(), request.args.get("words", "").strip()
    kind = _kind(request.args.get("kind"))
    page = othermail.find(kind, words, now=now, page=request.args.get("page", 1, type=int))
    is_first = page.number == 1 and not words and kind in (None, Kind.look)
    return render_template(
        "desk/arrivals.html",
        page=page,
        brought=listing.waiting() if is_first else [],
        states=listing.STATES,
        doors=listing.DOORS,
        why=WORDS,
        state=standfirst.of_other_mail(othermail.counts(now=now)),
        kind=kind,
        kinds=Kind,
        words=words,
        now=now,
        may_write=manages(),
    )


@views.get("/<int:id>")
@staff()
@section("leads.inbox")
def arrival(id: int) -> str:
    """One message: who, what, why it became no lead, and its words."""
    shown = othermail.one(id) or abort(404)
    entries = timeline.entries(shown.arrival.stream)
    return render_template(
        "desk/arrival.html",
        shown=shown,
        first=othermail.first_of(shown),
        rule=senders.rule_of(shown.arrival.sender_address),
        beside=othermail.beside(shown.arrival, now=clock.now()),
        entries=entries,
        context=mentioned.for_timeline(entries),
        now=clock.now(),
        may_write=manages(),
    )


@views.post("/<int:id>/lead")
@staff(Access.manager)
def lead(id: int) -> Response:
    """Somebody asks for work in it, or answers us: pressed twice, it is still the one lead."""
    arrival = _to_decide(id)
    if not arrival.is_settled_by_hand:
        try:
            taken_by_hand(arrival, by=actor_here(), at=clock.now())
        except NotInDoubt:
            return _as_it_was(arrival)
        db.session.commit()
    return redirect(url_for("leads.lead", id=arrival.lead_id), 303)


@views.post("/<int:id>/dismissal")
@staff(Access.manager)
def dismissal(id: int) -> Response:
    """There is nothing in it for us."""
    arrival = _to_decide(id)
    try:
        arrival.dismiss(by=actor_here(), at=clock.now())
    except NotInDoubt:
        return _as_it_was(arrival)
    senders.learn(arrival, Decision.nothing, by=actor_here(), at=clock.now())
    db.session.commit()
    flash(_("Put aside. It stays here, to be found."))
    following = othermail.waiting_after(arrival, now=clock.now())
    if following is not None and request.form.get("from") != "list":
        return redirect(url_for("othermail.arrival", id=following), 303)
    kind = _kind(request.form.get("kind"))
    return redirect(url_for("othermail.index", kind=kind.value if kind else None), 303)


@views.post("/<int:id>/sender/oblivion")
@staff(Access.manager)
def oblivion(id: int) -> Response:
    """What was said of its sender is not to hold any more."""
    arrival = _to_decide(id)
    senders.forget(arrival, by=actor_here(), at=clock.now())
    db.session.commit()
    flash(_("Forgotten. The next message of this sender is looked at afresh."))
    return redirect(url_for("othermail.arrival", id=id), 303)


def _to_decide(id: int) -> Arrival:
    return othermail.to_decide(id) or abort(404)


def _as_it_was(arrival: Arrival) -> Response:
    flash(_("This message is what it is; there is nothing to decide about it."), "error")
    return redirect(url_for("othermail.arrival", id=arrival.id), 303)


def _kind(name: str | None) -> Kind | None:
    return Kind(name) if name in Kind.__members__ else None
