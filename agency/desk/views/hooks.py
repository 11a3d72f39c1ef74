"""Settings: hooks, their secrets, and what the fields of other services mean to us."""

from typing import Any

from flask import (
    Blueprint,
    abort,
    current_app,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask_babel import gettext as _
from flask_babel import ngettext
from werkzeug.wrappers import Response

from agency.desk.ways_in_forms import FIELD_WORDS, HookForm, ProofForm, mapping_in
from agency.flows.delivery_received import delivery_received
from agency.kernel import clock
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.web import section, staff
from agency.leads.inquiries import Channel
from agency.leads.ways_in import deliveries, hooks, listing, mapping, payloads
from agency.leads.ways_in.deliveries import Delivery, Standing
from agency.leads.ways_in.hooks import Hook, HookKind
from agency.leads.ways_in.reasons import WORDS

views = Blueprint("hooks", __name__, url_prefix="/settings/hooks")

Page = str | tuple[str, int]


@views.get("")
@staff(Access.owner)
@section("desk.settings")
def index() -> str:
    """Every hook."""
    return _list(HookForm(formdata=None))


@views.post("")
@staff(Access.owner)
@section("desk.settings")
def create() -> Page:
    """A new hook: its secret stands on this one page."""
    form = HookForm()
    if not form.validate():
        return _list(form), 422
    made, secret = Hook.make(form.name.data, HookKind(form.kind.data), at=clock.now())
    db.session.commit()
    return _page(made, secret=secret), 201


@views.get("/<int:id>")
@staff(Access.owner)
@section("desk.settings")
def hook(id: int) -> str:
    """One hook: its address, its proof, what its fields mean, what it brought."""
    return _page(_found(id))


@views.post("/<int:id>/secret")
@staff(Access.owner)
@section("desk.settings")
def secret(id: int) -> Page:
    """Another secret, shown this once."""
    found = _found(id)
    fresh = found.renew_secret()
    db.session.commit()
    return _page(found, secret=fresh), 201


@views.post("/<int:id>/proof")
@staff(Access.owner)
@section("desk.settings")
def proof(id: int) -> Page | Response:
    """How the service shows that it is itself."""
    found, form = _found(id), ProofForm()
    if not form.validate():
        return _page(found, proof=form), 422
    form.write_to(found)
    db.session.commit()
    flash(_("Saved"))
    return redirect(url_for("hooks.hook", id=id), 303)


@views.post("/<int:id>/mapping")
@staff(Access.owner)
@section("desk.settings")
def mappings(id: int) -> Page | Response:
    """What its fields mean: shown on what came last, or saved, and all that waits is read again."""
    found = _found(id)
    typed, wrong = mapping_in(request.form, found.kind)
    if wrong or request.form.get("go") == "preview":
        return _page(found, typed=typed, wrong=wrong), 422 if wrong else 200
    found.mapping = typed
    db.session.flush()
    read = _read_again(found)
    db.session.commit()
    flash(_("Saved") if not read else _saved(read))
    return redirect(url_for("hooks.hook", id=id), 303)


@views.post("/<int:id>/switch")
@staff(Access.owner)
def switch(id: int) -> Response:
    """Off, or on again."""
    found = _found(id)
    found.off_at = None if found.off_at else clock.now()
    db.session.commit()
    return redirect(url_for("hooks.hook", id=id), 303)


def _saved(read: int) -> str:
    return str(
        ngettext(
            "Saved. %(num)d delivery that waited is understood now.",
            "Saved. %(num)d deliveries that waited are understood now.",
            read,
        )
    )


def _read_again(hook: Hook) -> int:
    read = 0
    for id in listing.ids_to_read_again(Channel.hook, hook.id):
        waiting = deliveries.take(id)
        if waiting is not None:
            delivery_received(waiting)
            read += waiting.state is Standing.understood
    return read


def _found(id: int) -> Hook:
    return hooks.one(id) or abort(404)


def _list(form: HookForm) -> str:
    return render_template(
        "ways_in/hooks.html", form=form, hooks=hooks.all_of_them(), now=clock.now()
    )


def _page(
    hook: Hook,
    *,
    secret: str = "",
    proof: ProofForm | None = None,
    typed: dict[str, str] | None = None,
    wrong: dict[str, str] | None = None,
) -> str:
    latest = listing.latest(Channel.hook, hook.id)
    sample, payload = _sample(latest)
    paths = hook.mapping if typed is None else typed
    return render_template(
        "ways_in/hook.html",
        hook=hook,
        secret=secret,
        proof=proof or ProofForm.of(hook, formdata=None),
        address=current_app.config["SETTINGS"].base_url + url_for("api.hook", key=hook.key),
        fields={name: FIELD_WORDS[name] for name in mapping.fields_for(hook.kind)},
        paths=paths,
        wrong=wrong or {},
        says=mapping.apply(paths, payload),
        sample=sample,
        there=mapping.paths_in(payload),
        latest=latest,
        states=listing.STATES,
        doors=listing.DOORS,
        why=WORDS,
        now=clock.now(),
    )


def _sample(latest: list[Delivery]) -> tuple[Delivery | None, Any]:
    """The latest payload in which fields can be found, one that was let in before one that was not."""
    for each in sorted(latest, key=lambda each: each.state is Standing.refused):
        try:
            return each, payloads.fields_in(each.body, each.content_type, guess=True)
        except payloads.NotReadable:
            continue
    return None, {}
