"""Mailbox: what we have read of a folder of ours, so that reading goes on where it stopped."""

import enum
from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from agency.kernel.db import Model, db
from agency.kernel.due import RETRIES
from agency.kernel.mail.accounts import Account, HowFar, Role

# Unread for longer than this, and somebody at the desk is told.
SILENT = timedelta(minutes=5)


class Trouble(enum.Enum):
    """Why a mailbox could not be read; pages have words for it.

    `provider` is who gives permissions instead of passwords and cannot be reached, `grant` a permission that was
    taken back, `seal` a secret that was sealed under another SECRET_KEY.
    """

    line = "line"
    certificate = "certificate"
    login = "login"
    folder = "folder"
    answer = "answer"
    provider = "provider"
    grant = "grant"
    seal = "seal"


class Mailbox(Model):
    """One folder on an IMAP server. `address` names it without secrets: "hello@imap.studio.example/INBOX".

    What lay there when we first looked has an id up to `first_until`; how far back we then went is kept beside it.
    `owed` are messages that the server did not hand over: by id, how often we asked and when we ask again. `busy_at`
    is when the last of them came in, and `ahead` how many were still to come then.
    """

    __tablename__ = "mailbox"

    address: Mapped[str] = mapped_column(sa.String(400), unique=True)
    account_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("mail_account.id", ondelete="SET NULL"), index=True
    )
    folder: Mapped[str] = mapped_column(sa.String(255), default="", server_default="")
    role: Mapped[Role] = mapped_column(default=Role.inbox, server_default=Role.inbox.value)
    # Ids of messages count only under the validity that the server gave with them (RFC 3501, 2.3.1.1).
    uidvalidity: Mapped[int | None] = mapped_column(sa.BigInteger)
    last_uid: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    first_until: Mapped[int] = mapped_column(sa.BigInteger, default=0)
    how_far: Mapped[HowFar | None]
    since_on: Mapped[date | None]
    owed: Mapped[dict[str, Any]] = mapped_column(default=dict)
    read_at: Mapped[datetime | None]
    busy_at: Mapped[datetime | None]
    ahead: Mapped[int] = mapped_column(default=0, server_default="0")
    trouble: Mapped[Trouble | None]
    error: Mapped[str] = mapped_column(sa.Text, default="")

    def open(self, uidvalidity: int, uidnext: int) -> bool:
        """The server shows the folder; True when it is one that we never saw, to be read from its beginning."""
        if self.uidvalidity == uidvalidity:
            return False
        self.uidvalidity, self.last_uid, self.first_until = uidvalidity, 0, uidnext - 1
        self.owed, self.how_far, self.since_on = {}, None, None
        return True

    def reach_back(self, account: Account, today: date) -> None:
        """Write down how far back the first reading goes, for whoever asks later why a message is absent."""
        self.how_far, self.since_on = account.how_far, account.since(today)

    def begin_anew(self) -> None:
        """Read it once more from its beginning: what was taken in is known, and not taken twice."""
        self.uidvalidity = None

    def take(self, uid: int) -> None:
        """This message is ours now, or gone; nobody has to ask for it again."""
        self.last_uid = max(self.last_uid, uid)
        self.owed = {key: value for key, value in self.owed.items() if key != str(uid)}

    def take_early(self, uid: int) -> None:
        """Somebody fetched this one by hand: those before it are still to be read."""
        self.owed = {key: value for key, value in self.owed.items() if key != str(uid)}

    def owe(self, uid: int, now: datetime) -> None:
        """The server did not hand this one over: those after it go on, and it is asked for again later."""
        tries = self.owed.get(str(uid), {}).get("tries", 0)
        again = now + RETRIES[min(tries, len(RETRIES) - 1)]
        self.last_uid = max(self.last_uid, uid)
        self.owed = {
            **self.owed,
            str(uid): {"tries": tries + 1, "again_at": again.isoformat()},
        }

    def go_on(self, at: datetime, ahead: int) -> None:
        """A batch came in, and so many messages are still to come."""
        self.busy_at, self.ahead = at, max(0, ahead)

    def finish(self, at: datetime, until: int = 0) -> None:
        """Everything that was there at this instant has been read, and what is too old up to this id left."""
        self.last_uid = max(self.last_uid, until)
        self.read_at, self.trouble, self.error = at, None, ""
        self.ahead = 0

    def fail(self, trouble: Trouble, words: str) -> None:
        """It could not be read; `words` are the server's own, without secrets."""
        self.trouble, self.error = trouble, words

    def wants(self, uid: int) -> bool:
        """Whether nobody took this message yet; another clock may have been faster."""
        return uid > self.last_uid or str(uid) in self.owed

    def is_first(self, uid: int) -> bool:
        """Whether it lay there before we began to read."""
        return uid <= self.first_until

    @property
    def is_being_met(self) -> bool:
        """Whether a reading of it has begun and is not through: what an answer is may be still to come."""
        return self.uidvalidity is None or self.ahead > 0

    def is_silent(self, now: datetime) -> bool:
        """Whether it has not been read for so long that somebody should know."""
        seen = max(filter(None, (self.read_at, self.busy_at)), default=None)
        return seen is None or now - seen > SILENT

    def to_ask_again(self, now: datetime) -> list[int]:
        """The messages that were not handed over and should be by now."""
        return sorted(
            int(uid)
            for uid, row in self.owed.items()
            if datetime.fromisoformat(row["again_at"]) <= now
        )


def is_in_trouble(now: datetime) -> sa.ColumnElement[bool]:
    """The condition under which a mailbox is silent, or keeps messages back."""
    long_ago = now - SILENT
    return sa.or_(
        sa.and_(
            sa.or_(Mailbox.read_at.is_(None), Mailbox.read_at < long_ago),
            sa.or_(Mailbox.busy_at.is_(None), Mailbox.busy_at < long_ago),
        ),
        sa.cast(Mailbox.owed, sa.Text) != "{}",
    )


def find(address: str) -> Mailbox | None:
    """What we know of this mailbox, if we ever tried to read it."""
    return db.session.scalar(sa.select(Mailbox).where(Mailbox.address == address))


def of_account(account_id: int) -> list[Mailbox]:
    """The folders of an account."""
    mine = sa.select(Mailbox).where(Mailbox.account_id == account_id)
    return list(db.session.scalars(mine.order_by(Mailbox.role, Mailbox.id)))


def hold(address: str) -> Mailbox:
    """The row of this mailbox, held until the commit: of two clocks, one waits here for the other."""
    held = sa.select(Mailbox).where(Mailbox.address == address).with_for_update()
    found = db.session.scalar(held)
    if found is None:
        try:
            with db.session.begin_nested():
                db.session.add(Mailbox(address=address))
        except IntegrityError:
            pass  # another clock has just met it too
        found = db.session.scalars(held).one()
    return found


def hold_for(account: Account) -> Mailbox:
    """The same, and whose folder it is."""
    found = hold(account.address)
    found.account_id, found.folder, found.role = account.id, account.folder, account.role
    return found
