"""A report on paper: the agency's brand, A4, as a tagged PDF."""

from pathlib import Path

from flask import current_app, render_template

from agency.briefs.paper import Typescript
from agency.kernel.brand import print_stylesheet
from agency.kernel.i18n import in_zone, speaking
from agency.kernel.typefaces import FACES, USUAL, family
from agency.people import queries as people
from agency.tasks.report_content import Report
from agency.tasks.reports import WorkReport

_TEMPLATE = "tasks/report/paper.html"
_STYLE = "css/print/report.css"


def typescript(report: WorkReport) -> Typescript:
    """All that the press needs; it needs the database no more."""
    house, shown = people.agency(), Report.of(report)
    brand, lead = house.brand_kit, report.project.lead
    day = in_zone(report.asked_at or report.made_at, house.zone).date()
    with speaking(shown.lang):
        answerer = lead.owner
        html = render_template(
            _TEMPLATE,
            report=shown,
            house=house,
            brand=brand,
            day=day.isoformat(),
            answerer=answerer.shown_name(shown.lang) if answerer is not None else "",
        )
    static = Path(current_app.static_folder or "static")
    style = (static / _STYLE).read_text(encoding="utf-8")
    style = style.replace(f'"{FACES[USUAL].name}"', family(brand.face))
    return Typescript(html, {}, (print_stylesheet(brand), style), brand.face)


def file_name(report: WorkReport) -> str:
    """What the file is called."""
    name = f"{report.content['title']} - {report.until_on.isoformat()}"
    kept = "".join(char if char.isalnum() or char in " -_" else " " for char in name)
    return f"{' '.join(kept.split())[:100]}.pdf"
