"""Filling a brief in, by address or link, without any cookie."""

from datetime import date, datetime
from typing import Any

from flask import abort, g, redirect, request, url_for
from flask_babel import refresh
from werkzeug.datastructures import CombinedMultiDict
from werkzeug.wrappers import Response

from agency.briefs import filling, forms, pages, queries, uploads
from agency.briefs.filling import Start
from agency.briefs.forms import PageForm
from agency.briefs.models import Brief
from agency.briefs.questionnaire import Page as BriefPage
from agency.briefs.templates import BriefTemplate, BriefVersion
from agency.briefs.views.blueprint import seldom, views
from agency.flows.brief_kept import brief_kept
from agency.flows.brief_submitted import brief_submitted
from agency.kernel import clock
from agency.kernel.auth import open_link
from agency.kernel.db import db
from agency.kernel.i18n import LANGUAGES, in_zone, language
from agency.kernel.web import guest, public
from agency.people import queries as people

Page = str | Response | tuple[str, int]


@views.get("/brief/<slug>", endpoint="public")
@public
def first_page(slug: str) -> Page:
    """The first page of a brief, open to anybody."""
    template, version, now = *_live(slug), clock.now()
    page = version.asks.pages[0]
    form = forms.empty(page, purpose=f"brief:{slug}", start="")
    form.ask_for_work(Start.seal(now), at=now)
    return pages.show(page, form, template, now=now)


@views.post("/brief/<slug>")
@public
@seldom
def begin(slug: str) -> Page:
    """The first page comes in: a brief begins, under an address of its own."""
    sent, now = _read_body(), clock.now()
    template, version = _live(slug)
    start = Start.read(sent.get("start"), now, sent.get("work"))
    page, brief = version.asks.pages[0], start.begun(now)
    form = forms.sent(page, brief, sent, purpose=f"brief:{slug}", today=_today(brief, now))
    if form.is_blank and _wished_language():
        return redirect(url_for("briefs.public", slug=slug, lang=_wished_language()), 303)
    if form.is_blank or not (form.is_sealed or start.is_ours):
        form.ask_for_work(form.start.data if start.is_ours else Start.seal(now), at=now)
        return pages.show(page, form, template, now=now), 422
    begun = start.begin(version, language=language(), at=now)
    return _take(begun.brief, form, begun.token, now)


@views.get("/brief/f/<token>")
@guest
def resume(token: str) -> Page:
    """Where it was left, on any device."""
    brief = _open(token, clock.now())
    return redirect(pages.address(token, None if brief.is_submitted else brief.page_to_go_on()))


@views.get("/brief/f/<token>/<int:number>")
@guest
def page(token: str, number: int) -> Page:
    """One page with what was answered so far; after handing in, the thanks."""
    now = clock.now()
    brief = _open(token, now)
    if brief.is_submitted:
        return pages.thank(brief, now)
    found = brief.asks.page(number) or abort(404)
    form = forms.kept(
        found,
        brief,
        purpose=f"brief:{brief.id}",
        today=_today(brief, now),
        complain="missing" in request.args,
    )
    return pages.show(found, form, brief.template, brief, token, now=now)


@views.post("/brief/f/<token>/<int:number>")
@guest
@seldom
def keep(token: str, number: int) -> Page:
    """A page comes in: all of it is kept, then it goes on, back, or stays until it fits."""
    sent, now = _read_body(), clock.now()
    brief = _open(token, now, lock=True)
    found = brief.asks.page(number) or abort(404)
    form = forms.sent(found, brief, sent, purpose=f"brief:{brief.id}", today=_today(brief, now))
    return _take(brief, form, token, now)


@views.get("/brief/f/<token>/thanks")
@guest
def thanks(token: str) -> Page:
    """Who answers, and by when."""
    now = clock.now()
    brief = _open(token, now)
    if not brief.is_submitted:
        return redirect(url_for("briefs.resume", token=token))
    return pages.thank(brief, now)


def _take(brief: Brief, form: PageForm, token: str, now: datetime) -> Page:
    if brief.is_submitted:
        return redirect(pages.address(token, None), 303)
    brief.language = language()
    filling.take(brief, form, at=now)
    brief_kept(brief, at=now)
    if "remove" in request.form:
        return _remove(brief, form, token, now)
    if _wished_language():
        brief.language = _wished_language() or brief.language
        return _commit_and_go(token, form.page)
    if request.form.get("go") == "back":
        return _commit_and_go(token, brief.walk().previous(form.page) or form.page)
    if form.errors:
        return _show_what_is_wrong(brief, form, token, now)
    following = brief.walk().next(form.page)
    if following is not None:
        return _commit_and_go(token, following)
    return _hand_in(brief, token, now)


def _remove(brief: Brief, form: PageForm, token: str, now: datetime) -> Page:
    filling.remove_file(brief, form, request.form.get("remove", 0, type=int))
    form.forgive()
    shown = pages.show(form.page, form, brief.template, brief, token, now=now)
    db.session.commit()
    return shown


def _show_what_is_wrong(brief: Brief, form: PageForm, token: str, now: datetime) -> Page:
    if request.endpoint == "briefs.begin":
        # From the public address to the brief's own, where it can be read again and again.
        return _commit_and_go(token, form.page, missing=1)
    shown = pages.show(form.page, form, brief.template, brief, token, now=now)
    db.session.commit()
    return shown, 422


def _hand_in(brief: Brief, token: str, now: datetime) -> Page:
    wanting = brief.page_to_mend()
    if wanting is not None:
        return _commit_and_go(token, wanting, missing=1)
    brief_submitted(brief, at=now)
    return _commit_and_go(token, None)


def _commit_and_go(token: str, page: BriefPage | None, **more: Any) -> Response:
    address = pages.address(token, page, **more)
    db.session.commit()
    return redirect(address, 303)


def _live(slug: str) -> tuple[BriefTemplate, BriefVersion]:
    template = queries.live_template(slug) or abort(404)
    return template, template.current or abort(404)


def _open(token: str, now: datetime, *, lock: bool = False) -> Brief:
    visitor = open_link("brief", token, now=now)
    brief = queries.for_guest(visitor, lock=lock) if visitor is not None else None
    if brief is None:
        abort(404)
    asked = request.args.get("lang")
    g.language = asked if asked in LANGUAGES else brief.language
    refresh()
    return brief


def _read_body() -> CombinedMultiDict[str, Any]:
    """All that was sent, looked into before the database is asked: what takes long must not hold its lock."""
    request.max_content_length = uploads.LARGEST_PAGE
    request.max_form_memory_size = uploads.LARGEST_WORDS
    return CombinedMultiDict([request.form, uploads.prepared(request.files)])


def _today(brief: Brief | None, now: datetime) -> date:
    zone = brief.zone if brief is not None and brief.zone else people.agency().zone
    return in_zone(now, zone).date()


def _wished_language() -> str | None:
    # A button of the form, not a link, so that nothing typed is lost on the way.
    wish = request.form.get("speak")
    return wish if wish in LANGUAGES else None
