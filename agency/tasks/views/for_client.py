"""What the client sees of a project: everybody of us looks at it, managers give and take their link."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from agency.kernel import clock
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.web import section, staff
from agency.leads.mails import NoAddress
from agency.leads.readers import readers_of
from agency.people.at_the_desk import actor_here, manages, member_here
from agency.tasks import (
    client_links,
    client_mails,
    collecting,
    for_client,
    queries,
    reporting,
    showing,
)
from agency.tasks.forms_for_client import PeriodForm, TermsForm
from agency.tasks.projects import Project
from agency.tasks.views.blueprint import Answer, today, views


@views.get("/boards/<int:id>/client")
@staff()
@section("tasks.boards")
def client(id: int) -> str:
    """Tasks that are shown, their last word on each, rounds, the link, and reports."""
    return client_room(_project(id))


@views.post("/boards/<int:id>/client/link")
@staff(Access.manager)
@section("tasks.boards")
def client_link(id: int) -> str:
    """A new link, shown this once; those before it open nothing any more."""
    project = _project(id)
    fresh = client_links.renew(project, by=actor_here(), at=clock.now())
    db.session.commit()
    return client_room(project, fresh=fresh)


@views.post("/boards/<int:id>/client/link/removal")
@staff(Access.manager)
def client_link_removal(id: int) -> Response:
    """Their page and their reports open to nobody any more."""
    client_links.close(_project(id), by=actor_here(), at=clock.now())
    return _back(id, _("The client’s links open nothing any more."))


@views.post("/boards/<int:id>/client/letter")
@staff(Access.manager)
def client_letter(id: int) -> Response:
    """A letter with a link of its own goes to whoever the machine writes to."""
    try:
        went = client_mails.send_link(_project(id), by=member_here(), at=clock.now())
    except NoAddress:
        db.session.rollback()
        flash(
            _("We have no address that the machine may write to. Give them the link yourself."),
            "error",
        )
        return redirect(url_for("tasks.client", id=id), 303)
    return _back(id, _("The letter goes out now.") if went else _("It went a moment ago already."))


@views.post("/boards/<int:id>/client/terms")
@staff(Access.manager)
@section("tasks.boards")
def client_terms(id: int) -> Answer:
    """How many rounds the price includes, and whether reports tell hours."""
    project, form = _project(id), TermsForm()
    if not form.validate():
        return client_room(project, terms=form), 422
    project.rounds_sold, project.reports_hours = form.rounds.data, bool(form.hours.data)
    return _back(id, _("Saved."))


@views.post("/boards/<int:id>/client/tasks")
@staff(Access.manager)
def client_tasks(id: int) -> Response:
    """These tasks are shown from now on."""
    ids = request.form.getlist("task", type=int)
    count = showing.show(_project(id).id, ids, by=actor_here(), at=clock.now())
    words = ngettext("They see %(num)d task more.", "They see %(num)d tasks more.", count)
    return _back(id, words)


def client_room(project: Project, **typed: Any) -> str:
    """The page; `typed` are forms that were refused, or a link that was just made."""
    shown: dict[str, Any] = {"may_manage": manages()}
    if shown["may_manage"]:
        shown |= _for_managers(project)
    return render_template(
        "tasks/client.html",
        project=project,
        work=for_client.work_of(project),
        reports=reporting.of_project(project.id),
        now=clock.now(),
        **{**shown, **typed},
    )


def _for_managers(project: Project) -> dict[str, Any]:
    first, last = collecting.usual_period(project, today=today())
    terms = {"rounds": project.rounds_sold, "hours": project.reports_hours}
    return {
        "links": client_links.open_of(project.id),
        "opened_at": client_links.last_opened(project),
        "hidden": showing.hidden_tasks(project.id),
        "readers": readers_of(project.lead, automatic=True),
        "terms": TermsForm(formdata=None, data=terms),
        "period": PeriodForm(formdata=None, data={"from_on": first, "until_on": last}),
    }


def _project(id: int) -> Project:
    return queries.project(id) or abort(404)


def _back(id: int, words: str) -> Response:
    db.session.commit()
    flash(words)
    return redirect(url_for("tasks.client", id=id), 303)
