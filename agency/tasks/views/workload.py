"""Who has time: planned hours against what everybody can work, week by week, and the tasks behind a week."""

from flask import abort, render_template

from agency.kernel.web import section, staff
from agency.people import queries as people
from agency.tasks import timesheet
from agency.tasks import workload as load
from agency.tasks.views.blueprint import today, views


@views.get("/workload")
@staff()
@section("tasks.mine")
def workload() -> str:
    """The coming weeks of everybody."""
    found = load.workload(today=today())
    return render_template("tasks/workload.html", load=found, name_of=timesheet.name_of)


@views.get("/workload/<int:member_id>/<week>")
@staff()
@section("tasks.mine")
def workload_week(member_id: int, week: str) -> str:
    """One week of one of us: what it is made of."""
    member = next((each for each in people.members() if each.id == member_id), None) or abort(404)
    days = timesheet.week_named(week, today())
    cell, tasks = load.behind(member, days, today=today())
    return render_template(
        "tasks/workload_week.html", member=member, cell=cell, tasks=tasks, today=today()
    )
