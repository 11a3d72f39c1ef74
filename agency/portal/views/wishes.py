"""One press on a proposal's page: have the key that decides sent to the client, or ask for a longer hold."""

from datetime import date
from typing import Any

from flask import redirect, request, url_for

from agency.flows.longer_asked import longer_asked
from agency.kernel import clock
from agency.kernel.auth import limiter
from agency.kernel.db import db
from agency.kernel.web import guest
from agency.portal.proposal_page import client_day, form_of, picked_here, show
from agency.portal.views.blueprint import Page, of_this_link, opened, seldom, views
from agency.portal.wishes import wish_of
from agency.proposals import colleagues, keys
from agency.proposals.links import DECIDING, PARTNER_KIND, PRINTED_KIND
from agency.proposals.models import Proposal

# Whoever has the pages may have letters sent to the client: a few.
few = limiter.shared_limit("3 per hour;10 per day", scope="portal.wishes", key_func=of_this_link)


@views.post("/p/<token>/key")
@guest
@seldom
@few
def key(token: str) -> Page:
    """Whoever has the pages wants to decide: the key for that goes to whom the proposal was sent, to nobody else."""
    now = clock.now()
    who, found = opened(token, now, hold=True, kinds={PRINTED_KIND})
    if not wish_of(found, who, request.form).validate():
        picked = picked_here(found, who, now)
        form = form_of(found, who, picked, sent=False)
        return show(found, token, form, now, who=who, picked=picked, status=422)
    wished = ""
    if found.is_open(client_day(found, now)):
        wished = "key" if keys.send(found, at=now) else "nobody"
        db.session.commit()
    return _back(token, wished)


@views.post("/p/<token>/extension")
@guest
@seldom
@few
def longer(token: str) -> Page:
    """Its last day is over and they would still like it: whoever answers for it learns that."""
    now = clock.now()
    who, found = opened(token, now, hold=True, kinds=DECIDING)
    if not wish_of(found, who, request.form).validate():
        picked = picked_here(found, who, now)
        form = form_of(found, who, picked, sent=False)
        return show(found, token, form, now, who=who, picked=picked, status=422)
    if _is_over(found, client_day(found, now)):
        one = colleagues.behind(found, who.link_id)
        longer_asked(found, by_partner=who.kind == PARTNER_KIND, at=now, colleague=one)
        db.session.commit()
        return _back(token, "longer")
    return _back(token)


def _is_over(found: Proposal, on: date) -> bool:
    return found.is_on_offer and found.is_past(on)


def _back(token: str, wished: str = "") -> Page:
    said: dict[str, Any] = {"wished": wished} if wished else {}
    return redirect(url_for(".proposal", token=token, **said, _anchor="accept"), 303)
