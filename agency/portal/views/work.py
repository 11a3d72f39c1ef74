"""What clients see of the work by their link: their page of a project, its files, and reports."""

from flask import Response, abort, redirect, request, send_file, url_for

from agency.kernel import clock, filetypes
from agency.kernel.auth import open_link
from agency.kernel.db import begin_reading, db
from agency.kernel.web import guest, staff, writes
from agency.portal import report_page, work_page
from agency.portal.readers import is_reader
from agency.portal.views.blueprint import Page, seldom, views
from agency.portal.work_page import Standing
from agency.tasks import client_links, for_client, queries
from agency.tasks.reports import WorkReport


@views.get("/work/<token>")
@guest
@writes
def work(token: str) -> str:
    """What is shown to them, what waits for their word first; the first look within an hour is noted."""
    now = clock.now()
    here = _standing(token)
    if is_reader(request) and client_links.note_opening(here.project, here.who, at=now):
        db.session.commit()
    begin_reading()
    return work_page.page(here, now)


@views.get("/boards/<int:id>/client/preview")
@staff()
def work_preview(id: int) -> str:
    """The same for one of us: nothing is noted, and nothing can be said."""
    project = queries.project(id) or abort(404)
    return work_page.page(work_page.stand_in(project), clock.now())


@views.post("/work/<token>/tasks/<int:id>/words")
@guest
@seldom
def words(token: str, id: int) -> Page:
    """An approval, a wish for a change, or a comment."""
    now = clock.now()
    again = work_page.say(_standing(token), id, now=now)
    if again is not None:
        return work_page.page(again, now), 409 if again.note else 422
    db.session.commit()
    said = work_page.thanks_for(id)
    lang = request.args.get("lang")
    return redirect(url_for(".work", token=token, said=said, lang=lang, _anchor=f"task-{id}"), 303)


@views.get("/work/<token>/files/<int:id>")
@guest
def work_file(token: str, id: int) -> Response:
    """A file that is shown to them: always downloaded, never opened by the browser in our name."""
    found = for_client.shown_file(_standing(token).project.id, id) or abort(404)
    if not found.file.path.exists():
        abort(404)
    kind = filetypes.outward(found.file.content_type)
    response = send_file(
        found.file.path, mimetype=kind, as_attachment=True, download_name=found.name
    )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


@views.get("/work/<token>/reports/<int:id>")
@guest
def work_report(token: str, id: int) -> str:
    """A report that was sent, from their page."""
    found = _report_of(token, id)
    pdf = url_for(".work_report_pdf", token=token, id=id)
    back = url_for(".work", token=token)
    return report_page.page(found, pdf=pdf, back=back)


@views.get("/work/<token>/reports/<int:id>/report.pdf")
@guest
def work_report_pdf(token: str, id: int) -> Response:
    """The very file that was sent."""
    return _file(_report_of(token, id))


@views.get("/report/<token>")
@guest
def report(token: str) -> str:
    """One report, by the link of its letter."""
    return report_page.page(_report(token), pdf=url_for(".report_pdf", token=token), back="")


@views.get("/report/<token>/report.pdf")
@guest
def report_pdf(token: str) -> Response:
    """The very file that was sent."""
    return _file(_report(token))


def _standing(token: str) -> Standing:
    return work_page.stand(token, now=clock.now()) or abort(404)


def _report(token: str) -> WorkReport:
    who = open_link(client_links.REPORT, token, now=clock.now()) or abort(404)
    found = db.session.get(WorkReport, who.subject)
    if found is None or found.sent_at is None:
        abort(404)
    work_page.speak(found.project)
    return found


def _report_of(token: str, id: int) -> WorkReport:
    return for_client.sent_report(_standing(token).project.id, id) or abort(404)


def _file(report: WorkReport) -> Response:
    if report.paper is None or not report.paper.path.exists():
        abort(404)
    name = report.paper.name
    return send_file(report.paper.path, mimetype="application/pdf", download_name=name)
