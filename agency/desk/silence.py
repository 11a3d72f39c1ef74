"""Mailboxes that nobody reads, or that keep something back: everybody at the desk has to know, on every page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from flask import current_app
from flask_babel import lazy_gettext as _l

from agency.kernel.db import db
from agency.kernel.mail.accounts import Account, title_of
from agency.kernel.mail.mail_accounts import MailAccount
from agency.kernel.mail.mailboxes import SILENT, Mailbox, Trouble, is_in_trouble

WORDS = {
    Trouble.line: _l("Its server cannot be reached."),
    Trouble.certificate: _l("Its server shows a certificate that is not to be trusted."),
    Trouble.login: _l("Its server does not take our login."),
    Trouble.folder: _l("Its server has no folder of this name."),
    Trouble.answer: _l("Its server gives an answer that we do not understand."),
    Trouble.provider: _l("Its provider, who gives us the key, cannot be reached."),
    Trouble.grant: _l("Its provider takes our permission no more."),
    Trouble.seal: _l("The secret of the house was changed, so its password cannot be read."),
}
NOBODY = _l("The clock, which reads it, may not be running.")
# What to do: of a mailbox in the settings, and of the one that IMAP_URL names.
ADVICE: dict[Trouble | None, Any] = {
    None: _l("Start `agency clock` or `agency up`."),
    Trouble.line: _l("Look whether the server answers; we try again every minute."),
    Trouble.certificate: _l("Ask the provider to renew it, or check the name of the server."),
    Trouble.login: _l("Type the password anew."),
    Trouble.folder: _l("Choose a folder that is there."),
    Trouble.answer: _l("If it stays so, ask the provider; we try again every minute."),
    Trouble.provider: _l("We try again every minute."),
    Trouble.grant: _l("Connect it again."),
    Trouble.seal: _l("Type the password anew, or connect it again."),
}
IN_THE_ENVIRONMENT = frozenset({Trouble.login, Trouble.folder})


@dataclass(frozen=True)
class Silence:
    """Since when nothing came from a mailbox (None: ever), why, what to do, and how many messages it keeps back.

    `account_id` is where its owner sees to it; None for the mailbox of IMAP_URL.
    """

    mailbox: str
    is_unread: bool
    since: datetime | None
    why: str
    advice: str
    details: str
    kept_back: int
    account_id: int | None = None


def how_many(now: datetime) -> sa.ScalarSelect[int]:
    """How many mailboxes something is wrong with, to be asked along with other figures."""
    account = _from_environment()
    found = sa.select(sa.func.count(Mailbox.id)).outerjoin(MailAccount)
    counted = found.where(_wrong(account, now)).scalar_subquery()
    if account is None:
        return counted
    met = sa.exists().where(Mailbox.address == account.address)
    return sa.select(counted + sa.case((met, 0), else_=1)).scalar_subquery()


def silences(now: datetime) -> list[Silence]:
    """Every mailbox that something is wrong with, in one statement."""
    account = _from_environment()
    wanted = _wrong(account, now)
    if account is not None:
        wanted = sa.or_(wanted, Mailbox.address == account.address)
    chosen = sa.select(Mailbox, MailAccount).outerjoin(MailAccount)
    rows = db.session.execute(chosen.where(wanted).order_by(Mailbox.id)).all()
    found = [
        _silence(box, of, account, now)
        for box, of in rows
        if of is not None or box.is_silent(now) or box.owed
    ]
    if account is not None and all(box.address != account.address for box, _ in rows):
        found.insert(0, _silence(Mailbox(owed={}, error=""), None, account, now))
    return found


def _wrong(account: Account | None, now: datetime) -> sa.ColumnElement[bool]:
    # What was added just now has the time to be read that every mailbox has.
    of_settings = sa.and_(MailAccount.active.is_(True), MailAccount.begun_at < now - SILENT)
    read = sa.or_(of_settings, Mailbox.address == account.address) if account else of_settings
    return sa.and_(read, is_in_trouble(now))


def _silence(
    box: Mailbox, of: MailAccount | None, account: Account | None, now: datetime
) -> Silence:
    title = title_of(of.user, of.host, box.folder) if of else account.title if account else ""
    why = WORDS[box.trouble] if box.trouble else NOBODY
    return Silence(
        mailbox=title,
        is_unread=box.is_silent(now),
        since=box.read_at,
        why=str(why),
        advice=str(_advice(box.trouble, of)),
        details=box.error,
        kept_back=len(box.owed),
        account_id=of.id if of else None,
    )


def _advice(trouble: Trouble | None, of: MailAccount | None) -> Any:
    if of is None and trouble in IN_THE_ENVIRONMENT:
        return _l("Correct IMAP_URL, and start the house again.")
    return ADVICE[trouble]


def _from_environment() -> Account | None:
    url = current_app.config["SETTINGS"].imap_url
    return Account.parse(url) if url else None
