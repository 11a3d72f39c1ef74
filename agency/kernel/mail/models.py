"""The outbox: every letter of ours, with its exact bytes and what became of it."""

import enum
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from agency.kernel.db import Model


class LetterState(enum.Enum):
    """queued → sending → sent, or queued again with a later look, uncertain, failed; withdrawn before it left.

    Nobody knows yet whether an `uncertain` one left. A `failed` one was refused for good.
    """

    queued = "queued"
    sending = "sending"
    sent = "sent"
    uncertain = "uncertain"
    failed = "failed"
    withdrawn = "withdrawn"


class Hitch(enum.Enum):
    """What is wrong with the server that takes our letters, where it is not about one letter alone."""

    away = "away"
    slow = "slow"
    certificate = "certificate"
    tls = "tls"
    login = "login"
    answer = "answer"


class Known(enum.Enum):
    """Why nobody can tell by looking whether a letter in doubt has left."""

    no_mailbox = "no_mailbox"
    unreadable = "unreadable"
    not_filed = "not_filed"
    sent_before = "sent_before"


class Evidence(enum.Enum):
    """How we know that a letter left."""

    taken = "taken"
    sent_folder = "sent_folder"
    inbox = "inbox"
    answer = "answer"
    person = "person"


class Filed(enum.Enum):
    """Who put a letter of ours into the Sent folder."""

    by_server = "by_server"
    by_us = "by_us"
    nowhere = "nowhere"


class LetterNotOpen(Exception):
    """Only an uncertain or failed letter can be decided by a person."""


class Letter(Model):
    """A letter on its way out, or gone.

    `tries` counts how often it was handed to a server; a sender that was believed dead settles only its own try.
    `taken` are the recipients whom the server took it for while others have to wait, `refusals` the words with which
    it refused others. `doubted_at` is when it became uncertain, `looked` how often we looked for it since.
    """

    __tablename__ = "letter"

    message_id: Mapped[str] = mapped_column(sa.String(255), unique=True)
    sender: Mapped[str] = mapped_column(sa.String(320))
    recipients: Mapped[list[str]]
    subject: Mapped[str] = mapped_column(sa.String(998))
    mime: Mapped[bytes] = mapped_column(sa.LargeBinary)
    automatic: Mapped[bool] = mapped_column(default=False)
    state: Mapped[LetterState] = mapped_column(default=LetterState.queued, index=True)
    queued_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    stayed_home: Mapped[bool] = mapped_column(default=False)
    error: Mapped[str | None] = mapped_column(sa.Text)
    # The job that is to be done for it when the other side refuses it for good.
    if_refused: Mapped[str | None] = mapped_column(sa.String(60))
    # The question that is asked right before it goes: whether it still should.
    still_wanted: Mapped[str | None] = mapped_column(sa.String(60))

    tries: Mapped[int] = mapped_column(default=0, server_default="0")
    # The first of the tries that came to nothing, until it leaves or somebody of us sends it again.
    tried_since: Mapped[datetime | None]
    sending_since: Mapped[datetime | None]
    relay: Mapped[str] = mapped_column(sa.String(320), default="", server_default="")
    hitch: Mapped[Hitch | None]
    is_held: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    taken: Mapped[list[str]] = mapped_column(default=list, server_default="[]")
    refusals: Mapped[dict[str, str]] = mapped_column(default=dict, server_default="{}")

    doubted_at: Mapped[datetime | None]
    looked: Mapped[int] = mapped_column(default=0, server_default="0")
    looked_at: Mapped[datetime | None]
    known: Mapped[Known | None]
    evidence: Mapped[Evidence | None]

    filed: Mapped[Filed | None]
    # Set before we put it into the Sent folder ourselves, so that our own copy is never taken for the server's.
    filing_since: Mapped[datetime | None]

    @property
    def message(self) -> EmailMessage:
        """The letter, parsed."""
        return message_from_bytes(self.mime, policy=policy.default)

    @property
    def text(self) -> str:
        """What it says, as plain text."""
        body = self.message.get_body(preferencelist=("plain",))
        return body.get_content() if body is not None else ""

    def start(self, at: datetime | None = None, *, relay: str = "") -> bool:
        """Hand it to this server from now on; False when it is not its turn."""
        if self.state is not LetterState.queued:
            return False
        self.state, self.tries = LetterState.sending, self.tries + 1
        self.sending_since, self.relay, self.is_held = at, relay, False
        return True

    def mark_sent(
        self, at: datetime, *, stayed_home: bool = False, evidence: Evidence = Evidence.taken
    ) -> None:
        """The other side took it."""
        self.state, self.sent_at, self.error = LetterState.sent, at, None
        self.stayed_home, self.evidence = stayed_home, evidence
        self.hitch, self.known, self.taken, self.tried_since = None, None, [], None

    def mark_refused(
        self, error: str, *, for_good: bool = False, hitch: Hitch | None = None
    ) -> None:
        """The other side did not take it: try again later, or never."""
        self.state = LetterState.failed if for_good else LetterState.queued
        self.error, self.hitch = error, hitch

    def mark_partly_sent(
        self, taken: list[str], refusals: dict[str, str], *, waiting: str = ""
    ) -> None:
        """The other side took it for some; with `waiting` words, others are to be tried again."""
        self.taken = [*self.taken, *taken]
        self.refusals = {**self.refusals, **refusals}
        if waiting:
            self.mark_refused(waiting)

    def mark_uncertain(self, error: str, at: datetime | None = None) -> None:
        """It may have left: only looking for it can tell, or a person."""
        self.state, self.error = LetterState.uncertain, error
        self.doubted_at, self.looked, self.looked_at, self.known = at, 0, None, None

    def mark_absent(self) -> None:
        """It surely did not leave: the same bytes go out again."""
        self.state, self.error, self.known = LetterState.queued, None, None

    def withdraw(self, why: str) -> None:
        """It should not go any more, and has not gone."""
        self.state, self.error = LetterState.withdrawn, why

    def forget(self) -> None:
        """Blank what it said and where it went. What waits goes no more; what leaves this moment is left alone."""
        if self.state is LetterState.queued:
            self.withdraw("erased")
        if self.state is not LetterState.sending:
            self.recipients, self.subject, self.mime = [], "", b""

    def confirm_arrived(self, at: datetime) -> None:
        """A person found out that it did arrive."""
        self._must_be_open()
        self.mark_sent(at, evidence=Evidence.person)

    def release_again(self) -> None:
        """A person found out that it did not arrive: the same bytes go out again."""
        self._must_be_open()
        self.state, self.error, self.known, self.hitch = LetterState.queued, None, None, None
        self.refusals, self.tried_since = {}, None

    def is_in_hand(self, now: datetime, patience: timedelta) -> bool:
        """Whether somebody may be handing it over at this moment."""
        return (
            self.state is LetterState.sending
            and self.sending_since is not None
            and now < self.sending_since + patience
        )

    @property
    def left_for(self) -> list[str]:
        """The recipients whom it still has to reach."""
        return [each for each in self.recipients if each not in {*self.taken, *self.refusals}]

    @property
    def is_waiting(self) -> bool:
        """Whether it wants to be handed over."""
        return self.state is LetterState.queued

    @property
    def needs_a_person(self) -> bool:
        return self.state in (LetterState.uncertain, LetterState.failed)

    def _must_be_open(self) -> None:
        if not self.needs_a_person:
            raise LetterNotOpen(self.state.value)
