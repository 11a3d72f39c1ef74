"""Templates of briefs in the settings: all of them, a new one, from a file, put away, and the code of a link."""

import io
from typing import Any

import segno
from flask import (
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.briefs import building, choice_pictures, drafts, overview, publishing
from agency.briefs.questionnaire import Questionnaire
from agency.briefs.reading import NotAQuestionnaire
from agency.briefs.templates import BriefTemplate
from agency.briefs.views.blueprint import views
from agency.kernel import clock
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.forms import tidy
from agency.kernel.i18n import LANGUAGES
from agency.kernel.web import section, staff
from agency.people import queries as people
from agency.people.at_the_desk import member_here
from agency.people.models import Service

Page = str | Response | tuple[str, int]
LONGEST_NAME = 120


@views.get("/settings/briefs")
@staff(Access.manager)
@section("desk.settings")
def templates() -> str:
    """All templates: what is live, what is being made, what was put away."""
    return _list()


@views.post("/settings/briefs")
@staff(Access.manager)
@section("desk.settings")
def new_template() -> Page:
    """A new one, of nothing or of the questions of another."""
    name, asks = name_sent(), _asks_sent()
    if not name:
        return _list(problem=str(_("Write what the brief is called.")), at="name"), 422
    made = publishing.make(name, _service_sent(), asks, by=member_here(), at=clock.now())
    return _go_to(made)


@views.post("/settings/briefs/imports")
@staff(Access.manager)
@section("desk.settings")
def import_template() -> Page:
    """A new one from a file of another house."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return _list(
            problem=str(_("Choose the file of a brief, questionnaire.json.")), at="file"
        ), 422
    try:
        name, asks = publishing.imported(file.read(publishing.LARGEST_FILE + 1))
    except NotAQuestionnaire as error:
        problem = _("The file cannot be read as a brief: %(words)s", words=error)
        return _list(problem=str(problem), where=error.where, at="file"), 422
    asks, lacking = choice_pictures.kept_here(asks)
    fallback = {"en": file.filename.rpartition(".")[0][:LONGEST_NAME] or "brief"}
    service = _service_sent()
    made = publishing.make(name or fallback, service, asks, by=member_here(), at=clock.now())
    flash(_("The brief was read. Look through it, then publish it."))
    if lacking:
        names = ", ".join(lacking)
        flash(_("Pictures do not travel in the file. Add these again: %(names)s", names=names))
    return _go_to(made)


@views.post("/settings/briefs/<int:id>/facts")
@staff(Access.manager)
def template_facts(id: int) -> Page:
    """What it is called, for which service it is, in which languages it asks."""
    found = template_here(id, lock=True)
    name = name_sent()
    service = people_service(request.form.get("service", 0, type=int))
    languages = tuple(each for each in LANGUAGES if each in request.form.getlist("language"))
    if not name or not languages:
        flash(_("A brief needs a name and a language."), "error")
        return redirect(url_for("briefs.builder", id=id, at="whole"), 303)
    found.name, found.service = name, service or found.service
    draft = building.draft_of(found)
    if draft.asks.languages != languages:
        asks = drafts.in_languages(draft.asks, languages)
        building.keep(found, building.Draft(asks, draft.removed), by=member_here(), at=clock.now())
    db.session.commit()
    return redirect(url_for("briefs.builder", id=id, at="whole"), 303)


@views.post("/settings/briefs/<int:id>/openness")
@staff(Access.manager)
def template_openness(id: int) -> Response:
    """Its link works, or rests."""
    found = template_here(id, lock=True)
    if request.form.get("live") == "1":
        publishing.go_live(found)
        flash(_("It is live: its link opens it."))
    else:
        publishing.pause(found)
        flash(_("It rests: nobody begins one. What is half filled goes on."))
    db.session.commit()
    return _back(id)


@views.post("/settings/briefs/<int:id>/archive")
@staff(Access.manager)
def template_archive(id: int) -> Response:
    """It is put away, or taken out again."""
    found = template_here(id, lock=True)
    if request.form.get("away") == "1":
        publishing.archive(found, at=clock.now())
        flash(_("It is put away. Briefs that were filled stay, and it can be taken out again."))
    else:
        publishing.take_out(found)
        flash(_("It is back among the others."))
    db.session.commit()
    return redirect(url_for("briefs.templates"), 303)


@views.get("/settings/briefs/<int:id>/questionnaire.json")
@staff(Access.manager)
def questionnaire_file(id: int) -> Response:
    """What it asks as a file: the version asked for, else the draft."""
    found = template_here(id)
    number = request.args.get("version", type=int)
    asks = building.draft_of(found).asks
    if number is not None:
        versions = publishing.versions(found)
        asks = next((each.asks for each in versions if each.number == number), None) or abort(404)
    return _file(publishing.exported(found, asks), "application/json", f"{found.slug}.json")


@views.get("/settings/briefs/<int:id>/code.svg")
@staff(Access.manager)
def code(id: int) -> Response:
    """The link as a code for a phone's camera."""
    found = template_here(id)
    drawn = io.BytesIO()
    made = segno.make(link_of(found), error="m", micro=False)
    made.save(drawn, kind="svg", scale=8, border=4, dark="#000", light="#fff", xmldecl=True)
    name = f"{found.slug}.svg" if "download" in request.args else ""
    return _file(drawn.getvalue(), "image/svg+xml", name)


def link_of(template: BriefTemplate) -> str:
    """The address at which anybody begins one."""
    home = current_app.config["SETTINGS"].base_url
    return str(home + url_for("briefs.public", slug=template.slug))


def template_here(id: int, *, lock: bool = False) -> BriefTemplate:
    """The template of this address."""
    return building.template(id, lock=lock) or abort(404)


def name_sent() -> dict[str, str]:
    """A name by language, as it was sent."""
    typed = {each: tidy(request.form.get(f"name-{each}"))[:LONGEST_NAME] for each in LANGUAGES}
    return {language: words for language, words in typed.items() if words}


def people_service(id: int) -> Service | None:
    """The service with this id."""
    return next((each for each in people.services() if each.id == id), None)


def _asks_sent() -> Questionnaire:
    source = building.template(request.form.get("copy", 0, type=int))
    return building.draft_of(source).asks if source else drafts.begun(tuple(LANGUAGES))


def _service_sent() -> Service | None:
    return people_service(request.form.get("service", 0, type=int))


def _list(*, problem: str = "", where: str = "", at: str = "") -> str:
    told = overview.of_all()
    return render_template(
        "briefs/builder_list.html",
        told=told,
        links={each.template.id: link_of(each.template) for each in told},
        services=people.services(),
        languages=LANGUAGES,
        typed=request.form,
        problem=problem,
        where=where,
        wrong_at=at,
    )


def _go_to(made: BriefTemplate) -> Response:
    db.session.commit()
    return redirect(url_for("briefs.builder", id=made.id, at="whole"), 303)


def _back(id: int) -> Response:
    where: dict[str, Any] = {"at": "whole"}
    return redirect(url_for("briefs.builder", id=id, **where), 303)


def _file(data: str | bytes, kind: str, name: str) -> Response:
    response = make_response(data)
    response.headers["Content-Type"] = f"{kind}; charset=utf-8" if kind.endswith("json") else kind
    response.headers["X-Content-Type-Options"] = "nosniff"
    if name:
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
