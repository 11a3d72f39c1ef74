"""A report on paper: the agency's brand, A4, as a tagged PDF."""

from pathlib import Path

from flask import current_app, render_template

from agency.briefs.paper import Typescript
from agency.kernel.brand import print_stylesheet
from agency.kernel.i18n import in_zone, speaking
from agency.kernel.pictures import PictureRefused, shown_copy
from agency.kernel.typefaces import FACES, USUAL, family
from agency.people import queries as people
from agency.people.models import Member
from agency.tasks.report_content import Report
from agency.tasks.reports import WorkReport
from agency.tasks.shapes import shapes_over

_TEMPLATE = "tasks/report/paper.html"
_STYLE = "css/print/report.css"
# The face of who answers, and its pixels: it is printed 18 mm wide.
_FACE, _SIDE = "answerer.jpg", 320


def typescript(report: WorkReport) -> Typescript:
    """All that the press needs; it needs the database no more."""
    house, shown = people.agency(), Report.of(report)
    brand, lead = house.brand_kit, report.project.lead
    day = in_zone(report.asked_at or report.made_at, house.zone).date()
    faces = _face_of(lead.owner)
    with speaking(shown.lang):
        answerer = lead.owner
        html = render_template(
            _TEMPLATE,
            report=shown,
            house=house,
            brand=brand,
            day=day.isoformat(),
            answerer=answerer.shown_name(shown.lang) if answerer is not None else "",
            face=f"house:{_FACE}" if faces else "",
            tiles=shapes_over(shown.title),
        )
    static = Path(current_app.static_folder or "static")
    style = (static / _STYLE).read_text(encoding="utf-8")
    style = style.replace(f'"{FACES[USUAL].name}"', family(brand.face))
    return Typescript(html, faces, (print_stylesheet(brand), style), brand.face)


def _face_of(member: Member | None) -> dict[str, Path]:
    """The picture that is handed to the press; none where it cannot be drawn."""
    if member is None or member.photo is None:
        return {}
    try:
        return {_FACE: shown_copy(member.photo, _SIDE)}
    except (PictureRefused, OSError):
        return {}


def file_name(report: WorkReport) -> str:
    """What the file is called."""
    name = f"{report.content['title']} - {report.until_on.isoformat()}"
    kept = "".join(char if char.isalnum() or char in " -_" else " " for char in name)
    return f"{' '.join(kept.split())[:100]}.pdf"
