"""The people at clients: one by one, who may be the same, two entries put together and taken apart again."""

from collections.abc import Sequence
from io import BytesIO

from flask import (
    Blueprint,
    abort,
    flash,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from agency.clients import joining, likeness
from agency.clients.erasing import AlreadyErased
from agency.clients.joining import CannotJoin, CannotPart
from agency.clients.models import Contact
from agency.desk import exporting, persons
from agency.desk.forms_of_contacts import ContactForm
from agency.flows.contact_erased import contact_erased
from agency.kernel import clock, timeline
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.web import section, staff
from agency.leads import mentioned, personal
from agency.leads.forgetting import StillLeaving
from agency.people import queries as us
from agency.people.at_the_desk import actor_here, manages, member_here

views = Blueprint("contacts", __name__, url_prefix="/contacts")
Answer = Response | str | tuple[str, int]


@views.get("")
@staff()
def index() -> str:
    """Everybody whom we know at clients."""
    people = persons.people(request.args.get("page", 1, type=int))
    pairs = likeness.pairs_with(people.contacts)
    return render_template("desk/contacts.html", people=people, pairs=pairs, may_write=manages())


@views.get("/doubles")
@staff(Access.manager)
@section("contacts.index")
def doubles() -> str:
    """Entries that may be one person."""
    return render_template("desk/doubles.html", pairs=likeness.pairs())


@views.get("/<int:id>")
@staff()
@section("contacts.index")
def contact(id: int) -> Answer:
    """One person: how they are reached, their leads, who may be the same."""
    found = _found(id)
    if found.joined_to is not None:
        return redirect(url_for("contacts.contact", id=found.known.id))
    return _page(id, ContactForm.about(found, formdata=None))


@views.post("/<int:id>/details")
@staff(Access.manager)
@section("contacts.index")
def details(id: int) -> Answer:
    """Change what is known of them; what somebody else changed meanwhile is shown first."""
    found = db.session.get(Contact, id, with_for_update={"of": Contact}) or abort(404)
    form = ContactForm.about(found)
    if not form.validate():
        return _page(id, form), 422
    if others := form.changed_meanwhile(found):
        return _page(id, form, others), 409
    form.write_to(found)
    timeline.record(_stream(found), "clients.changed", at=clock.now(), by=actor_here())
    db.session.commit()
    flash(_("Saved"))
    return redirect(url_for("contacts.contact", id=id), 303)


@views.get("/<int:id>/joining")
@staff(Access.manager)
@section("contacts.index")
def joining_preview(id: int) -> str:
    """What putting two entries together would do; who stays can be changed over."""
    kept, gone = _found(id), _found(request.args.get("with", type=int) or abort(404))
    return render_template("desk/joining.html", preview=persons.preview(kept, gone))


@views.post("/<int:id>/joining")
@staff(Access.manager)
@section("contacts.index")
def join(id: int) -> Response:
    """They are one person."""
    kept, gone = _found(id), _found(request.form.get("with", type=int) or abort(422))
    try:
        joining.join(kept, gone, by=actor_here(), at=clock.now())
        flash(_("They are one now. It can be taken back on this page, at any time."))
    except CannotJoin:
        flash(_("One of them was put together with somebody already, or is erased."), "error")
    db.session.commit()
    return redirect(url_for("contacts.contact", id=id), 303)


@views.post("/joinings/<int:id>/parting")
@staff(Access.manager)
def parting(id: int) -> Response:
    """They are two after all."""
    found = joining.joining(id) or abort(404)
    gone_id = found.gone_id
    try:
        back = joining.part(found, by=actor_here(), at=clock.now())
        words = ngettext("%(num)d thing went back.", "%(num)d things went back.", back)
        flash(_("They are two again.") + " " + words)
    except CannotPart:
        gone_id = found.kept_id
        flash(_("They were taken apart already, or are part of a later joining."), "error")
    db.session.commit()
    return redirect(url_for("contacts.contact", id=gone_id), 303)


@views.post("/<int:id>/distinction")
@staff(Access.manager)
def distinction(id: int) -> Response:
    """They are two people, whatever they share."""
    one, other = _found(id), _found(request.form.get("with", type=int) or abort(422))
    likeness.tell_apart(one, other, member_id=member_here().id, at=clock.now())
    db.session.commit()
    flash(_("They are two people; nobody is asked again."))
    return redirect(url_for("contacts.contact", id=id), 303)


@views.post("/<int:id>/export")
@staff(Access.manager)
def export(id: int) -> Response:
    """All that we keep of them, as one file; that it was taken is written down."""
    found, now = _standing(id), clock.now()
    held = exporting.exported(found, at=now)
    timeline.record(_stream(found), "clients.exported", at=now, by=actor_here())
    db.session.commit()
    name = f"{found.name_key or 'person'}.zip".replace(" ", "-")
    return send_file(BytesIO(held), "application/zip", as_attachment=True, download_name=name)


@views.get("/<int:id>/erasure")
@staff(Access.owner)
@section("contacts.index")
def erasure(id: int) -> str:
    """What would go and what would stay."""
    return _erasure_page(_standing(id))


@views.post("/<int:id>/erasure")
@staff(Access.owner)
@section("contacts.index")
def erase(id: int) -> Answer:
    """They asked to be forgotten; the name is typed once more, since nothing brings it back."""
    found = _standing(id)
    if request.form.get("name", "").strip().casefold() != found.name.casefold():
        return _erasure_page(found, wrong=True), 422
    try:
        contact_erased(found, by=actor_here(), at=clock.now())
        flash(_("Erased. What was agreed stays, as the law asks for it."))
    except StillLeaving:
        db.session.rollback()
        flash(_("A letter to them is leaving right now. Try again in a minute."), "error")
    except AlreadyErased:
        flash(_("There is nothing left of this person."), "error")
    db.session.commit()
    return redirect(url_for("contacts.contact", id=id), 303)


def _erasure_page(contact: Contact, *, wrong: bool = False) -> str:
    found = personal.of(contact)
    return render_template(
        "desk/erasure.html",
        contact=contact,
        found=found,
        wrong=wrong,
        typed=request.form.get("name", ""),
    )


def _page(id: int, form: ContactForm, others: Sequence[tuple[str, str]] = ()) -> str:
    person = persons.person(id) or abort(404)
    entries = timeline.entries(_stream(person.contact))
    return render_template(
        "desk/contact.html",
        person=person,
        form=form,
        others=others,
        entries=entries,
        context=mentioned.for_timeline(entries),
        now=clock.now(),
        zone=us.agency().zone,
        may_write=manages(),
        may_erase=member_here().access is Access.owner,
    )


def _found(id: int) -> Contact:
    return db.session.get(Contact, id) or abort(404)


def _standing(id: int) -> Contact:
    """The entry that stands for this one: what is done to the person is done to all of it."""
    return _found(id).known


def _stream(contact: Contact) -> tuple[str, int]:
    return ("contact", contact.id)
