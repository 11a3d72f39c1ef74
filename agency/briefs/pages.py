"""What a visitor of a brief sees: its pages, and the thanks after the last of them."""

from datetime import datetime
from typing import Any

from flask import current_app, g, render_template, request, url_for

from agency.briefs import filling, known, mails, provenance
from agency.briefs.answering import answering, days_of
from agency.briefs.doors import ByLink, Door
from agency.briefs.forms import PageForm
from agency.briefs.models import Brief
from agency.briefs.passing_on import Beside
from agency.briefs.passing_on import beside as beside_of
from agency.briefs.questionnaire import Page
from agency.briefs.templates import BriefTemplate
from agency.briefs.walk import Walk
from agency.kernel.i18n import LANGUAGES, language


def show(
    page: Page,
    form: PageForm,
    template: BriefTemplate,
    brief: Brief | None = None,
    door: Door | None = None,
    *,
    now: datetime,
    beside: Beside | None = None,
    walk: Walk | None = None,
    action: str | None = None,
    look: str = "briefs/page.html",
    **more: Any,
) -> str:
    """One page of a brief; without `brief` and `door` the public first one.

    A preview and a test run go their own way (`walk`), elsewhere (`action`), in a frame of theirs (`look`).
    """
    _let_sites_frame(template)
    if walk is None:
        walk = brief.walk() if brief is not None else _untouched(template)
    return render_template(
        look,
        page=page,
        template=template,
        walk=walk,
        form=form,
        action=action or _action(page, template, door),
        door=door,
        brief=brief,
        keeps=_keeps(brief, door),
        beside=beside or _beside(brief, door),
        folded=known.folded(brief, page, form) if brief is not None else None,
        answering=answering(brief, now=now),
        languages=LANGUAGES,
        lang_switch=[],
        **more,
    )


def thank(brief: Brief, door: Door, now: datetime) -> str:
    """Who answers, and by when, on the visitor's clock and on ours; and the way to add something."""
    _let_sites_frame(brief.template)
    seen, lead = answering(brief, now=now), brief.lead
    return render_template(
        "briefs/thanks.html",
        brief=brief,
        door=door,
        lead=lead,
        answering=seen,
        days=days_of(lead.first_response_due_at, seen) if lead is not None else [],
        givers=provenance.givers_of(brief),
        unsent=brief.unsent() if brief.is_open else [],
        lang_switch=_languages(),
    )


def received(brief: Brief) -> str:
    """It is here, and could not be put in its place yet."""
    _let_sites_frame(brief.template)
    return render_template(
        "briefs/received.html", brief=brief, answering=None, lang_switch=_languages()
    )


def ended(brief: Brief, token: str) -> str:
    """A link that has run out or was taken back, and a way to a fresh one."""
    _let_sites_frame(brief.template)
    return render_template(
        "briefs/ended.html",
        brief=brief,
        token=token,
        may_mail=bool(mails.known_address(brief)),
        answering=None,
        lang_switch=_languages(),
    )


def later(brief: Brief, door: Door, now: datetime) -> str:
    """How to go on later, for a page that has just begun a brief."""
    return render_template(
        "briefs/_later.html",
        keeps=_keeps(brief, door),
        beside=_beside(brief, door),
        answering=answering(brief, now=now),
    )


def _let_sites_frame(template: BriefTemplate) -> None:
    """This page may stand in a frame on the sites that the template names; see views/embedding.py."""
    g.framed_by = list(template.origins)


def _untouched(template: BriefTemplate) -> Walk:
    assert template.current is not None, "what was never published is not open"
    return Walk(template.current.asks, {})


def _action(page: Page, template: BriefTemplate, door: Door | None) -> str:
    # The language goes along, so that an answer is pinned to the wording that was read.
    if door is None:
        return url_for("briefs.begin", slug=template.slug, lang=language())
    return door.action(page)


def _keeps(brief: Brief | None, door: Door | None) -> dict[str, Any] | None:
    """The address to go on at, and until when it opens."""
    if brief is None or not isinstance(door, ByLink):
        return None
    home = current_app.config["SETTINGS"].base_url
    return {
        "address": home + url_for("briefs.resume", token=door.token),
        "until": door.until or brief.started_at + filling.OPEN_FOR,
    }


def _beside(brief: Brief | None, door: Door | None) -> Beside | None:
    return beside_of(brief) if brief is not None and isinstance(door, ByLink) else None


def _languages() -> list[tuple[str, str, str]]:
    here = request.path
    return [(code, name, f"{here}?lang={code}") for code, name in LANGUAGES.items()]
