"""The fence: no chaser leaves while an answer may lie where nobody has looked.

An answer goes to the mailbox whose address the letter names; where none of ours has that address, it may come to any
of them. That mailbox has to have been read to its end within the last ten minutes. A mailbox that was switched off,
whose password is wrong, or whose first reading still goes on was not. Without any mailbox of ours the built-in one
takes the answers, and that counts as read.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from flask import current_app

from agency.kernel.mail import mail_accounts, mailboxes
from agency.kernel.mail.accounts import Account, Role, title_of
from agency.kernel.mail.mail_accounts import MailAccount

FRESH = timedelta(minutes=10)
LOOK_AGAIN = timedelta(minutes=1)
# What was fetched is sorted within moments.
SOON = timedelta(seconds=5)

# What this very command has read, by the time that it lives in: beside a demo's house, which reads by the machine's.
_read_here: dict[str, datetime] = {}
# Whether something that was fetched still waits to be understood; told by whoever understands it.
_waiting: list[Callable[[], bool]] = []


class _Named(Protocol):
    """Somebody's mailbox, by the name with which we log in."""

    @property
    def user(self) -> str: ...


@dataclass(frozen=True)
class Unread:
    """A mailbox that an answer may lie in unread; `read_at` is when it was read to its end, None for never."""

    mailbox: str
    read_at: datetime | None


def is_fresh(now: datetime, addresses: Iterable[str] = ()) -> bool:
    """Whether an answer to one of these addresses would be known by now; without any, to any of ours."""
    return look_again(now, addresses) is None


def look_again(now: datetime, addresses: Iterable[str] = ()) -> datetime | None:
    """When to ask the fence again, or None when it is open."""
    if unread(now, addresses):
        return now + LOOK_AGAIN
    return now + SOON if any(waits() for waits in _waiting) else None


def unread(now: datetime, addresses: Iterable[str] = ()) -> list[Unread]:
    """The mailboxes in which an answer to one of these addresses may lie unread."""
    wanted = {_plain(each) for each in addresses}
    folders = _that_answer(wanted, _fixed()) if wanted else []
    found = (_unread(each, now) for each in folders or _in_use(_fixed()))
    return [each for each in found if each is not None]


def was_read(account: Account, at: datetime) -> None:
    """This command has read it to its end; whoever reads it at the same moment goes by another clock."""
    _read_here[account.address] = at


def waits_for_sorting(ask: Callable[[], bool]) -> Callable[[], bool]:
    """Register a question: does something that was fetched still wait to be understood?"""
    if ask not in _waiting:
        _waiting.append(ask)
    return ask


def _in_use(fixed: Account | None) -> list[tuple[Account, bool]]:
    rows = mail_accounts.to_read()
    return _fixed_folder(fixed) + [each for row in rows for each in _folders(row)]


def _that_answer(wanted: set[str], fixed: Account | None) -> list[tuple[Account, bool]]:
    rows = [each for each in mail_accounts.every() if _counts(each) and _is_one_of(each, wanted)]
    ours = fixed if fixed is not None and _is_one_of(fixed, wanted) else None
    return _fixed_folder(ours) + [each for row in rows for each in _folders(row)]


def _counts(row: MailAccount) -> bool:
    # A paused mailbox takes answers that nobody reads; the one that a demo only shows takes none.
    return row.is_begun and (row.active or not current_app.config["SETTINGS"].demo)


def _folders(row: MailAccount) -> list[tuple[Account, bool]]:
    return [(each, row.active) for each in row.folders() if each.role is Role.inbox]


def _fixed_folder(fixed: Account | None) -> list[tuple[Account, bool]]:
    return [(fixed, True)] if fixed is not None else []


def _unread(folder: tuple[Account, bool], now: datetime) -> Unread | None:
    account, is_active = folder
    box = mailboxes.find(account.address)
    read_at = box.read_at if box is not None and not box.is_being_met else None
    if read_at is not None:
        read_at = max(read_at, _read_here.get(account.address, read_at))
    if is_active and read_at is not None and now - read_at <= FRESH:
        return None
    return Unread(title_of(account.user, account.host, account.folder), read_at)


def _fixed() -> Account | None:
    url = current_app.config["SETTINGS"].imap_url
    return Account.parse(url) if url else None


def _is_one_of(mailbox: _Named, wanted: set[str]) -> bool:
    return _plain(mailbox.user) in wanted


def _plain(address: str) -> str:
    # "hello+k7m2@studio.example" is read where "hello@studio.example" is.
    name, at, domain = address.strip().lower().rpartition("@")
    return f"{name.partition('+')[0]}{at}{domain}"
