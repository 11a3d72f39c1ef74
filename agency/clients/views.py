"""Pages of partners: the book, one partner with the leads it sent, and the link to its own page."""

from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.clients import partner_links, partners
from agency.clients.partner_form import Choice, PartnerForm
from agency.clients.partners import Partner
from agency.kernel import clock, timeline
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.web import address_of, section, staff
from agency.leads import partner_book, referrals
from agency.leads.partner_book import Figures
from agency.people import queries as people
from agency.people.at_the_desk import actor_here

views = Blueprint("partners", __name__)
Answer = Response | str | tuple[str, int]


@views.get("/partners")
@staff(Access.manager)
def index() -> str:
    """Every partner, and what came of the leads that it sent."""
    return render_template(
        "clients/partners.html",
        partners=partners.partners(),
        figures=partner_book.figures(),
        nothing=Figures(),
    )


@views.get("/partners/new")
@staff(Access.manager)
@section("partners.index")
def new() -> str:
    """A partner to be."""
    return _form_page(None, PartnerForm.about(None, _members(), formdata=None))


@views.post("/partners")
@staff(Access.manager)
@section("partners.index")
def create() -> Answer:
    """Take a partner into the book."""
    form = PartnerForm.about(None, _members())
    if not form.validate():
        return _form_page(None, form), 422
    partner = Partner(added_at=clock.now())
    _save(partner, form, "clients.partner_added")
    return _back_to(partner)


@views.get("/partners/<int:id>")
@staff(Access.manager)
@section("partners.index")
def partner(id: int) -> str:
    """One partner: the leads it sent, whom we answer, who they are, what was agreed."""
    return _partner_page(_found(id))


@views.get("/partners/<int:id>/details")
@staff(Access.manager)
@section("partners.index")
def details(id: int) -> str:
    """What is known of a partner, to be changed."""
    found = _found(id)
    return _form_page(found, PartnerForm.about(found, _members(), formdata=None))


@views.post("/partners/<int:id>/details")
@staff(Access.manager)
@section("partners.index")
def change(id: int) -> Answer:
    """Change what is known of a partner."""
    found = _found(id)
    form = PartnerForm.about(found, _members())
    if not form.validate():
        return _form_page(found, form), 422
    _save(found, form, "clients.partner_changed")
    flash(_("Saved."))
    return _back_to(found)


@views.post("/partners/<int:id>/link")
@staff(Access.manager)
@section("partners.index")
def link(id: int) -> str:
    """A new link to the partner's page, shown this once; those before it open nothing any more."""
    found, now = _found(id), clock.now()
    token = partner_links.renew(found, by=actor_here(), at=now)
    db.session.commit()
    return _partner_page(_found(id), fresh=address_of("portal.partner_page", token=token))


@views.post("/partners/<int:id>/link/removal")
@staff(Access.manager)
@section("partners.index")
def link_removal(id: int) -> Response:
    """The partner's page opens to nobody any more."""
    found = _found(id)
    partner_links.close(found, by=actor_here(), at=clock.now())
    db.session.commit()
    flash(_("The link opens nothing any more."))
    return _back_to(found)


def _partner_page(found: Partner, *, fresh: str = "") -> str:
    house = people.agency()
    sent = partner_book.sent_by(found, answering=house.answering)
    return render_template(
        "clients/partner.html",
        partner=found,
        sent=sent,
        figures=partner_book.figures(found.id).get(found.id, Figures()),
        usual=partner_book.usually(sent),
        fresh=fresh,
        link=partner_links.open_of(found),
        member=people.member(found.member_id) if found.member_id else None,
        **_told(found),
    )


def _told(found: Partner) -> dict[str, Any]:
    """What was decided about it, with who decided."""
    entries = timeline.entries(found.stream, limit=20)
    members = people.members_with({each.actor_id for each in entries if each.actor_id})
    return {"entries": entries, "members": {each.id: each for each in members}}


def _save(partner: Partner, form: PartnerForm, fact: str) -> None:
    form.fill(partner)
    db.session.add(partner)
    db.session.flush()
    partners.set_domains(partner, form.domain_names)
    partners.set_people(partner, form.persons)
    referrals.adopt(partner)
    timeline.record(partner.stream, fact, at=clock.now(), by=actor_here())
    db.session.commit()


def _form_page(found: Partner | None, form: PartnerForm) -> str:
    return render_template("clients/partner_form.html", partner=found, form=form)


def _members() -> list[Choice]:
    return [Choice(each.id, each.name) for each in people.managers()]


def _found(id: int) -> Partner:
    return partners.partner(id) or abort(404)


def _back_to(partner: Partner) -> Response:
    return redirect(url_for(".partner", id=partner.id), 303)
