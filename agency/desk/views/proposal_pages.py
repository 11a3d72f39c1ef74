"""The pages of a proposal, and the works that stand in it: chosen, ordered, left out."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.web import section, staff
from agency.proposals import layouts, paging, passages, queries, screens, variables, working
from agency.proposals.arranging import TooManyPages
from agency.proposals.forms import PlainForm
from agency.proposals.models import Proposal
from agency.proposals.page_forms import PagesForm
from agency.proposals.paging import Offered, StalePages
from agency.proposals.states import ProposalFrozen
from agency.proposals.text_forms import WHOSE
from agency.proposals.working import Filter, TooManyWorks

views = Blueprint("proposal_pages", __name__)
Answer = Response | str | tuple[str, int]


@views.get("/proposals/<int:id>/pages")
@staff(Access.manager)
@section("proposals.index")
def pages(id: int) -> str:
    """Its style, and page by page what stands in it."""
    found = queries.proposal(id) or abort(404)
    there = paging.offered(found)
    return _page(found, paging.form_for(found, there.texts), there)


@views.post("/proposals/<int:id>/pages")
@staff(Access.manager)
@section("proposals.index")
def arrangement(id: int) -> Answer:
    """Keep the pages as they were typed, and do what the button says."""
    found = queries.for_writing(id) or abort(404)
    there = paging.offered(found)
    form, do = paging.form_for(found, there.texts), request.form.get("do", "")
    # A page that is taken out need not be right.
    if not form.validate() and not do.startswith("drop:"):
        return _page(found, form, there), 422
    try:
        at = paging.rearrange(found, form, there.texts, do)
    except TooManyPages:
        flash(_("These are as many pages as a proposal can have."), "error")
        return _page(found, form, there), 409
    except (StalePages, ProposalFrozen) as refusal:
        return _page(found, form, there, refusal=type(refusal).__name__), 409
    db.session.commit()
    if at is None:
        flash(_("Saved."))
    anchor = None if at is None else f"page-{at}"
    return redirect(url_for(".pages", id=id, _anchor=anchor), 303)


@views.get("/proposals/<int:id>/references")
@staff(Access.manager)
@section("proposals.index")
def works(id: int) -> str:
    """Which works stand in it, in which order, and what else the library has."""
    return _works_page(queries.proposal(id) or abort(404))


@views.post("/proposals/<int:id>/references")
@staff(Access.manager)
@section("proposals.index")
def placing(id: int) -> Answer:
    """One work in, out, or to another place."""
    found, do = queries.for_writing(id) or abort(404), request.form.get("do", "")
    try:
        working.place(found, do)
    except TooManyWorks:
        flash(_("These are as many works as a proposal can show."), "error")
    except ProposalFrozen:
        flash(_("It was sent already: a change is a new version."), "error")
    db.session.commit()
    anchor = f"work-{do.partition(':')[2]}" if do.startswith(("up:", "down:")) else None
    kind, tag = (request.args.get(name) or None for name in ("kind", "tag"))
    return redirect(url_for(".works", id=id, kind=kind, tag=tag, _anchor=anchor), 303)


def _works_page(found: Proposal) -> str:
    wanted, placed = Filter.of(request.args), found.references
    others = [each for each in working.library() if each not in placed]
    return render_template(
        "proposals/works_of.html",
        proposal=found,
        form=PlainForm(),
        works=[each for each in others if wanted.takes(each)],
        tags=passages.tags_in(each.tags for each in others),
        wanted=wanted,
        whose=WHOSE,
        thumbnail=screens.thumbnails([each.picture for each in (*placed, *others)]),
    )


def _page(found: Proposal, form: PagesForm, there: Offered, **more: Any) -> str:
    return render_template(
        "proposals/pages.html",
        proposal=found,
        form=form,
        there=there,
        looks=layouts.STYLES,
        known=variables.KNOWN,
        fresh_mark=paging.mark_of_pages(found),
        empty=found.empty_variables,
        **{"refusal": "", **more},
    )
