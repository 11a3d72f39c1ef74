"""Settings of hours and people: when the house answers, who works when, who is away, who leaves."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from agency.desk import inviting
from agency.desk.forms_of_people import (
    AbsenceForm,
    DismissalForm,
    HoursForm,
    InvitationForm,
    PersonForm,
    SharingForm,
    service_ticks,
)
from agency.kernel import clock
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.web import section, staff
from agency.kernel.worktime import WorkingCalendar, first_response_due_at
from agency.leads import handing_over
from agency.leads.handing_over import LastOwner
from agency.people import absences
from agency.people import queries as people
from agency.people.absences import Absence, AbsenceRefused, AwayFor
from agency.people.at_the_desk import actor_here
from agency.people.members import MemberRefused
from agency.people.models import Member, ServiceMember, Sharing

views = Blueprint("team", __name__, url_prefix="/settings")
Answer = Response | str | tuple[str, int]


@views.route("/hours", methods=["GET", "POST"])
@staff(Access.owner)
@section("desk.settings")
def hours() -> Answer:
    """When the house answers, and what that means this week."""
    house, now = people.agency(), clock.now()
    form = HoursForm.of(house, now=now)
    calendar = house.answering
    if request.method == "POST":
        if not form.validate():
            return _hours_page(form, calendar), 422
        if "look" in request.form:
            return _hours_page(form, form.calendar(), looked=True)
        form.write_to(house)
        db.session.add(house)
        db.session.commit()
        flash(_("Saved. What was owed before stays due when it was."))
        return redirect(url_for("team.hours"), 303)
    return _hours_page(form, calendar)


@views.get("/people")
@staff(Access.owner)
@section("desk.settings")
def members() -> str:
    """Who works here, and how leads are shared out."""
    return _people_page()


@views.post("/people")
@staff(Access.owner)
@section("desk.settings")
def invitation() -> Answer:
    """Somebody new, who chooses a password by a link in a letter."""
    form = InvitationForm.fresh()
    if not form.validate():
        return _people_page(invitation=form), 422
    access = Access(form.access.data)
    try:
        member = inviting.invite(
            name=form.name.data, email=form.email.data, access=access, at=clock.now()
        )
    except MemberRefused as error:
        form.email.errors = [str(error)]
        return _people_page(invitation=form), 422
    db.session.commit()
    flash(_("%(name)s gets a letter with a link to choose a password.", name=member.name))
    return redirect(url_for("team.member", id=member.id), 303)


@views.post("/people/sharing")
@staff(Access.owner)
def sharing() -> Response:
    """How new leads are shared out from now on."""
    house, form = people.agency(), SharingForm()
    if form.validate():
        house.sharing = Sharing(form.sharing.data)
        db.session.add(house)
        db.session.commit()
        flash(_("Saved"))
    return redirect(url_for("team.members"), 303)


@views.route("/people/<int:id>", methods=["GET", "POST"])
@staff(Access.owner)
@section("desk.settings")
def member(id: int) -> Answer:
    """One of us: what they may, when they work, which services are theirs."""
    found = _found(id)
    form = PersonForm.of(found)
    if request.method == "GET":
        return _person_page(found)
    if not form.validate():
        return _person_page(found, form=form), 422
    if not _may_change_access(found, form):
        return _person_page(found, form=form), 422
    form.write_to(found)
    _take_services(found, set(request.form.getlist("services", type=int)))
    db.session.commit()
    flash(_("Saved"))
    return redirect(url_for("team.member", id=id), 303)


@views.post("/people/<int:id>/absences")
@staff(Access.owner)
@section("desk.settings")
def absence(id: int) -> Answer:
    """Somebody will be away."""
    found = _found(id)
    form = AbsenceForm.among(_others(found))
    if not form.validate():
        return _person_page(found, absence_form=form), 422
    stand_in = people.member(form.stand_in.data) if form.stand_in.data else None
    kind = AwayFor(form.kind.data)
    try:
        absences.take_leave(
            found, form.from_on.data, form.until_on.data, kind=kind, stand_in=stand_in
        )
    except AbsenceRefused:
        form.until_on.errors = [_("The last day comes before the first one")]
        return _person_page(found, absence_form=form), 422
    db.session.commit()
    return redirect(url_for("team.member", id=id), 303)


@views.post("/people/absences/<int:id>/cancellation")
@staff(Access.owner)
def cancellation(id: int) -> Response:
    """They are not away after all."""
    found = db.session.get(Absence, id) or abort(404)
    who = found.member_id
    absences.call_back(found)
    db.session.commit()
    return redirect(url_for("team.member", id=who), 303)


@views.post("/people/<int:id>/dismissal")
@staff(Access.owner)
@section("desk.settings")
def dismissal(id: int) -> Answer:
    """Somebody leaves us: no login, and what they had is somebody else's, in one step."""
    found = _found(id)
    form = DismissalForm.among(_others(found))
    if not form.validate():
        return _person_page(found, dismissal_form=form), 422
    to = people.member(form.to.data) if form.to.data else None
    try:
        count = handing_over.dismiss(found, to=to, by=actor_here(), at=clock.now())
    except LastOwner:
        db.session.rollback()
        form.sure.errors = [_("A house needs an owner: make somebody else one first")]
        return _person_page(_found(id), dismissal_form=form), 422
    db.session.commit()
    flash(
        ngettext(
            "%(name)s has left; %(num)d lead has a new owner.",
            "%(name)s has left; %(num)d leads have new owners.",
            count,
            name=found.name,
        )
    )
    return redirect(url_for("team.members"), 303)


