"""Arrival: a message exactly as it came in, kept before anybody tries to understand it.

Each one gets exactly one outcome with its reason. What cannot be understood is still there to read.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship, selectinload

from agency.kernel import due, timeline
from agency.kernel.db import Model, db
from agency.kernel.files import StoredFile, store
from agency.kernel.mail import fence
from agency.kernel.mail.mailboxes import Mailbox
from agency.kernel.timeline import Actor
from agency.leads.incoming import Incoming
from agency.leads.models import Lead
from agency.leads.outcomes import Failure, Outcome, Reason, Verdict

# Older than this when we first see it, and nobody sits at the other end waiting any more.
FRESH = timedelta(minutes=30)
# What claims to be older has a clock that was never set.
MAIL_BEGAN = 2000
# What a person may make a lead of, or an answer: the machine may be wrong about it, or could not read it at all.
DOUBTFUL = frozenset({None, Outcome.quarantine, Outcome.bulk, Outcome.auto_reply})


class NotInDoubt(Exception):
    """What became of this message is not for a person to say: a copy, a returned letter, a lead already."""


class Arrival(Model):
    """One message that came in. `arrived_at` is when the mail server got it, `seen_at` when we did.

    `identity` is what two copies of the same message share; only the first of them has it. `is_import` says
    that it lay there before we began to read, so that nobody is written to because of it. `note` is what a
    forwarder wrote above the message that they passed on.
    """

    __tablename__ = "arrival"
    __table_args__ = (
        sa.UniqueConstraint("mailbox_id", "uidvalidity", "uid"),
        sa.Index("ix_arrival_outcome", "outcome", "seen_at"),
        sa.Index(
            "ix_arrival_answers",
            "answers",
            sqlite_where=sa.text("answers IS NOT NULL"),
            postgresql_where=sa.text("answers IS NOT NULL"),
        ),
        sa.Index(
            "ix_arrival_absent",
            "sender_address",
            "absent_until",
            sqlite_where=sa.text("absent_until IS NOT NULL"),
            postgresql_where=sa.text("absent_until IS NOT NULL"),
        ),
    )

    mailbox_id: Mapped[int | None] = mapped_column(sa.ForeignKey("mailbox.id"))
    uidvalidity: Mapped[int | None] = mapped_column(sa.BigInteger)
    uid: Mapped[int | None] = mapped_column(sa.BigInteger)
    raw_id: Mapped[int] = mapped_column(sa.ForeignKey("stored_file.id"))
    arrived_at: Mapped[datetime | None]
    seen_at: Mapped[datetime]
    is_import: Mapped[bool] = mapped_column(default=False)
    # It lay in a Sent folder: one of us wrote it. The id of the message that it answers.
    is_sent: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    answers: Mapped[str | None] = mapped_column(sa.String(998))
    identity: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    message_id: Mapped[str | None] = mapped_column(sa.String(998), index=True)
    sender_name: Mapped[str] = mapped_column(sa.String(160), default="")
    sender_address: Mapped[str] = mapped_column(sa.String(320), default="")
    subject: Mapped[str] = mapped_column(sa.String(998), default="")
    note: Mapped[str] = mapped_column(sa.Text, default="")
    outcome: Mapped[Outcome | None]
    reason: Mapped[Reason | None]
    detail: Mapped[str] = mapped_column(sa.String(255), default="")
    lead_id: Mapped[int | None] = mapped_column(sa.ForeignKey("lead.id"), index=True)
    # Somebody looked at it and found nothing in it for us.
    dismissed_at: Mapped[datetime | None]
    # Of an answer of somebody's absence: the first day on which they are back.
    absent_until: Mapped[date | None]
    # Of a letter of ours that came back: for good, or for now.
    failure: Mapped[Failure | None]

    mailbox: Mapped[Mailbox | None] = relationship()
    raw: Mapped[StoredFile] = relationship()
    lead: Mapped[Lead | None] = relationship()

    def describe(self, incoming: Incoming) -> None:
        """Write down who sent it and what about, for lists and for telling copies apart."""
        self.message_id = incoming.message_id
        self.sender_name = incoming.sender.name[:160]
        self.sender_address = incoming.sender.address[:320]
        self.subject = incoming.subject[:998]
        if self.is_sent:
            self.answers = next(iter(incoming.ancestors), None)
        if self.arrived_at is None:
            self.arrived_at = self._told_by(incoming.arrived or incoming.date)

    def settle(self, verdict: Verdict, *, identity: str | None) -> None:
        """This is what it is. Of two copies only the first keeps its identity."""
        self.outcome, self.reason = verdict.outcome, verdict.reason
        self.detail = verdict.detail[:255]
        self.lead = verdict.lead
        self.note = verdict.passed.note if verdict.passed else ""
        self.failure, self.absent_until = verdict.failure, None
        if verdict.reason is Reason.said_nothing:
            self.dismissed_at = self.seen_at
        self.identity = None if verdict.outcome is Outcome.duplicate else identity

    def take(self, verdict: Verdict) -> None:
        """A person says what it is; the first word of a machine about it was wrong."""
        if self.outcome not in DOUBTFUL:
            raise NotInDoubt(self.outcome)
        self.settle(verdict, identity=self.identity)

    def dismiss(self, *, by: Actor, at: datetime) -> None:
        """A person looked at it and found nothing in it for us; it stays to be found."""
        if self.outcome is not Outcome.quarantine:
            raise NotInDoubt(self.outcome)
        if self.dismissed_at is None:
            self.dismissed_at = at
            timeline.record(self.stream, "leads.dismissed", at=at, by=by)

    @property
    def stream(self) -> tuple[str, int]:
        """Where its own timeline is: what people said of it."""
        return ("arrival", self.id)

    @property
    def is_doubtful(self) -> bool:
        """Whether a person may still say that it is something else."""
        return self.outcome in DOUBTFUL

    @property
    def is_settled_by_hand(self) -> bool:
        """Whether a person has said what it is."""
        return self.reason is Reason.by_hand

    @property
    def is_fresh(self) -> bool:
        """Whether whoever wrote it may still sit there: seen by us soon after it arrived."""
        return (
            not self.is_import
            and self.arrived_at is not None
            and self.seen_at - self.arrived_at <= FRESH
        )

    def _told_by(self, headers: datetime | None) -> datetime:
        # A file has only its own word for when it arrived. Nothing arrives later than we see it.
        if headers is None or headers.year < MAIL_BEGAN:
            return self.seen_at
        return min(headers.astimezone(UTC), self.seen_at)


SORT = "leads.sort"
RAW_TYPE = "message/rfc822"
# Whoever takes a message in sorts it right away; this is for when they died in between.
SOON = timedelta(minutes=1)


def take_in(
    raw: bytes,
    *,
    seen_at: datetime,
    arrived_at: datetime | None = None,
    is_import: bool = False,
    sort_at: datetime | None = None,
    **place: Any,
) -> Arrival:
    """Keep the bytes and plan to sort them; nothing is parsed here, so nothing can go wrong with it.

    `place` is where it lay: mailbox, uidvalidity, uid. Without `arrived_at` its own headers tell, when it is
    sorted. Committed by the caller, the message is ours and will be sorted, whatever happens next.
    """
    arrival = keep(raw, seen_at=seen_at, arrived_at=arrived_at, is_import=is_import, **place)
    db.session.flush()
    due.plan(SORT, arrival.id, sort_at or seen_at + SOON)
    return arrival


def keep(raw: bytes, *, seen_at: datetime, **known: Any) -> Arrival:
    """Keep the bytes alone: whoever keeps many plans to sort the last of them, and the others before it."""
    kept = store(raw, name="letter.eml", content_type=RAW_TYPE, at=seen_at)
    arrival = Arrival(raw=kept, seen_at=seen_at, **known)
    db.session.add(arrival)
    return arrival


def unsorted_until(arrival_id: int, most: int | None = None) -> list[Arrival]:
    """What came in before this one, and itself, and waits to be sorted: an answer after what it answers."""
    return list(
        db.session.scalars(
            sa.select(Arrival)
            .where(Arrival.id <= arrival_id, Arrival.outcome.is_(None))
            .order_by(Arrival.id)
            .limit(most)
            .with_for_update()
            .options(selectinload(Arrival.raw))
        )
    )


@fence.waits_for_sorting
def are_waiting() -> bool:
    """Whether something came in that nobody has sorted yet: it may be an answer."""
    waiting = sa.exists().where(Arrival.outcome.is_(None))
    return db.session.scalar(sa.select(waiting)) is True


def sort_now(arrival: Arrival, sort: Callable[[Arrival], None]) -> None:
    """Sort it in this transaction, after whatever came before it; nothing is left to be done later.

    When another worker sorts a copy at the same moment, `sort` itself looks again.
    """
    for each in unsorted_until(arrival.id):
        sort(each)
        due.cancel(SORT, each.id)
