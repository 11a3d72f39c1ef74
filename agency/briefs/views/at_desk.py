"""One of us fills a brief in with the client on the phone: the same pages, with answers marked as ours."""

from flask import abort, redirect, request, url_for
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response

from agency.briefs import filling, forms, pages, queries
from agency.briefs.doors import AtDesk
from agency.briefs.models import Brief
from agency.briefs.views.blueprint import views
from agency.briefs.views.taking import Page, read_body, speak_as, take
from agency.flows.brief_at_desk import brief_at_desk
from agency.kernel import clock
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.web import section, staff
from agency.leads import queries as leads
from agency.people.at_the_desk import member_here


@views.post("/leads/<int:id>/briefs/filling")
@staff(Access.manager)
def filling_begin(id: int) -> Page:
    """Begin a brief on this lead without sending it, or go on with the one that is open."""
    lead = leads.lead(id) or abort(404)
    template = queries.template(request.form.get("template", 0, type=int)) or abort(404)
    brief = brief_at_desk(lead, template, by=member_here(), at=clock.now())
    page = brief.page_to_go_on()
    db.session.commit()
    return redirect(url_for("briefs.filling_page", id=brief.id, number=page.number), 303)


@views.get("/briefs/<int:id>/filling")
@staff(Access.manager)
def filling_on(id: int) -> Response:
    """Where it was left."""
    brief = _of_a_lead(id)
    return redirect(url_for("briefs.filling_page", id=id, number=brief.page_to_go_on().number))


@views.get("/briefs/<int:id>/filling/<int:number>")
@staff(Access.manager)
@section("leads.inbox")
def filling_page(id: int, number: int) -> Page:
    """One page, as the client would see it."""
    brief, now = _of_a_lead(id), clock.now()
    if not brief.is_open:
        return redirect(url_for("briefs.brief", id=id))
    door = AtDesk(brief, member_here().id)
    speak_as(brief)
    found = brief.asks.page(number) or abort(404)
    form = forms.kept(
        found,
        brief,
        purpose=door.purpose,
        today=filling.today(brief, now),
        complain="missing" in request.args,
    )
    _seal(form)
    return pages.show(found, form, brief.template, brief, door, now=now)


@views.post("/briefs/<int:id>/filling/<int:number>")
@staff(Access.manager)
def filling_keep(id: int, number: int) -> Page:
    """A page comes in from the desk."""
    sent, now = read_body(), clock.now()
    brief = _of_a_lead(id, lock=True)
    door = AtDesk(brief, member_here().id)
    speak_as(brief)
    found = brief.asks.page(number) or abort(404)
    form = forms.sent(found, brief, sent, purpose=door.purpose, today=filling.today(brief, now))
    _seal(form)
    return take(brief, form, door, now)


def _of_a_lead(id: int, *, lock: bool = False) -> Brief:
    brief = queries.brief(id, lock=lock)
    if brief is None or brief.lead is None:
        abort(404)
    return brief


def _seal(form: forms.PageForm) -> None:
    # Whoever is logged in is sealed by the session, as on every page of the desk.
    form["csrf_token"].current_token, form["csrf_token"].errors = generate_csrf(), []
