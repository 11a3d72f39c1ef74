"""What a visitor of a brief sees: its pages, and the thanks after the last of them."""

from datetime import datetime
from typing import Any

from flask import current_app, render_template, request, url_for

from agency.briefs import filling
from agency.briefs.answering import answering, days_of
from agency.briefs.forms import PageForm
from agency.briefs.models import Brief
from agency.briefs.questionnaire import Page
from agency.briefs.templates import BriefTemplate
from agency.briefs.walk import Walk
from agency.kernel.i18n import LANGUAGES, language


def show(
    page: Page,
    form: PageForm,
    template: BriefTemplate,
    brief: Brief | None = None,
    token: str | None = None,
    *,
    now: datetime,
    walk: Walk | None = None,
    action: str | None = None,
    look: str = "briefs/page.html",
    **more: Any,
) -> str:
    """One page of a brief; without `brief` and `token` the public first one.

    A preview and a test run go their own way (`walk`), elsewhere (`action`), in a frame of theirs (`look`).
    """
    if walk is None:
        walk = brief.walk() if brief is not None else _untouched(template)
    return render_template(
        look,
        page=page,
        template=template,
        walk=walk,
        form=form,
        action=action or _action(page, template, token),
        keeps=_keeps(brief, token),
        answering=answering(brief, now=now),
        languages=LANGUAGES,
        lang_switch=[],
        **more,
    )


def thank(brief: Brief, now: datetime) -> str:
    """Who answers, and by when, on the visitor's clock and on ours."""
    seen, lead = answering(brief, now=now), brief.lead
    return render_template(
        "briefs/thanks.html",
        brief=brief,
        lead=lead,
        answering=seen,
        days=days_of(lead.first_response_due_at, seen) if lead is not None else [],
        lang_switch=_languages(),
    )


def address(token: str, page: Page | None, **more: Any) -> str:
    """Of a page of the brief; without one, of the thanks."""
    if page is None:
        return url_for("briefs.thanks", token=token)
    return url_for("briefs.page", token=token, number=page.number, **more)


def _untouched(template: BriefTemplate) -> Walk:
    assert template.current is not None, "what was never published is not open"
    return Walk(template.current.asks, {})


def _action(page: Page, template: BriefTemplate, token: str | None) -> str:
    # The language goes along, so that an answer is pinned to the wording that was read.
    if token is None:
        return url_for("briefs.begin", slug=template.slug, lang=language())
    return url_for("briefs.keep", token=token, number=page.number, lang=language())


def _keeps(brief: Brief | None, token: str | None) -> dict[str, Any] | None:
    if brief is None or token is None:
        return None
    home = current_app.config["SETTINGS"].base_url
    return {
        "address": home + url_for("briefs.resume", token=token),
        "until": brief.started_at + filling.OPEN_FOR,
    }


def _languages() -> list[tuple[str, str, str]]:
    here = request.path
    return [(code, name, f"{here}?lang={code}") for code, name in LANGUAGES.items()]
