"""A mailbox that nobody reads, or that keeps something back: somebody at the desk has to know."""

from dataclasses import dataclass
from datetime import datetime

from flask import current_app
from flask_babel import lazy_gettext as _l

from agency.kernel.mail import mailboxes
from agency.kernel.mail.accounts import Account
from agency.kernel.mail.mailboxes import Mailbox, Trouble

WORDS = {
    Trouble.line: _l("Its server cannot be reached."),
    Trouble.certificate: _l("Its server shows a certificate that is not to be trusted."),
    Trouble.login: _l("Its server does not take the name or the password in IMAP_URL."),
    Trouble.folder: _l("Its server has no folder of the name in IMAP_URL."),
    Trouble.answer: _l("Its server gives an answer that we do not understand."),
}
NOBODY = _l("The clock, which reads it, may not be running.")


@dataclass(frozen=True)
class Silence:
    """Since when nothing came from a mailbox (None: ever), why, and how many messages it keeps back."""

    mailbox: str
    is_unread: bool
    since: datetime | None
    why: str
    details: str
    kept_back: int


def silence(now: datetime) -> Silence | None:
    """The mailbox of IMAP_URL, if something is wrong with it."""
    url = current_app.config["SETTINGS"].imap_url
    if url is None:
        return None
    account = Account.parse(url)
    found = mailboxes.find(account.address) or Mailbox(owed={}, error="")
    if not found.is_silent(now) and not found.owed:
        return None
    why = WORDS[found.trouble] if found.trouble else NOBODY
    return Silence(
        account.title, found.is_silent(now), found.read_at, str(why), found.error, len(found.owed)
    )
