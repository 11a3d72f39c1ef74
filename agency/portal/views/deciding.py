"""What whoever holds the link of a proposal decides: a choice, a yes, a no, a question."""

from datetime import datetime

from flask import (
    redirect,
    request,
    url_for,
)

from agency.flows.proposal_accepted import proposal_accepted
from agency.kernel import clock
from agency.kernel.auth import Guest
from agency.kernel.db import db
from agency.kernel.web import guest
from agency.portal import agreeing, saying
from agency.portal.proposal_page import (
    came_early,
    client_day,
    form_of,
    picked_here,
    record_of,
    show,
    show_parts,
    spot_of,
)
from agency.portal.views.blueprint import Page, at_one_link, often, opened, seldom, views
from agency.proposals.links import ASKING, DECIDING
from agency.proposals.models import Proposal


@views.get("/p/<token>/choice")
@guest
def choice(token: str) -> str:
    """How far the pages of what was chosen are, or the signed copy; for the page's script."""
    now = clock.now()
    who, found = opened(token, now)
    return show_parts(found, token, picked_here(found, who, now), now, who=who, all_of_it=False)


@views.post("/p/<token>/choice", endpoint="choosing")
@guest
@often
@at_one_link
def choosing(token: str) -> Page:
    """Optional lines and alternatives: kept for this link, and the sum of them shown."""
    now = clock.now()
    who, found = opened(token, now, kinds=DECIDING)
    if not found.is_open(client_day(found, now)):
        return redirect(url_for(".proposal", token=token, _anchor="accept"), 303)
    ticked = set(request.form.getlist("take"))
    picked = agreeing.choose(found, who, ticked, request.form, at=now)
    db.session.commit()
    if request.headers.get("X-Wants") == "parts":
        return show_parts(found, token, picked, now, who=who, all_of_it=True)
    if picked.wrong:
        form = form_of(found, who, picked, sent=False)
        return show(found, token, form, now, who=who, picked=picked, status=422)
    return redirect(url_for(".proposal", token=token, _anchor="sum"), 303)


@views.post("/p/<token>/acceptance")
@guest
@seldom
def acceptance(token: str) -> Page:
    """The client's word: the record, the end of follow-ups, the beginning of work. Said twice, it counts once."""
    now = clock.now()
    who, found = opened(token, now, hold=True, kinds=DECIDING)
    if found.acceptance is not None:
        return redirect(url_for(".proposal", token=token, _anchor="accept"), 303)
    on, picked = client_day(found, now), agreeing.named(found, who, request.form.get("choice", ""))
    form = form_of(found, who, picked)
    if not found.is_open(on):
        return show(found, token, form, now, who=who, status=410)
    if picked.paper is None or came_early(found, who, picked):
        picked = agreeing.wait_for(picked, who, at=now)
        db.session.commit()
        return show(found, token, form, now, who=who, picked=picked, status=202, note="pages")
    if not form.validate():
        return show(found, token, form, now, who=who, picked=picked, status=422)
    record = record_of(found, who, form, picked, now)
    proposal_accepted(found, record, on=on, selection=picked.selection)
    db.session.commit()
    return redirect(url_for(".proposal", token=token, _anchor="accept"), 303)


@views.post("/p/<token>/question")
@guest
@seldom
def question(token: str) -> Page:
    """They ask something about it, or about one line: it comes to whoever answers for it, and nobody chases them."""
    now = clock.now()
    who, found = opened(token, now, hold=True, kinds=ASKING)
    about = spot_of(found, request.form.get("about", ""))
    wrong = saying.ask(found, who, about, at=now)
    return _said(found, who, token, now, wrong, "question", about=about.mark)


@views.post("/p/<token>/decline")
@guest
@seldom
def decline(token: str) -> Page:
    """They say no, and perhaps why. It can still be accepted: a no may turn."""
    now = clock.now()
    who, found = opened(token, now, hold=True, kinds=DECIDING)
    wrong = saying.decline(found, who, at=now)
    return _said(found, who, token, now, wrong, "no")


@views.post("/p/<token>/colleagues", endpoint="colleague")
@guest
@seldom
def colleague(token: str) -> Page:
    """They pass it on: a colleague gets a letter with a link of their own."""
    now = clock.now()
    who, found = opened(token, now, hold=True, kinds=ASKING)
    wrong = saying.pass_on(found, who, at=now)
    return _said(found, who, token, now, wrong, "passed", anchor="colleagues")


@views.post("/p/<token>/colleagues/<int:id>/closure")
@guest
@seldom
def closure(token: str, id: int) -> Page:
    """A colleague's link opens nothing any more."""
    now = clock.now()
    who, found = opened(token, now, hold=True, kinds=ASKING)
    wrong = saying.take_back(found, who, id, at=now)
    return _said(found, who, token, now, wrong, "closed", anchor="colleagues")


def _said(
    found: Proposal,
    who: Guest,
    token: str,
    now: datetime,
    wrong: saying.Talk | None,
    what: str,
    *,
    anchor: str = "answer",
    about: str = "",
) -> Page:
    if wrong is not None:
        picked = picked_here(found, who, now)
        form = form_of(found, who, picked, sent=False)
        return show(found, token, form, now, who=who, picked=picked, talk=wrong, status=422)
    db.session.commit()
    at = about or anchor
    return redirect(
        url_for(".proposal", token=token, said=what, about=about or None, _anchor=at), 303
    )
