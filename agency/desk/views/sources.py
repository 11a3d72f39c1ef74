"""Lines that come into an estimate from elsewhere: from the library, from an earlier proposal. And its weeks."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.desk.sources import Copied, Shelf, Ticked, room_in
from agency.kernel import clock, i18n
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.web import section, staff
from agency.people import queries as people
from agency.proposals import added, earlier, queries, taking, weeks
from agency.proposals.beside import experience_of
from agency.proposals.house_lines import Wanted
from agency.proposals.models import MOST_LINES, Proposal
from agency.proposals.rates import RatesOfTheDay
from agency.proposals.states import ProposalFrozen, TooManyLines
from agency.proposals.taking import Offer
from agency.proposals.weeks import WeeksRefused
from agency.proposals.wording import Wording

views = Blueprint("sources", __name__)
Answer = Response | str | tuple[str, int]


@views.get("/proposals/<int:id>/library")
@staff(Access.manager)
@section("proposals.index")
def library(id: int) -> Answer:
    """The agency's own lines, to be ticked."""
    found = queries.proposal(id) or abort(404)
    if not found.is_draft:
        return redirect(url_for("proposals.proposal", id=id), 303)
    return _shelf_page(found, _shelf(found, Ticked.of(request.args)))


@views.post("/proposals/<int:id>/library")
@staff(Access.manager)
@section("proposals.index")
def from_library(id: int) -> Answer:
    """Take what was ticked; or look for others, and keep the ticks."""
    found = queries.for_writing(id) or abort(404)
    shelf = _shelf(found, Ticked.of(request.form))
    if request.form.get("do") != "take" or not shelf.taken:
        return _shelf_page(found, shelf, is_empty=request.form.get("do") == "take")
    try:
        return _take(found, shelf.taken, shelf.ticked.into)
    except (TooManyLines, ProposalFrozen) as refusal:
        db.session.rollback()
        again = queries.proposal(id) or abort(404)
        return _shelf_page(again, _shelf(again, shelf.ticked), refusal)


@views.get("/proposals/<int:id>/earlier")
@staff(Access.manager)
@section("proposals.index")
def before(id: int) -> Answer:
    """Earlier proposals, looked for; and one of them with its sections and lines."""
    found = queries.proposal(id) or abort(404)
    if not found.is_draft:
        return redirect(url_for("proposals.proposal", id=id), 303)
    return _earlier_page(found, _copied(found, request.args.get("from"), Ticked()))


@views.post("/proposals/<int:id>/earlier")
@staff(Access.manager)
@section("proposals.index")
def from_earlier(id: int) -> Answer:
    """Take the sections and lines that were ticked."""
    found = queries.for_writing(id) or abort(404)
    ticked, source = Ticked.of(request.form), request.form.get("from")
    copied = _copied(found, source, ticked) or abort(404)
    if not copied.taken:
        return _earlier_page(found, copied, is_empty=True)
    try:
        return _take(found, copied.taken, ticked.into)
    except (TooManyLines, ProposalFrozen) as refusal:
        db.session.rollback()
        again = queries.proposal(id) or abort(404)
        return _earlier_page(again, _copied(again, source, ticked), refusal)


@views.post("/proposals/<int:id>/weeks")
@staff(Access.manager)
def planning(id: int) -> Response:
    """Say in which weeks the work would be done, or leave it to its stages."""
    found = queries.for_writing(id) or abort(404)
    try:
        weeks.plan(found, _day("from"), _day("until"))
    except (WeeksRefused, ValueError) as refusal:
        flash(WHY_NOT.get(str(refusal), WHY_NOT["half"])(), "error")
    else:
        db.session.commit()
    return redirect(url_for("proposals.proposal", id=id, _anchor="capacity"), 303)


WHY_NOT = {
    "order": lambda: _("Not planned: the last day comes before the first one."),
    "half": lambda: _("Not planned: give the first day and the last one, or neither."),
    "long": lambda: _("Not planned: these weeks are longer than a year."),
}


def _day(name: str) -> date | None:
    typed = request.form.get(name, "").strip()
    return date.fromisoformat(typed) if typed else None


def _take(found: Proposal, offers: Sequence[Offer], into: str) -> Response:
    taken = taking.take(found, offers, into=into)
    db.session.commit()
    return redirect(url_for("proposals.proposal", id=found.id, new=added.written(taken)), 303)


def _shelf(found: Proposal, ticked: Ticked) -> Shelf:
    wanted = Wanted.of(request.values)
    return Shelf.of(found, wanted, ticked, RatesOfTheDay(_today(), found.currency))


def _copied(found: Proposal, source: str | None, ticked: Ticked) -> Copied | None:
    is_number = source is not None and source.isdecimal() and len(source) < 10
    other = queries.proposal(int(source or 0)) if is_number else None
    if other is None or other.id == found.id:
        return None
    return Copied.of(other, found, ticked, RatesOfTheDay(_today(), found.currency))


def _shelf_page(
    found: Proposal, shelf: Shelf, refusal: Exception | None = None, *, is_empty: bool = False
) -> Answer:
    page = _page(
        "proposals/from_library.html",
        found,
        refusal,
        is_empty,
        shelf=shelf,
        known=experience_of(shelf.lines),
        services=people.services(),
        count=len(shelf.taken),
        ticked=shelf.ticked,
    )
    return page, 422 if refusal or is_empty else 200


def _earlier_page(
    found: Proposal,
    copied: Copied | None,
    refusal: Exception | None = None,
    *,
    is_empty: bool = False,
) -> Answer:
    words = request.values.get("q", "").strip()[:120]
    page = _page(
        "proposals/from_earlier.html",
        found,
        refusal,
        is_empty,
        words=words,
        others=earlier.search(words, but=found) if copied is None else [],
        copied=copied,
        count=len(copied.taken) if copied else 0,
        ticked=copied.ticked if copied else Ticked(),
        then=_write(copied.source.currency) if copied else None,
        now=clock.now(),
    )
    return page, 422 if refusal or is_empty else 200


def _page(
    template: str, found: Proposal, refusal: Exception | None, is_empty: bool, **more: Any
) -> str:
    return render_template(
        template,
        proposal=found,
        refusal=type(refusal).__name__ if refusal else "",
        is_empty=is_empty,
        most=MOST_LINES,
        room=room_in(found),
        write=_write(found.currency),
        lang=i18n.language(),
        **more,
    )


def _write(currency: str) -> Wording:
    return Wording(i18n.language(), currency, clock.now().year, costs=(), rates=())


def _today() -> date:
    return i18n.in_zone(clock.now(), people.agency().zone).date()
