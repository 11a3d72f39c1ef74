"""Pages of our mailboxes: which there are and how each fares, one more, what of it is read, pause, removal."""

from datetime import timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from agency.desk import leaving, mailbox_state
from agency.desk.mail_forms import LoginForm, ReadingForm
from agency.desk.views.mailbox_looks import Looked, look_into
from agency.kernel import clock
from agency.kernel.auth import Access
from agency.kernel.db import db
from agency.kernel.mail import mail_accounts
from agency.kernel.mail.mail_accounts import MailAccount
from agency.kernel.mail.oauth import SERVERS
from agency.kernel.web import address_of, section, staff
from agency.people import queries as people

views = Blueprint("mailboxes", __name__, url_prefix="/settings/mailboxes")
Page = str | Response | tuple[str, int]


@views.get("")
@staff(Access.owner)
@section("desk.settings")
def index() -> str:
    """All of them, each with its state."""
    now = clock.now()
    return render_template(
        "desk/mailboxes/index.html",
        states=mailbox_state.every(now, people.agency().zone),
        sending=leaving.sending(now),
        filing=leaving.folders(),
        now=now,
    )


@views.get("/new")
@staff(Access.owner)
@section("desk.settings")
def new() -> str:
    """Which one, and how we log in there."""
    return _new_page(LoginForm(way=request.args.get("way")))


@views.post("")
@staff(Access.owner)
@section("desk.settings")
def accounts() -> Page:
    """One more. Nothing of it is read yet: first it is looked into, and asked how far back."""
    form = LoginForm()
    if not form.validate() or _is_taken(form):
        return _new_page(form), 422
    account = MailAccount(added_at=clock.now())
    form.write_to(account)
    db.session.add(account)
    db.session.commit()
    return redirect(url_for("mailboxes.account", id=account.id), 303)


@views.get("/<int:id>")
@staff(Access.owner)
@section("desk.settings")
def account(id: int) -> str:
    """How one fares; before it is read, or when asked, what lies in it."""
    found = _found(id)
    looked = look_into(found) if _wants_a_look(found) else None
    found = _found(id)
    return _account_page(found, LoginForm.showing(found), _reading_form(found, looked), looked)


@views.post("/<int:id>/login")
@staff(Access.owner)
@section("desk.settings")
def login(id: int) -> Page:
    """Another server, name or secret."""
    found = _found(id)
    form = LoginForm()
    form.known = found
    if not form.validate() or _is_taken(form, but=id):
        return _account_page(found, form, _reading_form(found, None), None), 422
    user, host = found.user, found.host
    form.write_to(found)
    found.move(user, host)
    db.session.commit()
    flash(_("Saved. We log in anew."))
    return redirect(url_for("mailboxes.account", id=id, look=1), 303)


@views.post("/<int:id>/reading")
@staff(Access.owner)
@section("desk.settings")
def reading(id: int) -> Page:
    """These folders, so far back: from now on they are read."""
    found = _found(id)
    form = ReadingForm()
    form.offer(_typed_folders(found), asked=found.is_begun)
    if not form.validate():
        return _account_page(found, LoginForm.showing(found), form, look_into(found)), 422
    found.begin(
        inboxes=list(form.inboxes.data or []),
        sent=form.sent.data or "",
        how_far=form.choice,
        since_on=form.first_day,
        marks_seen=form.marks_seen.data,
        at=clock.now(),
    )
    db.session.commit()
    flash(_("Saved. Reading begins within seconds; nobody is written to because of it."))
    return redirect(url_for("mailboxes.index"), 303)


@views.post("/<int:id>/pause")
@staff(Access.owner)
def pause(id: int) -> Response:
    """Read nothing of it until somebody says so."""
    found = _found(id)
    found.pause()
    db.session.commit()
    flash(_("Paused. What comes meanwhile is read when you resume."))
    return redirect(url_for("mailboxes.index"), 303)


@views.post("/<int:id>/resumption")
@staff(Access.owner)
def resumption(id: int) -> Response:
    """Go on reading where it stopped."""
    _found(id).resume()
    db.session.commit()
    flash(_("Reading goes on within seconds."))
    return redirect(url_for("mailboxes.index"), 303)


@views.post("/<int:id>/removal")
@staff(Access.owner)
def removal(id: int) -> Response:
    """Log in there no more. What was taken in stays."""
    _found(id).forget()
    db.session.commit()
    flash(_("Removed, with its password. What was taken in stays."))
    return redirect(url_for("mailboxes.index"), 303)


def _found(id: int) -> MailAccount:
    return mail_accounts.one(id) or abort(404)


def _wants_a_look(account: MailAccount) -> bool:
    return not account.needs_grant and (not account.is_begun or "look" in request.args)


def _is_taken(form: LoginForm, but: int | None = None) -> bool:
    user, host, port = form.place
    fixed = mailbox_state.from_environment()
    by_environment = fixed is not None and (fixed.user.lower(), fixed.host) == (user.lower(), host)
    taken = by_environment or mail_accounts.is_taken(user, host, port, but=but)
    if taken:
        words = _("IMAP_URL reads this mailbox already.") if by_environment else ""
        form.user.errors = [words or _("This mailbox is among ours already.")]
    return taken


def _typed_folders(account: MailAccount) -> list[str]:
    # What the server showed when the page was opened; whether it is there still, the postman finds out.
    typed = [*request.form.getlist("inboxes"), *request.form.getlist("sent")]
    known = [*account.inboxes, account.sent]
    return [name for name in dict.fromkeys([*typed, *known]) if 0 < len(name) <= 255]


def _reading_form(account: MailAccount, looked: Looked | None) -> ReadingForm:
    names = looked.folders if looked else []
    known = [name for name in [*account.inboxes, account.sent] if name]
    inboxes = account.inboxes or [name for name in names if name.upper() == "INBOX"]
    today = clock.now().date()
    form = ReadingForm(
        inboxes=inboxes,
        sent=account.sent if account.is_begun else looked.sent if looked else "",
        marks_seen=account.marks_seen,
        since_on=account.since_on or today - timedelta(days=30),
        how_far="" if account.is_begun else None,
    )
    form.offer(list(dict.fromkeys([*names, *known])), asked=account.is_begun)
    return form


def _new_page(form: LoginForm) -> str:
    redirect_to = address_of("grants.grant")
    return render_template(
        "desk/mailboxes/new.html", form=form, servers=SERVERS, redirect_to=redirect_to
    )


def _account_page(
    account: MailAccount, login: LoginForm, reading: ReadingForm, looked: Looked | None
) -> str:
    now, zone = clock.now(), people.agency().zone
    return render_template(
        "desk/mailboxes/account.html",
        account=account,
        state=mailbox_state.one(account, now, zone),
        form=login,
        reading=reading,
        looked=looked,
        now=now,
        redirect_to=address_of("grants.grant"),
    )
