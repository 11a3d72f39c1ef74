"""Versions of a template: publishing the draft, what changed between two of them, and giving the draft up."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.briefs import building, publishing
from agency.briefs.building_page import Builder
from agency.briefs.differences import differences
from agency.briefs.publishing import ChangedSince, NothingChanged, NotSound
from agency.briefs.templates import BriefTemplate, BriefVersion
from agency.briefs.views.blueprint import views
from agency.briefs.views.building import template_here
from agency.kernel import clock
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.web import section, staff
from agency.people.at_the_desk import member_here

Answer = str | Response | tuple[str, int]


@views.get("/settings/briefs/<int:id>/versions")
@staff(Access.manager)
@section("desk.settings")
def versions(id: int) -> str:
    """What would be published, and all that was; what changed between two."""
    return _page(template_here(id))


@views.post("/settings/briefs/<int:id>/versions")
@staff(Access.manager)
@section("desk.settings")
def publish(id: int) -> Answer:
    """The draft counts from now on, for briefs that begin."""
    found = template_here(id, lock=True)
    edits = request.form.get("edits", -1, type=int)
    try:
        made = publishing.publish(found, edits=edits, by=member_here(), at=clock.now())
    except NothingChanged:
        return _page(found, _("Nothing has changed since the last version.")), 422
    except ChangedSince:
        words = _("Somebody changed the draft after you opened this page. Look at it again.")
        return _page(found, words), 409
    except NotSound as error:
        count = len(error.faults)
        return _page(found, _("Not published: %(count)d things to mend.", count=count)), 422
    db.session.commit()
    flash(_("Published as version %(n)d.", n=made.number))
    return redirect(url_for("briefs.versions", id=id), 303)


@views.post("/settings/briefs/<int:id>/draft/removal")
@staff(Access.manager)
def draft_removal(id: int) -> Response:
    """The draft is given up: what counts now is edited again."""
    found = template_here(id, lock=True)
    if found.current is None:
        abort(409)
    publishing.discard(found, by=member_here(), at=clock.now())
    db.session.commit()
    flash(_("The draft is as the published version again."))
    return redirect(url_for("briefs.builder", id=id), 303)


def _page(template: BriefTemplate, problem: str = "") -> str:
    every = publishing.versions(template)
    later, earlier = _chosen(every, "to", 0), _chosen(every, "from", 1)
    builder = Builder(template)
    current = template.current
    return render_template(
        "briefs/builder_versions.html",
        template=template,
        builder=builder,
        versions=every,
        problem=problem,
        to_publish=differences(current.asks, builder.asks) if current else [],
        is_changed=building.is_changed(template),
        earlier=earlier,
        later=later,
        changes=differences(earlier.asks, later.asks) if earlier and later else [],
    )


def _chosen(every: list[BriefVersion], name: str, place: int) -> BriefVersion | None:
    """The version asked for, else the one at this place from the latest."""
    number = request.args.get(name, type=int)
    named = next((each for each in every if each.number == number), None)
    return named or (every[place] if place < len(every) else None)
