"""MailAccount: a mailbox that the owner gave us in the settings: its server, who logs in, what of it is read."""

import enum
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from agency.kernel.db import Model, db
from agency.kernel.mail import mailboxes, oauth
from agency.kernel.mail.accounts import Account, HowFar, Role, title_of
from agency.kernel.mail.oauth import Client
from agency.kernel.sealed import seal, unseal


class Encryption(enum.Enum):
    """How the line to the server is kept from others: from its first byte, from STARTTLS on, or not."""

    tls = "tls"
    starttls = "starttls"
    none = "none"

    @property
    def scheme(self) -> str:
        return {"tls": "imaps", "starttls": "imap+starttls", "none": "imap"}[self.value]


class Way(enum.Enum):
    """How we log in: with a password, or with a permission that a provider gives (XOAUTH2)."""

    password = "password"
    google = "google"
    microsoft = "microsoft"
    other = "other"


class MailAccount(Model):
    """One mailbox of ours. Nothing of it is read before its owner has said what (`begun_at`).

    Secrets are sealed. `version` counts the changes after which whoever reads it has to log in anew.
    """

    __tablename__ = "mail_account"
    __table_args__ = (sa.UniqueConstraint("user", "host", "port"),)

    host: Mapped[str] = mapped_column(sa.String(255))
    port: Mapped[int]
    encryption: Mapped[Encryption]
    user: Mapped[str] = mapped_column(sa.String(255))
    way: Mapped[Way]
    password: Mapped[str] = mapped_column(sa.Text, default="")
    client_id: Mapped[str] = mapped_column(sa.String(255), default="")
    client_secret: Mapped[str] = mapped_column(sa.Text, default="")
    authorize_url: Mapped[str] = mapped_column(sa.String(500), default="")
    token_url: Mapped[str] = mapped_column(sa.String(500), default="")
    scope: Mapped[str] = mapped_column(sa.String(500), default="")
    refresh_token: Mapped[str] = mapped_column(sa.Text, default="")
    connected_at: Mapped[datetime | None]
    inboxes: Mapped[list[str]] = mapped_column(default=list)
    sent: Mapped[str] = mapped_column(sa.String(255), default="")
    how_far: Mapped[HowFar | None]
    since_on: Mapped[date | None]
    marks_seen: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    added_at: Mapped[datetime]
    begun_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(default=1)

    def log_in_with(self, password: str) -> None:
        """From now on with this password."""
        self.password = seal(password)
        self.version += 1

    def be_known_by(self, client: Client) -> None:
        """Who we are to the provider that gives permissions; those of another are worth nothing."""
        if (self.client_id, self.token_url) != (client.id, client.token_url):
            self.refresh_token, self.connected_at = "", None
        self.client_id, self.client_secret = client.id, seal(client.secret) if client.secret else ""
        self.authorize_url, self.token_url = client.authorize_url, client.token_url
        self.scope = client.scope
        self.version += 1

    def connect(self, refresh_token: str, *, at: datetime) -> None:
        """The provider gave us its permission."""
        self.refresh_token, self.connected_at = seal(refresh_token), at
        self.version += 1

    def begin(
        self,
        *,
        inboxes: list[str],
        sent: str,
        how_far: HowFar | None,
        since_on: date | None,
        marks_seen: bool,
        at: datetime,
    ) -> None:
        """Read these folders from now on; without `how_far`, as far back as was said before."""
        self.inboxes, self.sent, self.marks_seen = inboxes, sent, marks_seen
        if how_far is not None:
            self.how_far, self.since_on, self.begun_at = how_far, since_on, at
        self.active = True
        self.version += 1
        self._settle_folders(anew=how_far is not None)

    def pause(self) -> None:
        """Nothing is read until somebody says so; what comes meanwhile is read then."""
        self.active = False
        self.version += 1

    def resume(self) -> None:
        """Go on where it stopped."""
        self.active = True
        self.version += 1

    def move(self, user: str, host: str) -> None:
        """It was that user's on that host: another one's folders are other folders, with a beginning of their own."""
        if (self.user, self.host) != (user, host):
            self._settle_folders(anew=False)
            return
        for mailbox in mailboxes.of_account(self.id):
            mailbox.address = self.folder(mailbox.folder).address

    def forget(self) -> None:
        """Nobody logs in there any more. What was taken in stays; given once more, it is read from its beginning."""
        for mailbox in mailboxes.of_account(self.id):
            mailbox.account_id = None
            mailbox.begin_anew()
        db.session.flush()
        db.session.delete(self)

    @property
    def is_begun(self) -> bool:
        """Whether its owner has said what of it is to be read."""
        return self.begun_at is not None

    @property
    def needs_grant(self) -> bool:
        """Whether a provider has to give us its permission first."""
        return self.way is not Way.password and not self.refresh_token

    @property
    def title(self) -> str:
        """What its people call it."""
        return title_of(self.user, self.host, "INBOX")

    @property
    def client(self) -> Client:
        """Who we are to the provider. Raises SealBroken."""
        secret = unseal(self.client_secret) if self.client_secret else ""
        return Client(
            self.client_id,
            secret,
            self.authorize_url,
            self.token_url,
            self.scope,
            oauth.ASKS.get(self.way.value, {}),
        )

    def folder(self, name: str = "INBOX", role: Role = Role.inbox) -> Account:
        """One folder of it as it is read, without secrets."""
        return Account(
            self.encryption.scheme,
            self.host,
            self.port,
            self.user,
            "",
            name,
            self.how_far or HowFar.since,
            self.since_on,
            id=self.id,
            version=self.version,
            role=role,
            begun_at=self.begun_at,
            marks_seen=self.marks_seen and role is Role.inbox,
        )

    def folders(self) -> list[Account]:
        """All of it that is read, what others write first."""
        found = [self.folder(name) for name in self.inboxes]
        return [*found, self.folder(self.sent, Role.sent)] if self.sent else found

    def _settle_folders(self, *, anew: bool) -> None:
        db.session.flush()
        wanted = {account.address: account for account in self.folders()}
        for mailbox in mailboxes.of_account(self.id):
            if mailbox.address not in wanted:
                mailbox.account_id = None
                mailbox.begin_anew()
        for account in wanted.values():
            held = mailboxes.hold_for(account)
            if anew:
                held.begin_anew()


def every() -> list[MailAccount]:
    """All of them, in the order in which they were added."""
    return list(db.session.scalars(sa.select(MailAccount).order_by(MailAccount.id)))


def to_read() -> list[MailAccount]:
    """Those that are read now."""
    wanted = sa.select(MailAccount).where(
        MailAccount.active.is_(True), MailAccount.begun_at.is_not(None)
    )
    return list(db.session.scalars(wanted.order_by(MailAccount.id)))


def one(id: int) -> MailAccount | None:
    """One of them."""
    return db.session.get(MailAccount, id)


def is_taken(user: str, host: str, port: int, *, but: int | None = None) -> bool:
    """Whether this mailbox is among them already."""
    same = sa.select(MailAccount.id).where(
        sa.func.lower(MailAccount.user) == user.lower(),
        sa.func.lower(MailAccount.host) == host.lower(),
        MailAccount.port == port,
    )
    return any(id != but for id in db.session.scalars(same))
