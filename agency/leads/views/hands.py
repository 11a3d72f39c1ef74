"""Time and hands on a lead: promises, rest, reminders, and where the client is."""

from typing import Any

from flask import abort, flash, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.kernel import clock, timeline
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.web import local_address, section, staff
from agency.leads import freshness, hands, mails, promising, reminders
from agency.leads.forms_of_hands import PlaceForm, PromiseForm, ReminderForm, RestForm
from agency.leads.models import Lead, LeadClosed
from agency.leads.promises import NothingPromised
from agency.leads.promising import TooSoon
from agency.leads.reminders import Reminder
from agency.leads.snoozing import NotNow, Past, Waker
from agency.leads.views.blueprint import Answer, views
from agency.leads.views.page import back_to, found, lead_page
from agency.leads.views.together import stale
from agency.people import queries as people
from agency.people.at_the_desk import actor_here, manages, member_here


@views.post("/leads/<int:id>/promises")
@staff(Access.manager)
@section("leads.all_leads")
def promises(id: int) -> Answer:
    """Promise an answer by a time: by a short letter, or as it was said on the phone."""
    lead, form = found(id), PromiseForm(**_time())
    if not form.validate() or form.chosen is None:
        return lead_page(lead, promise_form=form), 422
    if again := stale(lead, freshness.PROMISE, _("promise an answer")):
        return again, 409
    at, by = clock.now(), member_here()
    try:
        if form.way.data == "voice":
            promising.by_voice(lead, form.chosen, by=by, at=at)
        else:
            promising.by_letter(lead, form.chosen, words=form.words.data or "", by=by, at=at)
            flash(_("Promised, and the letter that says so is on its way."))
    except (LeadClosed, mails.NoAddress, TooSoon):
        db.session.rollback()
        flash(
            _("Nothing was promised: the lead is closed, has no address, or the time is over."),
            "error",
        )
    db.session.commit()
    return back_to(lead)


@views.post("/leads/<int:id>/promises/withdrawal")
@staff(Access.manager)
def promise_withdrawal(id: int) -> Response:
    """Nothing is promised any more."""
    lead = found(id)
    try:
        lead.withdraw_promise(by=actor_here(), at=clock.now())
    except NothingPromised:
        flash(_("There is no promise any more."), "error")
    db.session.commit()
    return back_to(lead)


@views.post("/leads/<int:id>/rest")
@staff(Access.manager)
@section("leads.all_leads")
def rest(id: int) -> Answer:
    """Let it rest until a time, or until they write."""
    lead, form = found(id), RestForm(**_time())
    if not form.validate():
        return lead_page(lead, rest_form=form), 422
    if again := stale(lead, freshness.REST, _("let it rest"), also_heard=True):
        return again, 409
    try:
        lead.snooze(form.until, by=actor_here(), at=clock.now())
        flash(_("It rests, and comes back by itself. Their word wakes it at once."))
    except NotNow:
        flash(
            _("They wait for an answer from us: answer or promise one first, then it may rest."),
            "error",
        )
    except (LeadClosed, Past):
        flash(_("It does not rest: the lead is closed, or that time is over."), "error")
    db.session.commit()
    return back_to(lead)


@views.post("/leads/<int:id>/waking")
@staff(Access.manager)
def waking(id: int) -> Response:
    """Back into the inbox before its time."""
    lead = found(id)
    lead.wake(Waker.hand, by=actor_here(), at=clock.now())
    db.session.commit()
    return back_to(lead)


@views.post("/leads/<int:id>/reminders")
@staff()
@section("leads.all_leads")
def new_reminder(id: int) -> Answer:
    """Have somebody told at a time."""
    lead, form = found(id), ReminderForm.among(people.members(), **_time())
    whom = people.member(form.member.data) if form.validate() else None
    if whom is None or form.chosen is None:
        return lead_page(lead, reminder_form=form), 422
    if again := stale(lead, freshness.REMINDER, _("have %(name)s reminded", name=whom.name)):
        return again, 409
    reminders.remind(
        lead,
        whom,
        form.chosen,
        form.words.data or "",
        by=actor_here(),
        now=clock.now(),
        only_if_silent=form.only_if_silent.data,
    )
    db.session.commit()
    return back_to(lead)


@views.post("/reminders/<int:id>/completion")
@staff()
def reminder_completion(id: int) -> Response:
    """It is done."""
    reminder = _reminder(id)
    if _stands_as_shown(reminder):
        reminder.finish(at=clock.now())
    db.session.commit()
    return _back(reminder.lead)


@views.post("/reminders/<int:id>/delay")
@staff()
def reminder_delay(id: int) -> Response:
    """Tell it again in an hour, or tomorrow morning."""
    reminder, now = _reminder(id), clock.now()
    later = hands.later(request.form.get("until", ""), people.agency().answering, now)
    if _stands_as_shown(reminder):
        reminder.move(later)
    db.session.commit()
    return _back(reminder.lead)


@views.post("/leads/<int:id>/place")
@staff(Access.manager)
@section("leads.all_leads")
def place(id: int) -> Answer:
    """Where the client is, as one of us knows it. What was sent or promised stays as it is."""
    lead = found(id)
    form = PlaceForm.of(lead)
    if not form.validate():
        return lead_page(lead, place_form=form), 422
    client = lead.client
    client.place_by_hand(form.zone.data, city=form.city.data or "", country=form.holidays)
    timeline.record(
        lead.stream, "leads.located", at=clock.now(), by=actor_here(), zone=form.zone.data
    )
    db.session.commit()
    return back_to(lead)


def _time() -> dict[str, Any]:
    return {"now": clock.now(), "calendar": people.agency().answering}


def _reminder(id: int) -> Reminder:
    """One that is theirs; managers may see to those of others."""
    reminder = reminders.take(id) or abort(404)
    if reminder.member_id != member_here().id and not manages():
        abort(403)
    return reminder


def _stands_as_shown(reminder: Reminder) -> bool:
    """Whether it waits still, for the time that the page spoke of; else they are told what somebody else did."""
    shown = request.form.get("shown")
    if not reminder.waits:
        flash(_("It was done already."))
        return False
    if shown and shown != reminder.at.isoformat():
        flash(_("Somebody has put it off meanwhile. Look when it is to be told now."), "error")
        return False
    return True


def _back(lead: Lead) -> Response:
    return redirect(
        local_address(request.form.get("back")) or url_for("leads.lead", id=lead.id), 303
    )
