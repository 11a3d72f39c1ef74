"""The contact form: a visitor writes, and learns by when they hear from us."""

import hashlib
import json
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, g, redirect, render_template, request, url_for
from flask_babel import refresh
from werkzeug.datastructures import CombinedMultiDict
from werkzeug.wrappers import Response

from agency.briefs import uploads
from agency.briefs.answering import seen_from
from agency.flows.delivery_received import delivery_received
from agency.kernel import clock
from agency.kernel.auth import limiter, make_link, open_link
from agency.kernel.db import db
from agency.kernel.files import StoredFile, store
from agency.kernel.i18n import LANGUAGES
from agency.kernel.web import guest, public
from agency.kernel.work import judge, task_for
from agency.kernel.zones import known_zone
from agency.leads.inquiries import Channel
from agency.leads.ways_in import deliveries
from agency.leads.ways_in.contact_form import (
    ContactForm,
    Start,
    files_kept,
    seal_files,
    weighed,
)
from agency.leads.ways_in.deliveries import Delivery
from agency.leads.ways_in.reasons import Why

views = Blueprint("contact", __name__)
seldom = limiter.shared_limit("10 per minute;60 per hour", scope="contact")

Page = str | Response | tuple[str, int]


@views.get("/contact")
@public
def form() -> Page:
    """The form, open to anybody."""
    now = clock.now()
    return _show(ContactForm(start=Start.seal(now)), now)


@views.post("/contact")
@public
@seldom
def send() -> Page:
    """Somebody writes. Whatever raises a doubt is kept for a person to look at."""
    sent, now = _read_body(), clock.now()
    _speak(sent.get("speak") or sent.get("lang"))
    form, start = ContactForm(sent), Start.read(sent.get("start"), now)
    files, refusals = _files(form, now)
    fits = form.validate()
    # A page that was open for a week is sealed anew, and asks to be sent again.
    if "speak" in sent or not fits or refusals:
        form.kept.data = seal_files(files)
        page = _show(form, now, files=files, refusals=refusals, mute="speak" in sent)
        db.session.commit()
        return page, 200 if "speak" in sent else 422
    work = judge(form.work.data, form.start.data or "", at=now)
    doubt = Why.trap if form.trap.data else weighed(start.doubt, work)
    _take(form.content(files, doubt), start.token, doubt, now)
    return redirect(url_for("contact.thanks", token=start.token, lang=_wished()), 303)


@views.get("/contact/<token>")
@guest
def thanks(token: str) -> Page:
    """Who answers, and by when."""
    now = clock.now()
    opened = open_link("contact", token, now=now)
    found = db.session.get(Delivery, opened.subject) if opened is not None else None
    if found is None:
        abort(404)
    said = json.loads(found.body)
    _speak(said["language"] if "lang" not in request.args else None)
    zone = known_zone(said["zone"])
    return render_template(
        "ways_in/thanks.html",
        said=said,
        lead=found.lead,
        answering=seen_from(zone, found.lead.owner if found.lead else None, now=now),
        may_hear=not said["doubt"],
    )


def _take(content: bytes, token: str, doubt: Why | None, now: datetime) -> None:
    # The same page with the same words is one inquiry, however often the button was pressed.
    name = hashlib.sha256(token.encode() + content).hexdigest()
    kept = deliveries.keep(
        content,
        door=Channel.form,
        external_id=name,
        content_type="application/json",
        read_at=now + deliveries.SOON,
        at=now,
    )
    if open_link("contact", token, now=now) is None:
        make_link("contact", kept.id, at=now, token=token)
    db.session.commit()
    found = deliveries.take(kept.id)
    if found is not None and found.state is deliveries.Standing.waiting:
        delivery_received(found)
        deliveries.forget_plan(found)
    db.session.commit()


def _files(form: ContactForm, now: datetime) -> tuple[list[StoredFile], list[str]]:
    kept = files_kept(form.kept.data)
    chosen = [each for each in form.files.data or [] if getattr(each, "filename", "")]
    good, refusals = uploads.sort(chosen, kept)
    for each in good:
        kept.append(store(each.data, name=each.name, content_type=each.content_type, at=now))
    return kept, refusals


def _show(
    form: ContactForm,
    now: datetime,
    *,
    files: list[StoredFile] | None = None,
    refusals: list[str] | None = None,
    mute: bool = False,
) -> str:
    if mute:
        for field in form:
            field.errors = []
    if refusals:
        form.files.errors = refusals
    form["csrf_token"].data = None
    form.work.render_kw = {"data-work": task_for(form.start.data or "", at=now)}
    return render_template(
        "ways_in/contact.html",
        form=form,
        files=files or [],
        answering=seen_from(known_zone(form.zone.data), None, now=now),
        languages=LANGUAGES,
        lang_switch=[],
        most=uploads.MOST_FILES,
        megabytes=uploads.LARGEST_MB,
    )


def _read_body() -> CombinedMultiDict[str, Any]:
    """All that was sent, before the database is asked: a slow upload must not hold its lock."""
    request.max_content_length = uploads.LARGEST_PAGE
    request.max_form_memory_size = uploads.LARGEST_WORDS
    return CombinedMultiDict([request.form, request.files])


def _wished() -> str | None:
    wish = request.form.get("lang") or request.args.get("lang")
    return wish if wish in LANGUAGES else None


def _speak(wish: str | None) -> None:
    # A button of the form, not a link, so that nothing typed is lost on the way.
    if wish in LANGUAGES:
        g.language = wish
        refresh()
