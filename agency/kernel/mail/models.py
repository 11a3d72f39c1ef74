"""The outbox: every letter of ours, with its exact bytes and what became of it."""

import enum
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from agency.kernel.db import Model


class LetterState(enum.Enum):
    """queued → sending → sent, or uncertain (nobody knows), or failed (refused for good)."""

    queued = "queued"
    sending = "sending"
    sent = "sent"
    uncertain = "uncertain"
    failed = "failed"


class LetterNotOpen(Exception):
    """Only an uncertain or failed letter can be decided by a person."""


class Letter(Model):
    """A letter on its way out, or gone."""

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

    @property
    def message(self) -> EmailMessage:
        """The letter, parsed."""
        return message_from_bytes(self.mime, policy=policy.default)

    @property
    def text(self) -> str:
        """What it says, as plain text."""
        body = self.message.get_body(preferencelist=("plain",))
        return body.get_content() if body is not None else ""

    def start(self) -> bool:
        """Claim it for sending. One that was being sent when its sender died becomes uncertain."""
        if self.state is LetterState.sending:
            self.state = LetterState.uncertain
            self.error = "interrupted"
        if self.state is not LetterState.queued:
            return False
        self.state = LetterState.sending
        return True

    def mark_sent(self, at: datetime, *, stayed_home: bool = False) -> None:
        """The other side took it."""
        self.state, self.sent_at, self.error = LetterState.sent, at, None
        self.stayed_home = stayed_home

    def mark_refused(self, error: str, *, for_good: bool) -> None:
        """The other side did not take it: try again later, or never."""
        self.state = LetterState.failed if for_good else LetterState.queued
        self.error = error

    def mark_uncertain(self, error: str) -> None:
        """The line broke after the last byte: only a person can find out."""
        self.state, self.error = LetterState.uncertain, error

    def confirm_arrived(self, at: datetime) -> None:
        """A person found out that it did arrive."""
        self._must_be_open()
        self.mark_sent(at)

    def release_again(self) -> None:
        """A person found out that it did not arrive: the same bytes go out again."""
        self._must_be_open()
        self.state, self.error = LetterState.queued, None

    @property
    def needs_a_person(self) -> bool:
        return self.state in (LetterState.uncertain, LetterState.failed)

    def _must_be_open(self) -> None:
        if not self.needs_a_person:
            raise LetterNotOpen(self.state.value)
