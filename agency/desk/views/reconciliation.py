"""A folder on its server beside what we have of it; and taking in one message that is absent."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.desk import mailbox_state
from agency.kernel import clock, queue
from agency.kernel.auth import Access
from agency.kernel.db import after_commit, db
from agency.kernel.mail import mail_accounts, mailboxes
from agency.kernel.mail.accounts import Account
from agency.kernel.mail.imap import OpenFolder
from agency.kernel.mail.line import MailboxTrouble
from agency.kernel.mail.looking import PATIENCE
from agency.kernel.mail.mailboxes import Mailbox
from agency.kernel.mail.postman import Brought
from agency.kernel.mail.signing_in import NoLongerRead, sign_in
from agency.kernel.web import section, staff
from agency.leads import from_mailbox
from agency.leads import reconciliation as beside
from agency.leads.reconciliation import Absence, Reconciled

views = Blueprint("reconciliation", __name__, url_prefix="/settings/mailboxes/folders")


@views.get("/<int:id>/reconciliation")
@staff(Access.owner)
@section("desk.settings")
def page(id: int) -> str:
    """What lies there, what we have, and why each of the rest is absent; asked of the server now."""
    account = _account_of(_found(id))
    found, trouble = _reconciled(id, account) if account else (None, None)
    mailbox = _found(id)
    return render_template(
        "desk/mailboxes/reconciliation.html",
        mailbox=mailbox,
        account=account,
        found=found,
        why=_why(),
        reasons=Absence,
        trouble=trouble,
        words=mailbox_state.trouble_in_words(trouble.kind) if trouble else None,
        now=clock.now(),
    )


@views.post("/<int:id>/messages")
@staff(Access.owner)
def messages(id: int) -> Response:
    """Take one message in now. As of a first reading, nobody is written to because of it."""
    account = _account_of(_found(id)) or abort(404)
    uid = request.form.get("uid", 0, type=int)
    validity = request.form.get("uidvalidity", 0, type=int)
    try:
        flash(*_take(id, account, uid, validity))
    except MailboxTrouble as trouble:
        flash(_("The server did not hand it over: %(why)s", why=trouble.words or "–"), "error")
    return redirect(url_for("reconciliation.page", id=id, why=request.form.get("why")), 303)


def _reconciled(id: int, account: Account) -> tuple[Reconciled, None] | tuple[None, MailboxTrouble]:
    number = max(1, request.args.get("page", 1, type=int))
    ours = beside.known(_found(id))
    try:
        with _opened(account) as folder:
            there = beside.ask(folder, ours, _why(), number)
    except MailboxTrouble as trouble:
        return None, trouble
    # What was taken in meanwhile is not absent.
    return beside.compare(there, beside.known(_found(id)), _why(), number), None


def _take(id: int, account: Account, uid: int, validity: int) -> tuple[str, str]:
    with _opened(account) as folder:
        if folder.uidvalidity != validity:
            return _("The folder was made anew meanwhile. Look at what is absent now."), "error"
        batches = list(folder.fetch([uid], frozenset({uid}))) if uid > 0 else []
    found = [message for batch in batches for message in batch.found]
    if not found:
        return _("The server did not hand it over: it may be gone."), "error"
    mailbox, now = mailboxes.hold_for(account), clock.now()
    if mailbox.uidvalidity != validity:
        return _("The folder was made anew meanwhile. Look at what is absent now."), "error"
    from_mailbox.take_in(
        [Brought(each.uid, each.raw, each.arrived_at, is_import=True) for each in found],
        mailbox,
        now,
    )
    mailbox.take_early(uid)
    after_commit(queue.wake)
    db.session.commit()
    return _("Taken in; it is sorted within seconds, and nobody is written to because of it."), ""


@contextmanager
def _opened(account: Account) -> Iterator[OpenFolder]:
    """The folder on its server, with no transaction open meanwhile."""
    try:
        signed = sign_in(account)
    except NoLongerRead:
        abort(404)
    db.session.commit()
    with OpenFolder(signed, timeout=PATIENCE) as folder:
        yield folder


def _found(id: int) -> Mailbox:
    return db.session.get(Mailbox, id) or abort(404)


def _account_of(mailbox: Mailbox) -> Account | None:
    """Who logs in there; None for a folder that is read no more."""
    if mailbox.account_id is not None:
        found = mail_accounts.one(mailbox.account_id)
        return found.folder(mailbox.folder, mailbox.role) if found else None
    fixed = mailbox_state.from_environment()
    return fixed if fixed and fixed.address == mailbox.address else None


def _why() -> Absence | None:
    name = request.args.get("why", "")
    return Absence[name] if name in Absence.__members__ else None
