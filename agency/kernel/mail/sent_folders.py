"""Sent folders of ours: which one a letter belongs into, and whether the server puts it there by itself.

Whether it does is learnt and not asked: a letter that a server took, and that lies in the folder though we did not put
it there, was filed by the server. That holds for the relay by which the letter went, and until a letter is missed.
"""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.orm import Mapped, mapped_column

from agency.kernel.db import Model, db
from agency.kernel.mail import mail_accounts
from agency.kernel.mail.accounts import Account, Role
from agency.kernel.mail.line import Line
from agency.kernel.mail.looking import find_sent
from agency.kernel.mail.models import Letter

# Seconds without a byte: a worker waits meanwhile.
PATIENCE = 10.0


class SentFolder(Model):
    """What we know of the Sent folder of a mailbox of ours, for the relay by which letters went.

    `seen_at` is when we saw that the server files by itself, `missed_at` when a letter was not there, `filed_at` when
    we put one there; `failed_at` and `error` are of the last time that this did not work.
    """

    __tablename__ = "sent_folder"

    mailbox: Mapped[str] = mapped_column(sa.String(400), unique=True)
    account_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("mail_account.id", ondelete="CASCADE"), index=True
    )
    folder: Mapped[str] = mapped_column(sa.String(255), default="")
    relay: Mapped[str] = mapped_column(sa.String(320), default="")
    seen_at: Mapped[datetime | None]
    missed_at: Mapped[datetime | None]
    filed_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    error: Mapped[str] = mapped_column(sa.Text, default="")

    def files_for(self, relay: str) -> bool:
        """Whether the server was seen to file what this relay takes."""
        return self.relay == relay and self.seen_at is not None

    def waits_for_us(self, relay: str) -> bool:
        """Whether what this relay takes comes there only by our own hand."""
        return self.relay == relay and self.missed_at is not None

    def see(self, relay: str, at: datetime) -> None:
        """A letter by this relay lay there, and we had not put it there."""
        self.relay, self.seen_at, self.missed_at = relay, at, None
        self.work(at)

    def miss(self, relay: str, at: datetime) -> None:
        """A letter that this relay took did not come."""
        self.relay, self.seen_at, self.missed_at = relay, None, at

    def work(self, at: datetime) -> None:
        """It could be looked into."""
        self.failed_at, self.error = None, ""

    def fail(self, words: str, at: datetime) -> None:
        """It could not be looked into, or not be put into."""
        self.failed_at, self.error = at, words


class SentLine(Line):
    """A line to an account that looks into folders for one letter at a time, and can put one there."""

    def sent_folder(self) -> str:
        """The name of the folder that holds what was sent; "" where none looks so."""
        return self._account.folder or find_sent(self.folders())

    def has(self, folder: str, message_id: str) -> bool:
        """Whether a letter with this id lies there at this moment."""
        quoted = message_id.replace("\\", "\\\\").replace('"', '\\"')
        with self._told():
            # Opened anew each time: a folder that stays open was seen to show nothing new.
            self._box.folder.set(folder, readonly=True)
            return bool(self._box.uids(f'HEADER Message-ID "{quoted}"', charset=None))

    def has_any(self, folder: str, message_ids: Iterable[str]) -> bool:
        """Whether one of these lies there."""
        return any(self.has(folder, each) for each in message_ids)

    def put(self, folder: str, mime: bytes, at: datetime) -> None:
        """File it as a mail program does: read, and with the date on which it went."""
        with self._told():
            self._box.append(mime, folder, dt=at, flag_set=["\\Seen"])


def opened(account: Account) -> SentLine:
    """A line to this account, its secret at hand. Raises MailboxTrouble."""
    return SentLine(account, timeout=PATIENCE)


def account_of(letter: Letter) -> Account | None:
    """The account in whose Sent folder this letter belongs, the folder named where that is known; None for none.

    That of the name with which the relay knows us, else that of the sender, else the only one that we have.
    """
    ours = _ours()
    for name in (letter.relay.rpartition("@")[0], letter.sender):
        found = next((each for each in ours if name and _plain(each.user) == _plain(name)), None)
        if found is not None:
            return found
    return ours[0] if len(ours) == 1 else None


def inboxes_of(account: Account) -> list[str]:
    """The folders in which what others write to this account arrives."""
    found = mail_accounts.one(account.id) if account.id is not None else None
    return list(found.inboxes) if found is not None else ["INBOX"]


def goes_to(letter: Letter, account: Account) -> bool:
    """Whether the letter is written to this account itself."""
    return any(_plain(each) == _plain(account.user) for each in letter.recipients)


def hold_for(account: Account) -> SentFolder:
    """What we know of the Sent folder of this account, held until the commit."""
    wanted = sa.select(SentFolder).where(SentFolder.mailbox == name_of(account)).with_for_update()
    found = db.session.scalar(wanted)
    if found is None:
        found = SentFolder(mailbox=name_of(account), account_id=account.id, error="", relay="")
        found.folder = account.folder
        db.session.add(found)
        db.session.flush()
    return found


def known_of(account: Account) -> SentFolder | None:
    """The same, only to be read; None where nothing is known yet."""
    return db.session.scalar(sa.select(SentFolder).where(SentFolder.mailbox == name_of(account)))


def name_of(account: Account) -> str:
    """What a mailbox is called here: who logs in where."""
    return f"{account.user}@{account.host}:{account.port}"[:400]


def _ours() -> list[Account]:
    url = current_app.config["SETTINGS"].imap_url
    # The folder that IMAP_URL names is the one that is read; which one is Sent, its server tells.
    fixed = [_with_folder(Account.parse(url), "")] if url else []
    rows = mail_accounts.to_read()
    return fixed + [each.folder(each.sent, Role.sent) for each in rows]


def _with_folder(account: Account, folder: str) -> Account:
    return Account(
        account.scheme, account.host, account.port, account.user, account.password, folder
    )


def _plain(address: str) -> str:
    name, at, domain = address.strip().lower().rpartition("@")
    return f"{name.partition('+')[0]}{at}{domain}"
