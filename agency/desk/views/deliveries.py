"""Pages of what forms, the API, hooks and Telegram brought: as it came, with what became of it and why."""

from typing import Any

import sqlalchemy as sa
from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from agency.briefs import setting_aside
from agency.briefs.filling import KEPT_FOR
from agency.flows.brief_taken import brief_taken
from agency.flows.delivery_received import delivery_received
from agency.kernel import clock, queue
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.web import section, staff
from agency.leads.inquiries import Channel
from agency.leads.telegram import hearing
from agency.leads.ways_in import deliveries, listing
from agency.leads.ways_in.deliveries import Delivery, DeliverySettled, Standing
from agency.leads.ways_in.reasons import WORDS
from agency.people.at_the_desk import actor_here, manages

views = Blueprint("deliveries", __name__, url_prefix="/deliveries")


@views.get("")
@staff()
@section("leads.inbox")
def index() -> str:
    """All that was brought, what waits for a look first."""
    state, door = _state(request.args.get("state")), _door(request.args.get("door"))
    return render_template(
        "ways_in/deliveries.html",
        page=listing.find(state, door, request.args.get("page", 1, type=int)),
        state=state,
        door=door,
        states=listing.STATES,
        doors=listing.DOORS,
        why=WORDS,
        may_write=manages(),
        now=clock.now(),
    )


@views.get("/<int:id>")
@staff()
@section("leads.inbox")
def delivery(id: int) -> str:
    """One of them as it came."""
    found = listing.one(id) or abort(404)
    return render_template(
        "ways_in/delivery.html",
        delivery=found,
        brief=setting_aside.brief_in(found),
        text=listing.shown(found),
        states=listing.STATES,
        doors=listing.DOORS,
        why=WORDS,
        may_write=manages(),
        now=clock.now(),
    )


@views.get("/<int:id>/body")
@staff()
def body(id: int) -> Response:
    """Its bytes, to keep."""
    found = listing.one(id) or abort(404)
    answer = Response(found.body, mimetype="application/octet-stream")
    answer.headers["Content-Disposition"] = f"attachment; filename=delivery-{found.id}.txt"
    return answer


@views.post("/<int:id>/reading")
@staff(Access.manager)
def reading(id: int) -> AnyResponse:
    """Read it again: what it means was mended, or somebody says that it is no mere doubt."""
    found = deliveries.take(id) or abort(404)
    if found.door is Channel.brief:
        return _brief_taken(found)
    if found.door is Channel.telegram:
        # Its files are fetched from Telegram, so that a worker does it.
        queue.later(hearing.READ, id, now=clock.now())
        db.session.commit()
        flash(_("It is being read again."))
        return redirect(url_for("deliveries.delivery", id=id), 303)
    delivery_received(found, by_hand=True)
    db.session.commit()
    return _where_it_is(found)


@views.post("/<int:id>/dismissal")
@staff(Access.manager)
def dismissal(id: int) -> AnyResponse:
    """There is nothing in it for us."""
    found = deliveries.take(id) or abort(404)
    try:
        setting_aside.dismiss(found, at=clock.now())
        flash(_put_aside(found))
    except DeliverySettled:
        flash(_("Somebody has decided about this already."), "error")
    db.session.commit()
    return redirect(url_for("deliveries.index"), 303)


def _put_aside(found: Delivery) -> str:
    if found.door is Channel.brief:
        return str(_("Put aside. It can be found here for %(days)d days.", days=KEPT_FOR.days))
    return str(_("Put aside. It stays here, to be found."))


def _brief_taken(found: Delivery) -> AnyResponse:
    """Pressed twice, it is still the one lead."""
    if found.lead_id is None:
        try:
            brief_taken(found, by=actor_here(), at=clock.now())
        except DeliverySettled:
            flash(_("Somebody has decided about this already."), "error")
            return redirect(url_for("deliveries.delivery", id=found.id), 303)
        db.session.commit()
    return redirect(url_for("leads.lead", id=found.lead_id), 303)


def _where_it_is(found: Delivery) -> AnyResponse:
    if found.lead_id is not None:
        return redirect(url_for("leads.lead", id=found.lead_id), 303)
    flash(_("It could not be understood this time either; the reason stands here."), "error")
    return redirect(url_for("deliveries.delivery", id=found.id), 303)


def _state(name: str | None) -> Standing | None:
    return Standing(name) if name in Standing.__members__ else None


def _door(name: str | None) -> Channel | None:
    return next((door for door in listing.DOORS if door.value == name), None)


@views.app_context_processor
def _figure() -> dict[str, Any]:
    return {"deliveries_waiting": lambda: db.session.scalar(sa.select(listing.how_many_wait()))}
