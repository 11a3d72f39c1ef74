"""Filling a brief in, by address or link, without any cookie."""

from datetime import datetime
from typing import Any

from flask import abort, make_response, redirect, request, url_for
from werkzeug.wrappers import Response

from agency.briefs import arriving, forms, mails, pages, queries
from agency.briefs.doors import ByLink
from agency.briefs.filling import Start, today
from agency.briefs.models import Brief
from agency.briefs.posted import TooManyLetters
from agency.briefs.templates import BriefTemplate, BriefVersion
from agency.briefs.views import at_once, settling
from agency.briefs.views.blueprint import often, seldom, views
from agency.briefs.views.taking import (
    Page,
    is_kept_by_itself,
    read_body,
    shown,
    speak_as,
    take,
    wished_language,
)
from agency.flows.brief_amended import brief_amended
from agency.kernel import clock
from agency.kernel.auth import Guest, ended_link, open_link
from agency.kernel.db import db
from agency.kernel.i18n import language
from agency.kernel.web import guest, public


@views.get("/brief/<slug>", endpoint="public")
@public
def first_page(slug: str) -> Page:
    """The first page of a brief, open to anybody; the address may bring answers along."""
    template, version, now = *_live(slug), clock.now()
    page = version.asks.pages[0]
    came = arriving.came_with(request, version.asks, host=request.host)
    typed = arriving.typed_on(page, came)
    form = forms.empty(page, purpose=f"brief:{slug}", start="", typed=typed)
    form.ask_for_work(Start.seal(now, came), at=now)
    return pages.show(page, form, template, now=now)


@views.post("/brief/<slug>")
@public
@seldom
def begin(slug: str) -> Page:
    """The first page comes in: a brief begins, under an address of its own."""
    sent, now = read_body(), clock.now()
    template, version = _live(slug)
    start = Start.read(sent.get("start"), now, sent.get("work"), is_kept=is_kept_by_itself())
    page, brief = version.asks.pages[0], start.begun(now)
    brief = brief and settling.whole(brief, lock=True)
    form = forms.sent(page, brief, sent, purpose=f"brief:{slug}", today=today(brief, now))
    if form.is_blank and wished_language():
        return redirect(url_for("briefs.public", slug=slug, lang=wished_language()), 303)
    # A file that is about to come begins it too.
    is_blank = form.is_blank and sent.get("begins") != "files"
    if is_blank or not (form.is_sealed or start.is_ours):
        form.ask_for_work(form.start.data if start.is_ours else Start.seal(now), at=now)
        return pages.show(page, form, template, now=now), 422
    begun = start.begin(version, language=language(), at=now)
    return take(begun.brief, form, _door(begun.brief, begun.token), now)


@views.get("/brief/f/<token>")
@guest
def resume(token: str) -> Page:
    """Where it was left, on any device."""
    brief, door = _open(token, clock.now())
    return redirect(door.end() if brief.is_submitted else door.page(brief.page_to_go_on()))


@views.get("/brief/f/<token>/<int:number>")
@guest
def page(token: str, number: int) -> Page:
    """One page with what was answered so far; after handing in, the thanks."""
    now = clock.now()
    brief, door = _open(token, now)
    return shown(brief, door, number, now) if brief.is_open else pages.thank(brief, door, now)


@views.post("/brief/f/<token>/<int:number>")
@guest
@seldom
@often
def keep(token: str, number: int) -> Page:
    """A page comes in: all of it is kept, then it goes on, back, or stays until it fits."""
    if at_once.is_kept(token, number, clock.now()):
        return redirect(url_for("briefs.thanks", token=token), 303)
    sent, now = read_body(), clock.now()
    brief, door = _open(token, now, lock=True)
    found = brief.asks.page(number) or abort(404)
    start = Start.read(sent.get("start"), now, sent.get("work"), is_kept=is_kept_by_itself())
    start.weigh(brief, at=now)
    form = forms.sent(found, brief, sent, purpose=door.purpose, today=today(brief, now))
    return take(brief, form, door, now)


@views.get("/brief/f/<token>/thanks")
@guest
def thanks(token: str) -> Page:
    """Who answers, and by when; where something is wanting still, back to that."""
    now = clock.now()
    brief, door = _open(token, now)
    onward = settling.onward()
    if onward is not None and onward.page is not None:
        return redirect(door.page(onward.page, **onward.more), 303)
    if brief.is_submitted:
        return pages.thank(brief, door, now)
    if brief.has_arrivals:
        return pages.received(brief)
    wanting = brief.page_to_mend()
    if wanting is not None:
        return redirect(door.page(wanting, missing=1))
    return redirect(url_for("briefs.resume", token=token))


@views.post("/brief/f/<token>/changes")
@guest
@seldom
def changes(token: str) -> Page:
    """Something is to be added or changed after it was handed in: its pages open again."""
    now = clock.now()
    brief, door = _open(token, now, lock=True)
    brief.reopen(at=now)
    db.session.commit()
    return redirect(door.page(brief.walk().pages[0]), 303)


@views.post("/brief/f/<token>/revisions")
@guest
@seldom
def send_changes(token: str) -> Page:
    """Send what was changed since it was handed in."""
    now = clock.now()
    brief, door = _open(token, now, lock=True)
    if not (brief.is_submitted and brief.is_open):
        return redirect(door.end(), 303)
    wanting = brief.page_to_mend()
    if wanting is not None:
        return redirect(door.page(wanting, missing=1), 303)
    brief_amended(brief, by=door.by, at=now)
    db.session.commit()
    return redirect(door.end(), 303)


@views.post("/brief/f/<token>/link")
@guest
@seldom
def fresh_link(token: str) -> Page:
    """A link that has ended: mail a fresh one to the address that we know, and never show it."""
    now = clock.now()
    visitor = ended_link("brief", token, now=now)
    brief = settling.for_guest(visitor, lock=True) if visitor is not None else None
    if brief is None:
        return redirect(url_for("briefs.resume", token=token), 303)
    address, became = mails.known_address(brief), "none"
    if address:
        became = "mailed"
        try:
            mails.send_link(brief, address, at=now)
        except TooManyLetters:
            became = "many"
    db.session.commit()
    return redirect(url_for("briefs.resume", token=token, became=became), 303)


def _live(slug: str) -> tuple[BriefTemplate, BriefVersion]:
    template = queries.live_template(slug) or abort(404)
    return template, template.current or abort(404)


def _open(token: str, now: datetime, *, lock: bool = False) -> tuple[Brief, ByLink]:
    visitor = open_link("brief", token, now=now)
    brief = settling.for_guest(visitor, lock=lock) if visitor is not None else None
    if brief is None or visitor is None:
        abort(_ended(token, now))
    speak_as(brief, request.args.get("lang"))
    return brief, _door(brief, token, visitor)


def _ended(token: str, now: datetime) -> Any:
    """What stands where a link has ended: a way to a fresh one. Of a link that never was, nothing."""
    visitor: Guest | None = ended_link("brief", token, now=now)
    brief = queries.for_guest(visitor) if visitor is not None else None
    if brief is None:
        return 404
    speak_as(brief, request.args.get("lang"))
    response: Response = make_response(pages.ended(brief, token), 410)
    return response


def _door(brief: Brief, token: str, visitor: Guest | None = None) -> ByLink:
    until = visitor.until if visitor is not None else arriving.opens_until(brief)
    return ByLink(token, f"brief:{brief.id}", until)
