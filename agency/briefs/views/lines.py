"""Which answers of a template suggest which lines of an estimate: kept in its draft, published with its version."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.briefs import building, lines
from agency.briefs.building import Draft
from agency.briefs.lines import NEW, LineChangedMeanwhile, Lines, TypedLine
from agency.briefs.templates import BriefTemplate
from agency.briefs.views.blueprint import views
from agency.kernel import clock
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.web import section, staff
from agency.people import queries as people
from agency.people.at_the_desk import member_here

Page = str | Response | tuple[str, int]


@views.get("/settings/briefs/<int:id>/suggestions")
@staff(Access.manager)
@section("desk.settings")
def suggestions(id: int) -> str:
    """All lines of this template, each with the answer that suggests it."""
    return _show(Lines(_template(id)))


@views.get("/settings/briefs/<int:id>/suggestions/<key>")
@staff(Access.manager)
@section("desk.settings")
def suggestion(id: int, key: str) -> Page:
    """One line to be changed, or a new one."""
    template = _template(id)
    found = lines.line_of(building.draft_of(template).asks, key)
    if found is None and key != NEW:
        abort(404)
    return _show(Lines(template, TypedLine.of(found)))


@views.post("/settings/briefs/<int:id>/suggestions/<key>")
@staff(Access.manager)
@section("desk.settings")
def suggestion_change(id: int, key: str) -> Page:
    """It is kept in the draft; or one of the buttons of its condition was pressed."""
    template = _template(id, lock=True)
    draft = building.draft_of(template)
    shown = Lines(template, TypedLine.read(request.form, key, draft.asks))
    assert shown.typed is not None, "it was just read"
    command, _colon, path = request.form.get("do", "").partition(":")
    if command != "save":
        shown.press(command, path)
        return _show(shown)
    if shown.typed.errors:
        shown.is_refused = True
        return _show(shown), 422
    made = shown.typed.made()
    try:
        lines.must_be_seen(lines.line_of(draft.asks, key), made, request.form.get("mark", ""))
    except LineChangedMeanwhile as error:
        shown.theirs = error.theirs
        return _show(shown), 409
    flash(_("Kept in the draft. It counts once the brief is published."))
    return _keep(template, lines.with_line(draft, made))


@views.post("/settings/briefs/<int:id>/suggestions/<key>/removal")
@staff(Access.manager)
def suggestion_removal(id: int, key: str) -> Response:
    """A line is taken out of the draft."""
    template = _template(id, lock=True)
    return _keep(template, lines.without_line(building.draft_of(template), key))


def _keep(template: BriefTemplate, draft: Draft) -> Response:
    if draft.asks != building.draft_of(template).asks:
        building.keep(template, draft, by=member_here(), at=clock.now())
        db.session.commit()
    return redirect(url_for("briefs.suggestions", id=template.id), 303)


def _show(shown: Lines) -> str:
    return render_template(
        "briefs/lines.html",
        builder=shown,
        template=shown.template,
        asks=shown.asks,
        roles=people.roles(),
        condition_of="line",
    )


def _template(id: int, *, lock: bool = False) -> BriefTemplate:
    return building.template(id, lock=lock) or abort(404)