def _hours_page(form: HoursForm, calendar: WorkingCalendar, *, looked: bool = False) -> str:
    now = clock.now()
    today = calendar.local(now).date()
    week = [today + timedelta(days=n) for n in range(7)]
    return render_template(
        "desk/settings_hours.html",
        form=form,
        week=[(day, calendar.windows_on(day)) for day in week],
        due_at=first_response_due_at(now, calendar),
        is_open=calendar.is_open(now),
        looked=looked,
        now=now,
    )


def _people_page(**typed: Any) -> str:
    now = clock.now()
    return render_template(
        "desk/settings_people.html",
        people=people.members(),
        away=absences.away_at(now),
        sharing=SharingForm(formdata=None, sharing=people.agency().sharing.value),
        **{"invitation": InvitationForm.fresh(formdata=None, access="member"), **typed},
    )


def _person_page(found: Member, **typed: Any) -> str:
    now, others = clock.now(), _others(found)
    first = people.agency().answering.local(now).date()
    mine = [each for each in absences.absences(since=first) if each.member_id == found.id]
    shown = {
        "form": PersonForm.of(found, formdata=None),
        "absence_form": AbsenceForm.among(others, formdata=None, from_on=first, until_on=first),
        "dismissal_form": DismissalForm.among(others, formdata=None),
    }
    return render_template(
        "desk/settings_person.html",
        person=found,
        absences=mine,
        leads=len(handing_over.open_leads(found)),
        services=service_ticks(people.services(with_members=True), found),
        **{**shown, **typed},
    )


def _found(id: int) -> Member:
    found = people.member(id)
    return found if found is not None and found.active else abort(404)


def _others(found: Member) -> list[Member]:
    return [each for each in people.managers() if each is not found]


def _may_change_access(found: Member, form: PersonForm) -> bool:
    """The last owner stays one; otherwise what they may is what was chosen."""
    if found.user is None:
        return True
    chosen = Access(form.access.data)
    if chosen is not Access.owner and people.owners() == [found]:
        form.access.errors = [_("A house needs an owner: make somebody else one first")]
        return False
    found.user.access = chosen
    return True


def _take_services(found: Member, chosen: set[int]) -> None:
    db.session.execute(sa.delete(ServiceMember).where(ServiceMember.member_id == found.id))
    known = {service.id for service in people.services()}
    for id in chosen & known:
        db.session.add(ServiceMember(service_id=id, member_id=found.id))
