"""Logging a call in two clicks: from the inbox, from a lead, or on a page of its own."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.local import LocalProxy
from werkzeug.wrappers import Response

from agency.clients import queries as clients
from agency.clients.models import Contact
from agency.flows.call_logged import call_logged
from agency.kernel import clock, i18n
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.phones import e164
from agency.kernel.web import section, staff
from agency.leads import queries
from agency.leads.call_forms import CallForm, LeadCallForm, is_number
from agency.leads.calls import Call, Caller, Result
from agency.leads.finding import contacts_with
from agency.leads.inquiries import Channel
from agency.leads.models import Lead
from agency.leads.ways_in import acquaintance
from agency.leads.ways_in.words import Word
from agency.people.at_the_desk import member_here

views = Blueprint("calls", __name__)
MOST_FOUND = 8

Page = str | Response | tuple[str, int]


@views.get("/calls/new")
@staff(Access.manager)
@section("leads.inbox")
def new() -> Page:
    """A call, on a page of its own."""
    return render_template("leads/call.html", form=CallForm(formdata=None))


@views.post("/calls")
@staff(Access.manager)
@section("leads.inbox")
def create() -> Page:
    """Write the call down where it belongs; where several people fit, ask which of them."""
    form, now = CallForm(), clock.now()
    known = _known(form.who.data or "") if form.who.data else []
    form.among(known)
    if not form.validate():
        return render_template("leads/call.html", form=form), 422
    chosen = form.contact.data or (str(known[0].id) if len(known) == 1 else None)
    if chosen is None and known:
        return render_template("leads/call.html", form=form, ask=True), 200
    contact = next((each for each in known if str(each.id) == chosen), None)
    lead = _log(form, contact, now)
    db.session.commit()
    flash(_("The call is logged."))
    return redirect(url_for("leads.lead", id=lead.id), 303)


@views.post("/leads/<int:id>/calls")
@staff(Access.manager)
@section("leads.all_leads")
def on_lead(id: int) -> Page:
    """A call about this lead: one press says which way and what came of it."""
    lead, form = queries.lead(id) or abort(404), LeadCallForm()
    caller, _dash, result = request.form.get("call", "").partition("-")
    known = caller in Caller.__members__ and result in Result.__members__
    if not form.validate() or not known:
        abort(422)
    call = Call(
        Caller(caller),
        Result(result),
        clock.now(),
        _heard(lead, form.contact.data),
        form.words.data or "",
        by=member_here(),
    )
    call_logged(call, lead)
    db.session.commit()
    flash(_("The call is logged."))
    return redirect(url_for("leads.lead", id=lead.id), 303)


def _heard(lead: Lead, contact_id: int | None) -> Contact:
    """Who of the client it was."""
    return next((each for each in lead.client.contacts if each.id == contact_id), lead.contact)


def _log(form: CallForm, contact: Contact | None, now: datetime) -> Lead:
    words = form.words.data or ""
    named = form.who.data if not is_number(form.who.data) else form.number or form.who.data
    word = Word(
        channel=Channel.phone,
        at=now,
        name=named,
        phone=form.number,
        subject="" if words else _("Call with %(name)s", name=named),
        words=words,
        language=i18n.language(),
        contact=contact,
        joins=True,
    )
    who = acquaintance.contact_of(word)
    lead = acquaintance.lead_to_join(word, who)
    caller, result = Caller(form.caller.data), Result(form.result.data)
    return call_logged(Call(caller, result, now, who, words, by=member_here()), lead, word)


def _known(who: str) -> list[Contact]:
    """Those who may be meant: the one with this number, else all whose name or company has these words."""
    number = e164(who, acquaintance.home_country())
    by_phone = clients.contact_by_phone(number) if number else None
    if by_phone is not None or is_number(who):
        return [by_phone] if by_phone else []
    chosen = (
        sa.select(Contact)
        .join(Contact.client)
        .where(Contact.id.in_(contacts_with(who.replace(",", " "))))
    )
    found = list(db.session.scalars(chosen.order_by(Contact.id.desc()).limit(MOST_FOUND)))
    return [each for each in found if each.name.casefold() == who.casefold()] or found


@views.app_context_processor
def _form_of_a_call() -> dict[str, Any]:
    # The dialog of the inbox asks for it; other pages never make it.
    return {"call_form": LocalProxy(lambda: CallForm(formdata=None))}
