"""What the inbox and the list of leads share: the filter in the address, the views kept under a name, the choices
of an act on many leads.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from agency.leads import queries, saved_views
from agency.leads.closing import LossForm
from agency.leads.filter_bar import STAGES, FilterBar
from agency.leads.filters import MINE, Filter
from agency.leads.models import Stage
from agency.leads.saved_views import Place, SavedView
from agency.people import queries as people
from agency.people.at_the_desk import member_here

PAGES = {Place.inbox: "leads.inbox", Place.leads: "leads.all_leads"}


@dataclass(frozen=True)
class Tab:
    """A view over the list: where it leads, and how many open leads it shows (None where that is not counted)."""

    words: str
    href: str
    is_here: bool
    count: int | None = None


def listing(place: Place, chosen: Filter, *, now: datetime) -> dict[str, Any]:
    """What a list of leads needs around it, by the names of its template."""
    members, kept = people.managers(), saved_views.seen_by(member_here())
    return {
        "has_views": bool(kept),
        "bar": FilterBar.of(chosen, members, people.services()),
        "tabs": _tabs(place, chosen, kept, now=now),
        "here": url_for(PAGES[place]),
        "place": place.value,
        "owners": members,
        "loss": LossForm.asking(formdata=None),
        "me_here": member_here(),
        "address": request.full_path.rstrip("?"),
    }


def _tabs(place: Place, chosen: Filter, kept: Sequence[SavedView], *, now: datetime) -> list[Tab]:
    me = member_here()
    if place is Place.leads:
        return [*_stage_tabs(chosen), *(_kept_tab(view, place, chosen) for view in kept)]
    ready = [(_("Everyone’s"), Filter()), (_("Mine and nobody’s"), Filter(MINE))]
    asked = [chosen for _words, chosen in ready]
    asked += [view.filter for view in kept if view.place is Place.inbox]
    counts = iter(queries.how_many_open([each.conditions(me=me, now=now) for each in asked]))
    tabs = [
        Tab(words, url_for("leads.inbox", **asks.args), asks == chosen, next(counts))
        for words, asks in ready
    ]
    return tabs + [
        _kept_tab(view, place, chosen, next(counts) if view.place is Place.inbox else None)
        for view in kept
    ]


def _stage_tabs(chosen: Filter) -> list[Tab]:
    rest = chosen.without("stage").args
    stages: list[tuple[str, Stage | None]] = [(_("All"), None)]
    stages += [(str(words), stage) for stage, words in STAGES.items()]
    return [
        Tab(
            words,
            url_for("leads.all_leads", **rest, stage=stage.value if stage else None),
            chosen.stage is stage,
        )
        for words, stage in stages
    ]


def _kept_tab(view: SavedView, place: Place, chosen: Filter, count: int | None = None) -> Tab:
    href = url_for(PAGES[view.place], **view.filter.args)
    return Tab(view.name, href, view.place is place and view.filter == chosen, count)
