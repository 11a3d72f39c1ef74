"""A page of a brief was sent: all of it is kept, and it leads on, back to what is wanting, or to the end."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from agency.briefs import filling
from agency.briefs.answers import By
from agency.briefs.forms import PageForm
from agency.briefs.models import Brief
from agency.briefs.questionnaire import Page
from agency.flows.brief_amended import brief_amended
from agency.flows.brief_kept import brief_kept
from agency.flows.brief_submitted import brief_submitted


@dataclass(frozen=True)
class Onward:
    """Where it leads: to a page, with what is to be pointed at there; without one, to what comes after the last."""

    page: Page | None = None
    more: dict[str, Any] = field(default_factory=dict)


def brief_page_kept(brief: Brief, form: PageForm, *, by: By, at: datetime) -> None:
    """All that it brings. Raises BriefSubmitted."""
    filling.take(brief, form, at=at, by=by)
    if not brief.is_submitted:
        brief_kept(brief, by=by, at=at)


def brief_page_over(brief: Brief, form: PageForm, *, by: By, at: datetime) -> None:
    """It was handed in elsewhere meanwhile: what this page brings beside that is kept as a change to be sent."""
    brief.reopen(at=at)
    brief_page_kept(brief, form, by=by, at=at)
    brief.close_unchanged()


def brief_page_sent(brief: Brief, form: PageForm, *, by: By, at: datetime) -> Onward:
    """What was kept is to go on: to what these answers ask, to the next page, or, after the last, in."""
    if form.errors:
        return Onward(form.page, {"missing": 1})
    if form.appeared:
        return Onward(form.page, {"asked": " ".join(each.key for each in form.appeared)})
    following = brief.page_after(form.page)
    return Onward(following) if following is not None else brief_handed_in(brief, by=by, at=at)


def brief_handed_in(brief: Brief, *, by: By, at: datetime) -> Onward:
    """The whole of it, or what was changed since; unless something is wanting."""
    wanting = brief.page_to_mend()
    if wanting is not None:
        return Onward(wanting, {"missing": 1})
    if brief.is_submitted:
        brief_amended(brief, by=by, at=at)
    else:
        brief_submitted(brief, by=by, at=at)
    return Onward()
