"""The state of our mailboxes in words: when each folder was read, how much was taken, what stands in the way."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask import current_app
from flask_babel import gettext as _

from agency.desk.silence import ADVICE, WORDS
from agency.kernel import i18n
from agency.kernel.db import db
from agency.kernel.mail import mail_accounts
from agency.kernel.mail.accounts import Account, Role
from agency.kernel.mail.mail_accounts import MailAccount
from agency.kernel.mail.mailboxes import Mailbox, Trouble
from agency.leads.arrivals import Arrival

MINUTE, HOUR = 60, 3600


@dataclass(frozen=True)
class FolderState:
    """One folder: its name, when it was read, how much of it we have, what is still to come or kept back."""

    id: int | None
    name: str
    is_sent: bool
    read: str
    taken: int
    ahead: int
    kept_back: int
    trouble: str = ""
    advice: str = ""
    details: str = ""
    is_silent: bool = False


@dataclass(frozen=True)
class AccountState:
    """One mailbox with its folders; `id` is None for the one of IMAP_URL, which is not changed here."""

    id: int | None
    title: str
    server: str
    folders: list[FolderState]
    is_paused: bool = False
    is_begun: bool = True
    needs_grant: bool = False

    @property
    def is_well(self) -> bool:
        """Whether everything of it is read as it should be."""
        return self.is_begun and not any(each.trouble or each.is_silent for each in self.folders)


def every(now: datetime, zone: str) -> list[AccountState]:
    """All of our mailboxes, that of IMAP_URL first."""
    boxes = list(db.session.scalars(sa.select(Mailbox).order_by(Mailbox.role, Mailbox.id)))
    taken = _taken([box.id for box in boxes])
    states = [
        _state(account, [box for box in boxes if box.account_id == account.id], taken, now, zone)
        for account in mail_accounts.every()
    ]
    fixed = from_environment()
    return [_fixed(fixed, boxes, taken, now, zone), *states] if fixed else states


def one(account: MailAccount, now: datetime, zone: str) -> AccountState:
    """One of them."""
    chosen = sa.select(Mailbox).where(Mailbox.account_id == account.id)
    boxes = list(db.session.scalars(chosen.order_by(Mailbox.role, Mailbox.id)))
    return _state(account, boxes, _taken([box.id for box in boxes]), now, zone)


def from_environment() -> Account | None:
    """The mailbox that IMAP_URL names."""
    url = current_app.config["SETTINGS"].imap_url
    return Account.parse(url) if url else None


def since(at: datetime, now: datetime, zone: str) -> str:
    """ "20 s", "4 min", later the time itself."""
    seconds = max(0, int((now - at).total_seconds()))
    if seconds < MINUTE:
        return str(_("%(num)d s", num=seconds))
    if seconds < HOUR:
        return str(_("%(num)d min", num=seconds // MINUTE))
    return i18n.moment(at, zone, now)


def trouble_in_words(trouble: Trouble) -> tuple[str, str]:
    """What is wrong, and what to do."""
    return str(WORDS[trouble]), str(ADVICE[trouble])


def _state(
    account: MailAccount, boxes: list[Mailbox], taken: dict[int, int], now: datetime, zone: str
) -> AccountState:
    return AccountState(
        account.id,
        account.title,
        account.host,
        [_folder(box, box.folder, taken, now, zone) for box in boxes],
        is_paused=account.is_begun and not account.active,
        is_begun=account.is_begun,
        needs_grant=account.needs_grant,
    )


def _fixed(
    account: Account, boxes: list[Mailbox], taken: dict[int, int], now: datetime, zone: str
) -> AccountState:
    mine = [box for box in boxes if box.address == account.address]
    folders = [_folder(box, account.folder, taken, now, zone) for box in mine]
    return AccountState(None, account.title, account.host, folders or [_never_met(account.folder)])


def _folder(
    box: Mailbox, name: str, taken: dict[int, int], now: datetime, zone: str
) -> FolderState:
    what, todo = trouble_in_words(box.trouble) if box.trouble else ("", "")
    return FolderState(
        box.id,
        name,
        box.role is Role.sent,
        since(box.read_at, now, zone) if box.read_at else "",
        taken.get(box.id, 0),
        box.ahead,
        len(box.owed),
        what,
        todo,
        box.error,
        box.is_silent(now),
    )


def _never_met(name: str) -> FolderState:
    advice = _("Start `agency clock` or `agency up`.")
    return FolderState(None, name, False, "", 0, 0, 0, advice=advice, is_silent=True)


def _taken(ids: list[int]) -> dict[int, int]:
    counted = (
        sa.select(Arrival.mailbox_id, sa.func.count())
        .where(Arrival.mailbox_id.in_(ids))
        .group_by(Arrival.mailbox_id)
    )
    return {id: count for id, count in db.session.execute(counted) if id is not None}
