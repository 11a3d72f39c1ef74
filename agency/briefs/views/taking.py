"""A page of a brief came in, by whatever door: all of it is kept, and then what was pressed is done."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask import abort, g, jsonify, redirect, request
from flask_babel import gettext as _
from flask_babel import refresh
from werkzeug.datastructures import CombinedMultiDict
from werkzeug.wrappers import Response

from agency.briefs import filling, forms, pages, passing_on, uploads
from agency.briefs.answers import Giver
from agency.briefs.doors import Door
from agency.briefs.forms import PageForm
from agency.briefs.models import Brief
from agency.briefs.passing_on import NotPassedOn
from agency.briefs.questionnaire import Page as BriefPage
from agency.briefs.views.blueprint import may_write_letters
from agency.briefs.views.room import must_take
from agency.flows.brief_page_sent import (
    brief_handed_in,
    brief_page_kept,
    brief_page_over,
    brief_page_sent,
)
from agency.kernel.db import db
from agency.kernel.forms import GuestForm
from agency.kernel.i18n import LANGUAGES, clock_time, language
from agency.people import queries as people

Page = str | Response | tuple[str, int]
Then = Callable[[Brief, PageForm, Door, datetime], Page]


def read_body() -> CombinedMultiDict[str, Any]:
    """All that was sent, before the database is asked: a slow upload must not hold its lock."""
    request.max_content_length = uploads.LARGEST_PAGE
    request.max_form_memory_size = uploads.LARGEST_WORDS
    request.max_form_parts = uploads.MOST_PARTS
    return CombinedMultiDict([request.form, uploads.prepared(request.files, must_take)])


def speak_as(brief: Brief, wish: str | None = None) -> None:
    """The pages of this brief speak its language, unless another one is asked for."""
    g.language = wish if wish in LANGUAGES else brief.language
    refresh()


def wished_language() -> str | None:
    """Another language, by a button of the form and not a link, so that nothing typed is lost on the way."""
    wish = request.form.get("speak")
    return wish if wish in LANGUAGES else None


def is_kept_by_itself() -> bool:
    """A script sent it while they were writing; nobody pressed anything."""
    return request.form.get("go") == "keep"


def shown(brief: Brief, door: Door, number: int, now: datetime) -> str:
    """One page with what was answered so far."""
    found = brief.asks.page(number) or abort(404)
    complain = "missing" in request.args
    form = forms.kept(
        found,
        brief,
        purpose=door.purpose,
        today=filling.today(brief, now),
        complain=complain,
        more=request.args.get("more", ""),
    )
    form.brought_up = request.args.get("asked", "")
    return pages.show(found, form, brief.template, brief, door, now=now)


def take(brief: Brief, form: PageForm, door: Door, now: datetime) -> Page:
    """Keep what came, then do what was pressed."""
    if not brief.is_open:
        return _over(brief, form, door, now)
    is_late = filling.is_late(brief, request.form)
    if not (is_late and is_kept_by_itself()):
        _keep_all(brief, form, door, now)
    if "remove" in request.form:
        return _remove(brief, form, door, now)
    if "take_back" in request.form and door.is_theirs:
        return _take_back(brief, form, door, now)
    if wished_language() and door.is_theirs:
        brief.language = wished_language() or brief.language
        return go_to(door, form.page)
    if "more" in request.form:
        return go_to(door, form.page, more=request.form["more"])
    then = PRESSED.get(request.form.get("go", ""), _go_on)
    return then(brief, form, door, now)


def go_to(door: Door, page: BriefPage | None, **more: Any) -> Response:
    """Commit, and show this page next; without one, what comes after the last."""
    address = door.end() if page is None else door.page(page, **more)
    db.session.commit()
    return redirect(address, 303)


def _keep_all(brief: Brief, form: PageForm, door: Door, now: datetime) -> None:
    if door.is_theirs:
        brief.language = language()
    brief_page_kept(brief, form, by=door.by, at=now)


def _over(brief: Brief, form: PageForm, door: Door, now: datetime) -> Page:
    """It was handed in elsewhere meanwhile: what this page brings beside that is kept as a change to be sent."""
    if is_kept_by_itself():
        answer: Response = jsonify(over=True, words=_("It has been sent already."))
        answer.status_code = 409
        return answer
    if door.is_theirs:
        brief.language = language()
    brief_page_over(brief, form, by=door.by, at=now)
    return go_to(door, None)


def _kept(brief: Brief, form: PageForm, door: Door, now: datetime) -> Page:
    """What the script is told: when it was kept, what does not fit, and where the brief stands from now on."""
    zone = (brief.zone if not door.is_ours else None) or people.agency().zone
    form.forgive_blanks()
    told = {
        "kept_at": now.isoformat(),
        "words": _("Kept at %(time)s", time=clock_time(now, zone)),
        "errors": {each.id: each.words for each in form.problems},
        "address": door.page(form.page),
        "action": door.action(form.page),
        "had": form.came,
        "later": pages.later(brief, door, now) if door.is_theirs else "",
    }
    if not door.is_ours:
        told["seal"] = GuestForm(purpose=door.purpose)["csrf_token"].current_token
    db.session.commit()
    answer: Response = jsonify(told)
    return answer


def _go_back(brief: Brief, form: PageForm, door: Door, now: datetime) -> Page:
    return go_to(door, brief.walk().previous(form.page) or form.page)


def _go_on(brief: Brief, form: PageForm, door: Door, now: datetime) -> Page:
    if form.errors:
        return _show_what_is_wrong(brief, form, door, now)
    if door.only is not None and not form.appeared:
        return _give_back(brief, form, door, now)
    onward = brief_page_sent(brief, form, by=door.by, at=now)
    return go_to(door, onward.page, **onward.more)


def _send(brief: Brief, form: PageForm, door: Door, now: datetime) -> Page:
    """Hand it in, or send what was changed since; whoever has one page only gives that back."""
    if door.only is not None:
        return _give_back(brief, form, door, now)
    onward = brief_handed_in(brief, by=door.by, at=now)
    return go_to(door, onward.page, **onward.more)


def _give_back(brief: Brief, form: PageForm, door: Door, now: datetime) -> Page:
    for hand in brief.hands:
        if (Giver.colleague, hand.id) == door.by:
            passing_on.give_back(hand, form.page, at=now, allowed=may_write_letters)
    return go_to(door, None)


def _mail_link(brief: Brief, form: PageForm, door: Door, now: datetime) -> Page:
    if not door.is_theirs:
        return go_to(door, form.page)
    try:
        passing_on.mail_link(brief, request.form, at=now, allowed=may_write_letters())
    except NotPassedOn as refusal:
        return _show_beside(brief, form, door, now, refusal)
    return go_to(door, form.page, mailed=1)


def _hand_out(brief: Brief, form: PageForm, door: Door, now: datetime) -> Page:
    if not door.is_theirs:
        return go_to(door, form.page)
    try:
        passing_on.hand_out(brief, form.page, request.form, at=now, allowed=may_write_letters())
    except NotPassedOn as refusal:
        return _show_beside(brief, form, door, now, refusal)
    return go_to(door, form.page, handed=1)


def _take_back(brief: Brief, form: PageForm, door: Door, now: datetime) -> Page:
    passing_on.take_back(brief, request.form.get("take_back", 0, type=int), at=now)
    return go_to(door, form.page)


def _show_beside(
    brief: Brief, form: PageForm, door: Door, now: datetime, refusal: NotPassedOn
) -> Page:
    form.forgive()
    beside = refusal.beside
    html = pages.show(form.page, form, brief.template, brief, door, now=now, beside=beside)
    db.session.commit()
    return html, 422


def _remove(brief: Brief, form: PageForm, door: Door, now: datetime) -> Page:
    filling.remove_file(brief, form, request.form.get("remove", 0, type=int), at=now)
    form.forgive()
    html = pages.show(form.page, form, brief.template, brief, door, now=now)
    db.session.commit()
    return html


def _show_what_is_wrong(brief: Brief, form: PageForm, door: Door, now: datetime) -> Page:
    if request.endpoint == "briefs.begin":
        # From the public address to the brief's own, where it can be read again and again.
        return go_to(door, form.page, missing=1)
    html = pages.show(form.page, form, brief.template, brief, door, now=now)
    db.session.commit()
    return html, 422


PRESSED: dict[str, Then] = {
    "keep": _kept,
    "back": _go_back,
    "letter": _mail_link,
    "hand": _hand_out,
    "send": _send,
}
