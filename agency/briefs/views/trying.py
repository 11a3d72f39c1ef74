"""A draft as a visitor would see it: one page in a frame beside the builder, and a test run that keeps nothing."""

import re
from datetime import date, datetime
from typing import Any

from flask import abort, g, make_response, render_template, request, url_for
from flask_babel import refresh
from flask_wtf.csrf import generate_csrf
from werkzeug.datastructures import CombinedMultiDict
from werkzeug.wrappers import Response

from agency.briefs import building, drafts, forms, pages, trying, uploads
from agency.briefs.condition_words import speaks
from agency.briefs.drafts import NotThere
from agency.briefs.forms import PageForm
from agency.briefs.models import Brief
from agency.briefs.questionnaire import Page, Questionnaire
from agency.briefs.templates import BriefTemplate
from agency.briefs.views.blueprint import views
from agency.briefs.views.building import template_here
from agency.briefs.walk import Walk
from agency.kernel import clock
from agency.kernel.auth import Access
from agency.kernel.i18n import LANGUAGES, in_zone, language
from agency.kernel.web import reads, staff
from agency.people import queries as people

Answer = str | Response | tuple[str, int]
SCRIPTS = re.compile(r"<script\b[^>]*></script>")


@views.get("/settings/briefs/<int:id>/preview")
@staff(Access.manager)
def preview(id: int) -> Response:
    """One page of the draft with everything on it in sight, for the frame beside the builder."""
    template = template_here(id)
    asks = trying.unconditional(building.draft_of(template).asks)
    _speak(asks)
    try:
        page = drafts.page_of(asks, request.args.get("page", ""))
    except NotThere:
        page = next(iter(asks.pages), None) or abort(404)
    form = forms.empty(page, purpose=f"brief-preview:{id}", start="")
    shown = pages.show(
        page,
        form,
        template,
        now=clock.now(),
        walk=Walk(asks, {}),
        action="#",
        look="briefs/builder_preview.html",
        is_trial=True,
    )
    # Nothing runs in it: what is typed there is nobody's answer.
    response = make_response(SCRIPTS.sub("", shown))
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response


@views.get("/settings/briefs/<int:id>/trial")
@staff(Access.manager)
def trial(id: int) -> Answer:
    """A test run begins."""
    template, asks = _tried(id)
    brief = _brief(template, asks, "")
    first = next(iter(brief.walk().pages), None)
    if first is None:
        return render_template("briefs/builder_trial_empty.html", template=template)
    return _page(template, brief, first)


@views.post("/settings/briefs/<int:id>/trial/<int:number>")
@staff(Access.manager)
@reads
def trial_page(id: int, number: int) -> Answer:
    """A page of it came in: on, back, or once more until it fits; after the last, what we would have got."""
    sent = _read_body()
    template, asks = _tried(id)
    brief = _brief(template, asks, sent.get("start", ""))
    page = asks.page(number) or abort(404)
    now = clock.now()
    form = forms.sent(page, brief, sent, purpose=_purpose(template), today=_today(now))
    trying.take(brief, form, at=now)
    if sent.get("go") == "back":
        return _page(template, brief, brief.walk().previous(page) or page)
    if sent.get("speak") in LANGUAGES:
        g.language = sent["speak"]
        refresh()
        return _page(template, brief, page)
    if "go" not in sent:
        return _page(template, brief, page, more=sent.get("more", ""))
    if form.problems:
        return _show(template, brief, page, form), 422
    following = brief.walk().next(page)
    if following is not None:
        return _page(template, brief, following)
    wanting = brief.page_to_mend()
    if wanting is not None:
        return _page(template, brief, wanting, complain=True)
    return render_template(
        "briefs/builder_trial_end.html",
        template=template,
        brief=brief,
        is_changed=building.is_changed(template),
    )


def _page(
    template: BriefTemplate, brief: Brief, page: Page, *, complain: bool = False, more: str = ""
) -> str:
    today = _today(clock.now())
    form = forms.kept(
        page, brief, purpose=_purpose(template), today=today, complain=complain, more=more
    )
    return _show(template, brief, page, form)


def _show(template: BriefTemplate, brief: Brief, page: Page, form: PageForm) -> str:
    form.start.data = form.start.raw_data = trying.seal(template, brief)
    # The page stands behind a login, so it carries the seal of the session in the place of a guest's.
    form["csrf_token"].current_token = generate_csrf()
    form["csrf_token"].errors = []
    return pages.show(
        page,
        form,
        template,
        now=clock.now(),
        walk=brief.walk(),
        action=url_for("briefs.trial_page", id=template.id, number=page.number, lang=language()),
        look="briefs/builder_trial.html",
        is_trial=True,
    )


def _tried(id: int) -> tuple[BriefTemplate, Questionnaire]:
    template = template_here(id)
    asks = trying.asked_in_trial(building.draft_of(template).asks)
    _speak(asks)
    return template, asks


def _brief(template: BriefTemplate, asks: Questionnaire, sealed: str) -> Brief:
    return trying.brief_of(template, asks, sealed, language=language(), at=clock.now())


def _speak(asks: Questionnaire) -> None:
    asked = request.args.get("lang", "")
    g.language = asked if asked in LANGUAGES else speaks(asks.languages)
    refresh()


def _read_body() -> CombinedMultiDict[str, Any]:
    request.max_content_length = uploads.LARGEST_PAGE
    request.max_form_memory_size = uploads.LARGEST_WORDS
    request.max_form_parts = uploads.MOST_PARTS
    return CombinedMultiDict([request.form, request.files])


def _purpose(template: BriefTemplate) -> str:
    return f"brief-trial:{template.id}"


def _today(now: datetime) -> date:
    return in_zone(now, people.agency().zone).date()
