"""A provider's permission: the owner goes there, allows it, and comes back with a code that we change for a key."""

import secrets
from typing import Any

from flask import Blueprint, abort, flash, redirect, request, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.kernel import clock
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.mail import mail_accounts, oauth
from agency.kernel.mail.mail_accounts import MailAccount, Way
from agency.kernel.mail.oauth import GrantRefused, ProviderAway
from agency.kernel.sealed import SealBroken, seal, unseal
from agency.kernel.web import address_of, section, staff, writes

views = Blueprint("grants", __name__, url_prefix="/settings/mailboxes")
BEGUN = "mail_grant"
MINUTES = 15


@views.get("/<int:id>/grant")
@staff(Access.owner)
@section("desk.settings")
def begin(id: int) -> Response:
    """To the provider. What comes back is believed only with what we put into the session now."""
    account = mail_accounts.one(id) or abort(404)
    if account.way is Way.password:
        abort(404)
    state, verifier = secrets.token_urlsafe(24), oauth.make_verifier()
    try:
        client = account.client
    except SealBroken:
        return _seal_broken(id)
    session[BEGUN] = {
        "id": id,
        "state": state,
        "verifier": seal(verifier),
        "until": clock.now().timestamp() + MINUTES * 60,
    }
    return redirect(
        oauth.authorize_address(
            client,
            redirect=address_of("grants.grant"),
            state=state,
            verifier=verifier,
            user=account.user,
        ),
        303,
    )


@views.get("/grant")
@staff(Access.owner)
@section("desk.settings")
@writes
def grant() -> Response:
    """Back from the provider, with a code or without."""
    begun = session.pop(BEGUN, None)
    account = _account_of(begun)
    if account is None or begun is None:
        flash(_("This did not begin here, or too long ago. Press Connect once more."), "error")
        return redirect(url_for("mailboxes.index"), 303)
    id, code = account.id, request.args.get("code", "")
    try:
        client, verifier = account.client, unseal(begun["verifier"])
    except SealBroken:
        return _seal_broken(id)
    # No transaction is open while the provider is asked.
    db.session.rollback()
    try:
        if not code:
            raise GrantRefused(request.args.get("error", "no_code")[:80])
        keys = oauth.exchange(
            client,
            code=code,
            verifier=verifier,
            redirect=address_of("grants.grant"),
        )
    except GrantRefused as error:
        flash(
            _("The provider did not allow it (%(why)s). Nothing was changed.", why=error), "error"
        )
        return _to(id)
    except ProviderAway as error:
        flash(
            _("The provider did not answer (%(why)s). Press Connect once more.", why=error), "error"
        )
        return _to(id)
    (mail_accounts.one(id) or abort(404)).connect(keys.refresh, at=clock.now())
    db.session.commit()
    flash(_("Connected."))
    return redirect(url_for("mailboxes.account", id=id, look=1), 303)


def _account_of(begun: dict[str, Any] | None) -> MailAccount | None:
    if begun is None or begun["until"] < clock.now().timestamp():
        return None
    # As bytes: compare_digest takes no letters beyond ASCII.
    given = request.args.get("state", "").encode("utf-8", "replace")
    if not secrets.compare_digest(begun["state"].encode(), given):
        return None
    return mail_accounts.one(begun["id"])


def _seal_broken(id: int) -> Response:
    flash(_("The secret of the house was changed: type the client secret anew."), "error")
    return _to(id)


def _to(id: int) -> Response:
    return redirect(url_for("mailboxes.account", id=id), 303)
