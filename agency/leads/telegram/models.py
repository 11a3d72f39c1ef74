"""The bot, and every word in the chats with it, with what became of it on its way."""

import enum
import hashlib
import secrets
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.kernel import sealed
from agency.kernel.db import Model, db
from agency.kernel.files import StoredFile
from agency.kernel.mail.models import LetterNotOpen, LetterState
from agency.kernel.sealed import SealBroken
from agency.leads.models import Message
from agency.leads.ways_in.chats import Chat


class Bot(Model):
    """The agency's bot; there is one. Its token is sealed, what Telegram has to show is kept as a digest."""

    __tablename__ = "telegram_bot"
    __table_args__ = (sa.CheckConstraint("id = 1", name="only_one"),)

    sealed_token: Mapped[str] = mapped_column(sa.Text)
    username: Mapped[str] = mapped_column(sa.String(64), default="")
    name: Mapped[str] = mapped_column(sa.String(120), default="")
    path_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    secret_hash: Mapped[str] = mapped_column(sa.String(64))
    connected_at: Mapped[datetime | None]
    heard_at: Mapped[datetime | None]
    trouble: Mapped[str] = mapped_column(sa.String(500), default="")
    trouble_at: Mapped[datetime | None]

    def connect(self, token: str, *, username: str, name: str, at: datetime) -> tuple[str, str]:
        """Telegram takes this token. Gives the path and the secret that it is to bring, kept nowhere."""
        path, secret = secrets.token_urlsafe(24), secrets.token_urlsafe(32)
        self.sealed_token = sealed.seal(token)
        self.username, self.name = username[:64], name[:120]
        self.path_hash, self.secret_hash = digest(path), digest(secret)
        self.connected_at, self.trouble, self.trouble_at = at, "", None
        return path, secret

    def disconnect(self) -> None:
        """Nothing comes or goes by it until it is connected again."""
        self.connected_at = None

    def complain(self, trouble: str, *, at: datetime) -> None:
        """Something went wrong with Telegram."""
        self.trouble, self.trouble_at = trouble[:500], at

    @property
    def token(self) -> str:
        """What opens the bot. Raises SealBroken."""
        return sealed.unseal(self.sealed_token)

    @property
    def number(self) -> str:
        """Which bot of Telegram's it is, however it is called; its name where the seal of its token is broken."""
        try:
            return self.token.partition(":")[0][:40]
        except SealBroken:
            return self.username

    @property
    def is_connected(self) -> bool:
        return self.connected_at is not None


class Heading(enum.Enum):
    """Which way a word of a chat went."""

    came = "came"
    goes = "goes"


class ChatWord(Model):
    """One word in a chat: theirs as it came, or ours on its way. States are those of letters."""

    __tablename__ = "chat_word"
    __table_args__ = (sa.UniqueConstraint("chat_id", "remote_id"),)

    chat_id: Mapped[int] = mapped_column(sa.ForeignKey("chat.id"))
    message_id: Mapped[int | None] = mapped_column(sa.ForeignKey("message.id"), index=True)
    heading: Mapped[Heading]
    remote_id: Mapped[int | None] = mapped_column(sa.BigInteger)
    text: Mapped[str] = mapped_column(sa.Text, default="")
    file_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stored_file.id"))
    state: Mapped[LetterState] = mapped_column(default=LetterState.queued)
    queued_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(sa.Text)

    chat: Mapped[Chat] = relationship()
    message: Mapped[Message | None] = relationship()
    file: Mapped[StoredFile | None] = relationship()

    def start(self) -> bool:
        """Claim it for sending. One that was being sent when its sender died becomes uncertain."""
        if self.state is LetterState.sending:
            self.mark_uncertain("interrupted")
        if self.state is not LetterState.queued:
            return False
        self.state = LetterState.sending
        return True

    def mark_sent(self, at: datetime, remote_id: int | None = None) -> None:
        """Telegram took it."""
        self.state, self.sent_at, self.error = LetterState.sent, at, None
        self.remote_id = remote_id

    def mark_refused(self, error: str, *, for_good: bool) -> None:
        """Telegram did not take it: try again later, or never."""
        self.state = LetterState.failed if for_good else LetterState.queued
        self.error = error[:500]

    def mark_uncertain(self, error: str) -> None:
        """The line broke after it had left: only a person can find out."""
        self.state, self.error = LetterState.uncertain, error[:500]

    def confirm_arrived(self, at: datetime) -> None:
        """A person saw that it is there."""
        self._must_be_open()
        self.mark_sent(at)

    def release_again(self) -> None:
        """A person saw that it is not: it goes out again."""
        self._must_be_open()
        self.state, self.error = LetterState.queued, None

    def _must_be_open(self) -> None:
        if self.state not in (LetterState.uncertain, LetterState.failed):
            raise LetterNotOpen(self.state.value)


def the_bot() -> Bot | None:
    """The agency's bot, if there ever was one."""
    return db.session.get(Bot, 1)


def forget_numbers() -> None:
    """Another bot counts its words in the same chats anew: those of the former one mean nothing any more."""
    counted = sa.update(ChatWord).where(ChatWord.remote_id.is_not(None))
    db.session.execute(counted.values(remote_id=None))


def digest(secret: str) -> str:
    """How a secret that we only have to recognise is kept."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
