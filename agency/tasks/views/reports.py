"""A report to the client: collected, checked line by line, looked at, and sent as it stands."""

import json
from datetime import date
from io import BytesIO
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, send_file, url_for
from flask_babel import gettext as _
from flask_babel import refresh
from werkzeug.wrappers import Response

from agency.kernel import clock
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.marks import mark_of
from agency.kernel.pdf import PdfError
from agency.kernel.web import section, staff
from agency.leads.readers import readers_of
from agency.people.at_the_desk import member_here
from agency.tasks import collecting, queries, report_content, report_paper, reporting
from agency.tasks.forms_for_client import PeriodForm
from agency.tasks.report_content import Report
from agency.tasks.reports import NothingToSay, ReportSent, WorkReport
from agency.tasks.shapes import shapes_over
from agency.tasks.views.blueprint import Answer, views
from agency.tasks.views.for_client import client_room


@views.post("/boards/<int:id>/reports")
@staff(Access.manager)
@section("tasks.boards")
def reports(id: int) -> Answer:
    """A draft about some days, collected by the machine."""
    project = queries.project(id) or abort(404)
    form = PeriodForm()
    if not form.validate():
        return client_room(project, period=form), 422
    days = form.from_on.data, form.until_on.data
    made = collecting.begin(project, *days, by=member_here(), at=clock.now())
    db.session.commit()
    return redirect(url_for("tasks.report", id=made.id), 303)


@views.get("/reports/<int:id>")
@staff(Access.manager)
@section("tasks.boards")
def report(id: int) -> str:
    """Every line of it, to be reworded or left out; what was sent, as it stands."""
    return _page(_report(id))


@views.post("/reports/<int:id>")
@staff(Access.manager)
@section("tasks.boards")
def report_words(id: int) -> Answer:
    """What it says from now on; with the button for it, it goes right after."""
    found = reporting.take(id) or abort(404)
    content = report_content.edited(found.content, request.form)
    long = report_content.too_long(content)
    if long:
        return _page(found, content=content, long=long), 422
    if request.form.get("seen") != _mark(found.content):
        return _page(found, content=content, overtaken=True), 409
    try:
        found.edit(content)
        if request.form.get("do") == "send":
            reporting.send(found, by=member_here(), at=clock.now())
    except ReportSent:
        db.session.rollback()
        return _refused(id, _("It is sent, and stays as it was read."))
    except NothingToSay:
        return _page(found, content=content, empty=True), 422
    db.session.commit()
    return _onward(found)


@views.get("/reports/<int:id>/preview")
@staff(Access.manager)
def report_preview(id: int) -> str:
    """As the client will read it."""
    found = _report(id)
    lead = found.project.lead
    g.language = lead.client.language
    refresh()
    shown = {"report": Report.of(found), "pdf": url_for("tasks.report_pdf", id=id)}
    shown["tiles"] = shapes_over(found.content["title"])
    shown |= {"report_id": id, "back": "", "answerer": lead.owner, "lang_switch": []}
    return render_template("tasks/report/preview.html", **shown)


@views.get("/reports/<int:id>/report.pdf")
@staff(Access.manager)
def report_pdf(id: int) -> Answer:
    """The file that was sent; of a draft, how it would look now."""
    found = _report(id)
    name, kind = report_paper.file_name(found), "application/pdf"
    if found.paper is not None:
        return send_file(found.paper.path, mimetype=kind, download_name=name)
    script = report_paper.typescript(found)
    db.session.rollback()
    try:
        return send_file(BytesIO(script.printed()), mimetype=kind, download_name=name)
    except PdfError as error:
        return _refused(id, _("The pages cannot be made: %(why)s", why=str(error)))


@views.post("/reports/<int:id>/removal")
@staff(Access.manager)
def report_removal(id: int) -> Response:
    """A draft goes; what was sent stays."""
    found = reporting.take(id) or abort(404)
    project_id = found.project_id
    try:
        found.must_be_a_draft()
    except ReportSent:
        db.session.rollback()
        return _refused(id, _("It is sent, and stays as it was read."))
    db.session.delete(found)
    db.session.commit()
    flash(_("The draft is gone."))
    return redirect(url_for("tasks.client", id=project_id), 303)


def _report(id: int) -> WorkReport:
    return db.session.get(WorkReport, id) or abort(404)


def _onward(found: WorkReport) -> Response:
    do = request.form.get("do")
    if do == "preview":
        return redirect(url_for("tasks.report_preview", id=found.id), 303)
    flash(_("The report goes out: its pages are being made.") if do == "send" else _("Saved."))
    return redirect(url_for("tasks.report", id=found.id), 303)


def _page(found: WorkReport, **typed: Any) -> str:
    shown = {"content": found.content, **typed}
    coming = shown["content"]["next"]
    return render_template(
        "tasks/report.html",
        report=found,
        days={each["key"]: date.fromisoformat(each["on"]) for each in coming if each["on"]},
        seen=_mark(found.content),
        readers=readers_of(found.project.lead, automatic=True),
        nobody=reporting.NOBODY,
        **shown,
    )


def _mark(content: dict[str, Any]) -> str:
    return mark_of(json.dumps(content, sort_keys=True, ensure_ascii=False))


def _refused(id: int, words: str) -> Response:
    flash(words, "error")
    return redirect(url_for("tasks.report", id=id), 303)
