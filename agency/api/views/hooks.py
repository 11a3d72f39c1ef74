"""Hooks: a telephone system, a messenger or a form service tells us what happened."""

from datetime import datetime

from flask import Response, request
from flask_babel import gettext as _

from agency.api.views import bodies
from agency.api.views.blueprint import views
from agency.api.views.problems import Problem
from agency.kernel import clock, queue
from agency.kernel.auth import limiter
from agency.kernel.db import db
from agency.kernel.sealed import SealBroken
from agency.kernel.web import public
from agency.leads.inquiries import Channel
from agency.leads.ways_in import deliveries, hooks
from agency.leads.ways_in.deliveries import Delivery
from agency.leads.ways_in.hooks import Hook
from agency.leads.ways_in.reasons import WORDS, Why


@views.post("/hooks/<key>")
@public
@limiter.limit("300 per minute")
def hook(key: str) -> Response:
    """Keep what came and answer at once; it is read by itself right after."""
    body, now = bodies.bytes_of(request), clock.now()
    found = hooks.by_key(key)
    if found is None:
        raise Problem(404, "not_found", str(_("There is no hook at this address")))
    delivery = _keep(found, body, at=now)
    objection = _objection(found, body, at=now)
    if objection is not None:
        _refuse(delivery, objection)
    found.heard_at = now
    queue.later(deliveries.READ, delivery.id, now=now)
    db.session.commit()
    return Response("", status=202)


def _keep(hook: Hook, body: bytes, *, at: datetime) -> Delivery:
    given = {name: request.headers.get(name, "")[:300] for name in (hook.time_header,) if name}
    return deliveries.keep(
        body,
        door=Channel.hook,
        door_id=hook.id,
        content_type=request.content_type or "",
        heads=given,
        label=hook.name,
        at=at,
    )


def _objection(hook: Hook, body: bytes, *, at: datetime) -> Why | None:
    if hook.off_at is not None:
        return Why.switched_off
    try:
        return hook.objection(body, dict(request.headers), at=at)
    except SealBroken:
        # Ours to mend, and said on the hook's page; nobody can be let in without the secret.
        return Why.signature


def _refuse(delivery: Delivery, why: Why) -> None:
    delivery.refuse(why)
    deliveries.forget_old_refusals(delivery.door, delivery.door_id)
    db.session.commit()
    status, words = (410, 401)[why is not Why.switched_off], WORDS[why]
    raise Problem(status, why.value, str(words))
