"""`POST /api/v1/inquiries`: other sites and form services bring an inquiry."""

from datetime import datetime
from typing import Any

from flask import Response, current_app, request
from flask_babel import gettext as _

from agency.api import description
from agency.api.views import bodies, callers
from agency.api.views.blueprint import views
from agency.api.views.problems import Problem
from agency.flows.word_received import word_received
from agency.kernel import clock
from agency.kernel.auth import limiter
from agency.kernel.db import db
from agency.kernel.timeline import Actor
from agency.kernel.web import public
from agency.leads.inquiries import Channel
from agency.leads.ways_in import api_inquiry, deliveries
from agency.leads.ways_in.api_inquiry import NotValid
from agency.leads.ways_in.deliveries import Delivery, OtherBody, Standing
from agency.leads.ways_in.reasons import Why
from agency.leads.ways_in.tokens import ApiToken
from agency.leads.ways_in.words import line


@views.post("/api/v1/inquiries")
@public
@limiter.limit("600 per minute", key_func=callers.by_place)
@limiter.limit("60 per minute;2000 per day", key_func=callers.by_token)
def inquiries() -> Response:
    """Take an inquiry in, once for each idempotency key."""
    body, now = bodies.bytes_of(request), clock.now()
    fields, key = bodies.fields_of(request, body), callers.key()
    token = callers.token(now)
    delivery = _keep(token, key, body, at=now)
    db.session.commit()
    delivery = deliveries.take(delivery.id) or delivery
    fresh = delivery.state is Standing.waiting
    if fresh:
        _understand(delivery, fields)
    if delivery.lead is None:
        raise Problem(409, "not_taken", str(_("This was put aside; somebody of us looks at it")))
    answer = _receipt(delivery, fields)
    db.session.commit()
    return callers.as_json(answer, 201 if fresh else 200)


@views.get("/api/v1/openapi.json")
@public
def openapi() -> Response:
    """What may be asked of the API, for programs."""
    return callers.as_json(description.of_api(current_app.config["SETTINGS"].base_url), 200)


def _keep(token: ApiToken, key: str | None, body: bytes, *, at: datetime) -> Delivery:
    try:
        return deliveries.keep(
            body,
            door=Channel.api,
            door_id=token.id,
            external_id=key,
            content_type=request.content_type or "",
            at=at,
            label=token.name,
            read_at=at + deliveries.SOON,
        )
    except OtherBody:
        detail = _(
            "This Idempotency-Key came before with another content. Send a new key for a new inquiry"
        )
        raise Problem(422, "key_reused", str(detail)) from None


def _understand(delivery: Delivery, fields: Any) -> None:
    try:
        word = api_inquiry.read(fields, at=delivery.received_at)
    except NotValid as trouble:
        delivery.refuse(Why.not_valid, str(trouble))
        deliveries.forget_plan(delivery)
        deliveries.forget_old_refusals(delivery.door, delivery.door_id)
        db.session.commit()
        detail = _("Mend the fields below and send it again")
        raise Problem(422, "not_valid", str(detail), faults=trouble.faults) from None
    lead = word_received(word)
    source = line(str(fields.get("source") or ""), 160)
    if source:
        delivery.label = f"{delivery.label}: {source}"[:160]
    delivery.understand(lead, by=Actor.contact(lead.contact_id))
    deliveries.forget_plan(delivery)


def _receipt(delivery: Delivery, fields: Any) -> dict[str, Any]:
    lead = delivery.lead
    assert lead is not None, "what was understood has a lead"
    return {
        "id": delivery.id,
        "received_at": callers.stamp(delivery.received_at),
        "first_response_due_at": callers.stamp(lead.first_response_due_at),
        "left_out": api_inquiry.left_out(fields),
    }
