"""What partners see, and the way out of reminders."""

from flask import (
    abort,
    redirect,
    request,
    url_for,
)
from werkzeug.wrappers import Response as AnyResponse

from agency.flows.reminders_declined import reminders_declined, reminders_wanted
from agency.kernel import clock
from agency.kernel.db import db
from agency.kernel.web import guest
from agency.portal import no_more as door
from agency.portal import partner
from agency.portal.views.blueprint import at_one_door, views


@views.get("/partner/<token>")
@guest
def partner_page(token: str) -> str:
    """What a partner sent us, and what became of it."""
    return partner.page_for(token, wish=request.args.get("lang", ""), now=clock.now()) or abort(404)


@views.get("/letters/<token>/end")
@guest
def no_more(token: str) -> str:
    """Whether reminders go to whoever got this letter; opening it changes nothing, since scanners open everything."""
    return door.page(door.leaver_at(token, now=clock.now()), token)


@views.post("/letters/<token>/end", endpoint="no_more_end")
@guest
@at_one_door
def end_of_reminders(token: str) -> AnyResponse | tuple[str, int]:
    """No more of them, at once: by the page's button, or by a mail program that asks for its reader."""
    now = clock.now()
    reminders_declined(door.leaver_at(token, now=now), at=now)
    db.session.commit()
    if door.is_one_click():
        return "", 200
    return redirect(url_for(".no_more", token=token, lang=request.args.get("lang")), 303)


@views.post("/letters/<token>/return", endpoint="no_more_return")
@guest
@at_one_door
def return_of_reminders(token: str) -> AnyResponse:
    """They may come again."""
    now = clock.now()
    reminders_wanted(door.leaver_at(token, now=now), at=now)
    db.session.commit()
    return redirect(url_for(".no_more", token=token, lang=request.args.get("lang")), 303)
