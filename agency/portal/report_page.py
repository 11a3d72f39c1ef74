"""A report on the work as its client reads it in a browser."""

from flask import render_template, request

from agency.portal.work_page import lang_switch
from agency.tasks.report_content import Report
from agency.tasks.reports import WorkReport
from agency.tasks.shapes import shapes_over


def page(report: WorkReport, *, pdf: str, back: str) -> str:
    """The same that stands on its paper; `back` leads to the page of the work, where they have one."""
    values = dict(request.view_args or {})
    return render_template(
        "portal/report.html",
        report=Report.of(report),
        tiles=shapes_over(report.content["title"]),
        pdf=pdf,
        back=back,
        answerer=report.project.lead.owner,
        lang_switch=lang_switch(request.endpoint or "", **values),
    )
