"""The figures of briefs: a page of charts with their tables, and the same for a spreadsheet."""

from flask import Response, render_template, request

from agency.briefs import figures as reading
from agency.briefs.drawn import Columns
from agency.briefs.periods import DAYS, Period, month_name
from agency.briefs.tables import as_csv
from agency.briefs.tallies import AIM
from agency.briefs.views.blueprint import views
from agency.kernel import clock
from agency.kernel.auth import Access
from agency.kernel.web import section, staff
from agency.people import queries as people


@views.get("/briefs/figures")
@staff(Access.manager)
@section("desk.home")
def figures() -> str:
    """Who comes with a filled brief, how filling goes, where people stop, and what it is good for."""
    found = reading.figures(_period())
    return render_template(
        "briefs/figures.html",
        found=found,
        period=found.period,
        periods=tuple(DAYS),
        months=Columns.of(found.by_month),
        month_name=month_name,
        aim=AIM,
    )


@views.get("/briefs/figures.csv")
@staff(Access.manager)
def figures_csv() -> Response:
    """The same figures as a table."""
    found = reading.figures(_period())
    headers = {"Content-Disposition": f'attachment; filename="briefs-{found.period.key}.csv"'}
    return Response(as_csv(found), mimetype="text/csv", headers=headers)


def _period() -> Period:
    now = clock.now()
    return Period.named(request.args.get("period", ""), now=now, zone=people.agency().zone)
