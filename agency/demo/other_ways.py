"""Other ways into the studio: a token for its old site, and a telephone system that tells of calls."""

import json
from datetime import datetime, timedelta

from agency.kernel.db import db
from agency.leads.inquiries import Channel
from agency.leads.ways_in import deliveries
from agency.leads.ways_in.hooks import Hook, HookKind
from agency.leads.ways_in.reasons import Why
from agency.leads.ways_in.tokens import ApiToken
from agency.people.models import Member

MAPPING = {
    "name": "call.name",
    "phone": "call.from",
    "direction": "call.way",
    "duration": "call.seconds",
    "happened_at": "call.at",
    "external_id": "id",
}


def open_them(owner: Member, *, at: datetime) -> None:
    """What the owner set up some weeks ago, and what it brought lately that is nobody's inquiry."""
    long_ago = at - timedelta(days=40)
    token, _secret = ApiToken.make("Old site", by=owner, at=long_ago)
    token.used_at = at - timedelta(days=2)
    hook, _secret = Hook.make("Telephone system", HookKind.telephony, at=long_ago)
    hook.mapping, hook.heard_at = dict(MAPPING), at - timedelta(hours=3)
    db.session.flush()
    _bring(hook, {"event": "line.test", "id": "t-31"}, Why.no_word, at=at - timedelta(hours=3))
    _bring(hook, {"event": "call.ended", "id": "c-1187"}, Why.signature, at=at - timedelta(days=6))


def _bring(hook: Hook, payload: dict[str, str], why: Why, *, at: datetime) -> None:
    came = deliveries.keep(
        json.dumps(payload).encode(),
        door=Channel.hook,
        door_id=hook.id,
        content_type="application/json",
        label=hook.name,
        at=at,
    )
    if why is Why.no_word:
        came.ignore(why)
    else:
        came.refuse(why)
    db.session.flush()
