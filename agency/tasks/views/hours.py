"""Hours worked: logged on a task or from one's week, put right, struck out, and read week by week."""

from datetime import date
from typing import Any

from flask import Response as PlainResponse
from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.kernel import clock
from agency.kernel.db import db
from agency.kernel.i18n import hours as in_hours
from agency.kernel.i18n import long_day
from agency.kernel.web import section, staff
from agency.people import queries as people
from agency.people.at_the_desk import manages, member_here
from agency.people.capacity import Days
from agency.tasks import queries, timesheet
from agency.tasks.forms import ChosenHoursForm, HoursForm
from agency.tasks.hours import NotYours, PeriodClosed, TimeEntry, closed_until
from agency.tasks.models import Task
from agency.tasks.views.blueprint import Answer, my_day, today, views
from agency.tasks.views.page import task_page

EVERYBODY = "all"


@views.post("/tasks/<int:id>/hours")
@staff()
@section("tasks.boards")
def hours(id: int) -> Answer:
    """I worked on it."""
    form = HoursForm(today=my_day())
    if not form.validate():
        return task_page(id, hours_form=form), 422
    found = queries.task(id) or abort(404)
    try:
        _log(found, form)
    except PeriodClosed as refusal:
        db.session.rollback()
        form.on.errors = [closed_words(refusal)]
        return task_page(id, hours_form=form), 422
    return redirect(url_for("tasks.task", id=id), 303)


@views.post("/tasks/<int:id>/hours/<int:entry_id>/removal")
@staff()
def removal(id: int, entry_id: int) -> Response:
    """I logged these hours by mistake."""
    entry = _entry(entry_id)
    if entry.task_id != id:
        abort(404)
    _strike_out(entry)
    return redirect(url_for("tasks.task", id=id), 303)


@views.get("/hours", endpoint="timesheet")
@staff()
@section("tasks.mine")
def timesheet_page() -> str:
    """My hours of a week; for managers anybody's, or everybody's."""
    return _page()


@views.post("/hours")
@staff()
@section("tasks.mine")
def own_hours() -> Answer:
    """I worked on one of my tasks."""
    form = _chosen_form()
    if not form.validate():
        return _page(form), 422
    task = db.session.get(Task, form.task.data) or abort(404)
    try:
        entry = _log(task, form)
    except PeriodClosed as refusal:
        db.session.rollback()
        form.on.errors = [closed_words(refusal)]
        return _page(form), 422
    week = timesheet.name_of(timesheet.week_of(entry.on))
    return redirect(url_for("tasks.timesheet", week=week), 303)


@views.get("/hours.csv")
@staff()
def hours_csv() -> PlainResponse:
    """The hours between two days as a table."""
    days = _period()
    found = timesheet.sheet(days, _whose())
    name = f"hours-{days.from_on.isoformat()}-{days.until_on.isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return PlainResponse(timesheet.as_csv(found), mimetype="text/csv", headers=headers)


@views.route("/hours/<int:id>", methods=["GET", "POST"])
@staff()
@section("tasks.mine")
def entry(id: int) -> Answer:
    """Hours of mine, to be put right."""
    found = _entry(id)
    if found.member_id != member_here().id:
        abort(403)
    form = (
        HoursForm(today=my_day())
        if request.method == "POST"
        else HoursForm.showing(found, today=my_day())
    )
    if form.validate_on_submit() and _corrected(found, form):
        week = timesheet.name_of(timesheet.week_of(found.on))
        return redirect(url_for("tasks.timesheet", week=week), 303)
    until = closed_until()
    page = render_template(
        "tasks/entry.html", entry=found, form=form, closed_until=until, today=my_day()
    )
    return (page, 422) if form.errors else page


@views.post("/hours/<int:id>/removal")
@staff()
def entry_removal(id: int) -> Response:
    """I logged them by mistake."""
    found = _entry(id)
    week = timesheet.name_of(timesheet.week_of(found.on))
    _strike_out(found)
    return redirect(url_for("tasks.timesheet", week=week), 303)


def closed_words(refusal: PeriodClosed) -> str:
    """What to do about hours that were counted."""
    day = long_day(refusal.until)
    return str(
        _("Hours up to %(day)s were counted. Choose a later day, or ask the owner.", day=day)
    )


def _page(form: ChosenHoursForm | None = None) -> str:
    me, week, whose = member_here(), _week(), _whose()
    found = timesheet.sheet(week, whose)
    if whose == me.id and form is None:
        form = _chosen_form(formdata=None)
    return render_template(
        "tasks/hours.html",
        week=week,
        week_name=timesheet.name_of(week),
        before=timesheet.beside(week, -1),
        after=timesheet.beside(week, 1),
        sheet=found,
        whose=people.member(whose) if whose else None,
        workers=people.members_with(set(found.by_person)) if whose is None else [],
        members=people.members() if manages() else [],
        closed_until=closed_until(),
        form=form,
        me_id=me.id,
        today=my_day(),
    )


def _chosen_form(**given: Any) -> ChosenHoursForm:
    choices = timesheet.to_choose_from(member_here().id, today=today())
    return ChosenHoursForm.among(choices, today=my_day(), **given)


def _week() -> Days:
    return timesheet.week_named(request.args.get("week", ""), today())


def _whose() -> int | None:
    """Whose hours are read: mine; for managers whose they want, None for everybody's."""
    wanted = request.args.get("who", "")
    me = member_here()
    if not wanted or wanted == str(me.id):
        return me.id
    if not manages():
        abort(403)
    if wanted == EVERYBODY:
        return None
    found = people.member(int(wanted)) if wanted.isdecimal() else None
    return (found or abort(404)).id


def _period() -> Days:
    week = _week()
    try:
        first = date.fromisoformat(request.args.get("from") or week.from_on.isoformat())
        last = date.fromisoformat(request.args.get("until") or week.until_on.isoformat())
    except ValueError:
        abort(400)
    return Days(first, last) if first <= last else abort(400)


def _log(task: Task, form: HoursForm) -> TimeEntry:
    """Raises PeriodClosed."""
    made = task.log(member=member_here(), at=clock.now(), **form.entry)
    db.session.commit()
    flash(_("%(hours)s h logged.", hours=in_hours(made.minutes)))
    return made


def _corrected(entry: TimeEntry, form: HoursForm) -> bool:
    try:
        entry.task.correct(entry, by=member_here(), at=clock.now(), **form.entry)
    except PeriodClosed as refusal:
        db.session.rollback()
        form.on.errors = [closed_words(refusal)]
        return False
    db.session.commit()
    flash(_("Saved"))
    return True


def _strike_out(entry: TimeEntry) -> None:
    try:
        entry.task.strike_out(entry, by=member_here(), at=clock.now())
    except NotYours:
        abort(403)
    except PeriodClosed as refusal:
        db.session.rollback()
        flash(closed_words(refusal), "error")
        return
    db.session.commit()
    flash(_("Struck out."))


def _entry(id: int) -> TimeEntry:
    return db.session.get(TimeEntry, id) or abort(404)
