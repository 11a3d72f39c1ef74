"""A brief in a frame on the agency's own site: the script that puts it there, and the sites that may."""

from pathlib import Path

from flask import (
    Response,
    current_app,
    flash,
    g,
    redirect,
    render_template,
    request,
    send_from_directory,
    url_for,
)
from flask_babel import gettext as _
from werkzeug.wrappers import Response as AnyResponse

from agency.briefs import embedding, queries
from agency.briefs.embedding import NotAnOrigin
from agency.briefs.templates import BriefTemplate
from agency.briefs.views.blueprint import views
from agency.briefs.views.building import link_of, template_here
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.i18n import pick
from agency.kernel.web import ANYONE, GUEST, POLICY, public, section, staff, who_may

Page = str | AnyResponse | tuple[str, int]
A_DAY = 86_400
FOR_VISITORS = (ANYONE, GUEST)
NOWHERE_ELSE = "frame-ancestors 'self'"


@views.after_request
def _let_its_sites_frame_it(response: AnyResponse) -> AnyResponse:
    """Only pages of a brief, and only on the sites that its template names; what a visitor is refused with, too."""
    origins = g.get("framed_by") or _origins_of_a_refusal(response.status_code)
    if origins:
        policy = POLICY.replace(NOWHERE_ELSE, embedding.ancestors(origins))
        response.headers["Content-Security-Policy"] = policy
    return response


def _origins_of_a_refusal(status: int) -> list[str]:
    """Of which brief it would have been, nobody can say: the sites of all of them show that there is none."""
    if not 400 <= status < 500 or who_may(current_app, request.endpoint or "") not in FOR_VISITORS:
        return []
    return queries.origins()


@views.get("/brief/embed.js")
@public
def embed_script() -> Response:
    """What a site's page loads: the brief in a frame, as high as it is."""
    folder = Path(current_app.static_folder or "") / "js" / "brief"
    response = send_from_directory(folder, "embed.js", mimetype="text/javascript", max_age=A_DAY)
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Cache-Control"] += f", stale-while-revalidate={7 * A_DAY}"
    return response


@views.get("/settings/briefs/<int:id>/sites")
@staff(Access.manager)
@section("desk.settings")
def sites(id: int) -> str:
    """The lines for the agency's own site, and which sites may show it."""
    found = template_here(id)
    return _page(found, "\n".join(found.origins))


@views.post("/settings/briefs/<int:id>/sites")
@staff(Access.manager)
@section("desk.settings")
def sites_change(id: int) -> Page:
    """Other sites from now on."""
    found, typed = template_here(id, lock=True), request.form.get("origins", "")[:10_000]
    try:
        found.origins = embedding.origins_in(typed)
    except NotAnOrigin as error:
        return _page(found, typed, str(error)), 422
    db.session.commit()
    flash(_("Saved"))
    return redirect(url_for("briefs.sites", id=id), 303)


def _page(found: BriefTemplate, typed: str, problem: str = "") -> str:
    link = link_of(found)
    return render_template(
        "briefs/sites.html",
        template=found,
        typed=typed,
        problem=problem,
        script=embedding.script(link, found.slug),
        frame=embedding.frame(link, pick(found.called)),
    )
