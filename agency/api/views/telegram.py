"""Telegram brings what people write to the bot."""

import hmac

from flask import Response, request
from flask_babel import gettext as _

from agency.api.views import bodies
from agency.api.views.blueprint import views
from agency.api.views.problems import Problem
from agency.kernel import clock, queue
from agency.kernel.auth import limiter
from agency.kernel.db import db
from agency.kernel.web import public
from agency.leads.inquiries import Channel
from agency.leads.telegram import hearing
from agency.leads.telegram.models import digest, the_bot
from agency.leads.ways_in import deliveries
from agency.leads.ways_in.reasons import WORDS, Why

SECRET = "X-Telegram-Bot-Api-Secret-Token"


@views.post("/hooks/telegram/<path>")
@public
@limiter.limit("1200 per minute")
def telegram(path: str) -> Response:
    """Keep what came and answer at once; it is read by itself right after."""
    body, now, bot = bodies.bytes_of(request), clock.now(), the_bot()
    if bot is None or not hmac.compare_digest(digest(path), bot.path_hash):
        raise Problem(404, "not_found", str(_("There is no hook at this address")))
    given = digest(request.headers.get(SECRET, ""))
    trusted = hmac.compare_digest(given, bot.secret_hash)
    delivery = deliveries.keep(
        body,
        door=Channel.telegram,
        at=now,
        content_type="application/json",
        label=bot.name,
        heads={"bot": bot.number},
    )
    if not trusted or not bot.is_connected:
        why = Why.switched_off if trusted else Why.signature
        delivery.refuse(why)
        deliveries.forget_old_refusals(delivery.door, delivery.door_id)
        db.session.commit()
        raise Problem(401, why.value, str(WORDS[why]))
    bot.heard_at = now
    queue.later(hearing.READ, delivery.id, now=now)
    db.session.commit()
    return Response("", status=200)
