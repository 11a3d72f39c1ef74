"""Briefs that were begun and not sent, for those who manage."""

from typing import Any

from flask import render_template

from agency.briefs import begun as reading
from agency.briefs.views.blueprint import views
from agency.kernel import clock
from agency.kernel.auth import Access
from agency.kernel.web import section, staff


@views.get("/briefs/begun")
@staff(Access.manager)
@section("leads.inbox")
def begun() -> str:
    """Who began one, where they stopped, and when they were there last."""
    now = clock.now()
    return render_template("briefs/begun.html", rows=reading.begun(now=now), now=now)


@views.app_context_processor
def _figure() -> dict[str, Any]:
    return {"briefs_begun": lambda: reading.how_many(now=clock.now())}
