"""Lead and Message: what may become of an inquiry, and what was said about it."""

from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.clients.models import Client, Contact
from agency.clients.partners import PartnerPerson
from agency.kernel import timeline
from agency.kernel.db import Model
from agency.kernel.files import StoredFile
from agency.kernel.mail.models import Letter
from agency.kernel.timeline import Actor, ActorKind
from agency.kernel.worktime import WorkingCalendar, first_response_due_at
from agency.leads.inquiries import Channel, Inquiry
from agency.leads.promises import CLOCKS, HOLDING, PROMISE, AlreadyHeld, AnswersOwed
from agency.leads.snoozing import MayRest, Waker
from agency.leads.stages import ClosingReason, PipelineStage, Stage
from agency.leads.standing import LeadClosed, LeadNotLost, LeadNotWon, NotNewAgain, Stands, Turn
from agency.people import notices
from agency.people.models import Member, Service

if TYPE_CHECKING:
    from agency.leads.overlaps import Overlap
    from agency.leads.referrals import Referral

__all__ = [
    "HOLDING",
    "IS_OPEN",
    "PROMISE",
    "AlreadyHeld",
    "Channel",
    "Inquiry",
    "Lead",
    "LeadClosed",
    "LeadNotLost",
    "LeadNotWon",
    "Message",
    "MessageFile",
    "NotNewAgain",
    "Stage",
    "Turn",
]


IS_OPEN = "stage IN ('new', 'talking', 'proposal')"


# Won, and nothing of ours since their last word.
IN_WORK = "stage = 'won' AND turn = 'ours'"


def _index_of_open(name: str, *columns: str, where: str = "") -> sa.Index:
    # Words, not bound values: only so do both databases see that a query is served by it.
    condition = sa.text(f"{IS_OPEN} AND {where}" if where else IS_OPEN)
    return sa.Index(name, *columns, sqlite_where=condition, postgresql_where=condition)


class Lead(AnswersOwed, MayRest, Stands, Model):
    """A possible piece of work."""

    __tablename__ = "lead"
    __table_args__ = (
        _index_of_open(
            "ix_lead_unanswered", "first_response_due_at", where="first_response_at IS NULL"
        ),
        _index_of_open("ix_lead_turn", "turn", "turn_since"),
        _index_of_open("ix_lead_open", "owner_id", "turn"),
        sa.Index(
            "ix_lead_in_work",
            "heard_at",
            sqlite_where=sa.text(IN_WORK),
            postgresql_where=sa.text(IN_WORK),
        ),
    )

    title: Mapped[str] = mapped_column(sa.String(200))
    client_id: Mapped[int] = mapped_column(sa.ForeignKey("client.id"), index=True)
    contact_id: Mapped[int] = mapped_column(sa.ForeignKey("contact.id"), index=True)
    owner_id: Mapped[int | None] = mapped_column(sa.ForeignKey("member.id"), index=True)
    service_id: Mapped[int | None] = mapped_column(sa.ForeignKey("service.id"))
    source: Mapped[Channel]
    stage: Mapped[Stage] = mapped_column(default=Stage.new)
    received_at: Mapped[datetime] = mapped_column(index=True)
    heard_at: Mapped[datetime]
    turn: Mapped[Turn] = mapped_column(default=Turn.ours)
    turn_since: Mapped[datetime]
    lost_reason: Mapped[str] = mapped_column(sa.String(200), default="")
    won_reason: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    # Why it was won or lost, where one of the agency's own reasons was given.
    reason_id: Mapped[int | None] = mapped_column(sa.ForeignKey("closing_reason.id"))
    # Where somebody put it in the agency's own pipeline; it counts as long as it means the same as `stage`.
    place_id: Mapped[int | None] = mapped_column(sa.ForeignKey("pipeline_stage.id"))

    client: Mapped[Client] = relationship()
    contact: Mapped[Contact] = relationship()
    owner: Mapped[Member | None] = relationship()
    service: Mapped[Service | None] = relationship()
    place: Mapped[PipelineStage | None] = relationship(lazy="joined")
    reason: Mapped[ClosingReason | None] = relationship(lazy="joined")
    # Who brought it, and what nobody has seen yet of a client who came by two ways.
    brought_by: Mapped["Referral | None"] = relationship(
        "Referral",
        primaryjoin="and_(Referral.lead_id == Lead.id, Referral.brought)",
        viewonly=True,
        uselist=False,
    )
    unseen_overlaps: Mapped[list["Overlap"]] = relationship(
        "Overlap",
        primaryjoin="and_(Overlap.lead_id == Lead.id, Overlap.seen_at.is_(None))",
        viewonly=True,
        order_by="Overlap.id",
    )
    messages: Mapped[list["Message"]] = relationship(
        back_populates="lead", order_by="Message.at.desc(), Message.id.desc()"
    )

    @classmethod
    def from_inquiry(
        cls,
        inquiry: Inquiry,
        *,
        contact: Contact,
        owner: Member | None,
        answering: WorkingCalendar,
    ) -> "Lead":
        """A new lead with its first-response clock running."""
        at = inquiry.received_at
        return cls(
            title=inquiry.subject,
            client=contact.client,
            contact=contact,
            owner=owner,
            service=inquiry.service,
            source=inquiry.source,
            received_at=at,
            first_response_due_at=first_response_due_at(at, answering),
            heard_at=at,
            stage=Stage.new,
            turn=Turn.ours,
            turn_since=at,
        )

    @property
    def stream(self) -> tuple[str, int]:
        """Where its timeline is."""
        return ("lead", self.id)

    def answered(self, *, by: Actor, at: datetime) -> None:
        """We said something to the client: it stops the first-response clock and keeps what was promised."""
        self.keep_still()
        if self.first_response_at is None:
            self._note_first_response(by=by, at=at)
            if self.stage is Stage.new:
                self.stage = Stage.talking
        self._keep_promise(by=by, at=at)
        self._owe_nothing()
        self._rest_no_more()
        notices.settle(self.stream, *CLOCKS, at=at)
        # A word of theirs that came while ours was on its way is still to be answered.
        if at >= self.heard_at:
            self._turn_to(Turn.theirs, at)

    def had_answered(self, *, by: Actor, at: datetime) -> None:
        """An answer of ours comes to light that left before their last word: the first one, if none was known."""
        self.keep_still()
        if self.first_response_at is None:
            self._note_first_response(by=by, at=at)
            if self.stage is Stage.new:
                self.stage = Stage.talking

    def was_answered_since(self, at: datetime) -> None:
        """Their word that was taken in late had its answer long ago."""
        self._turn_to(Turn.theirs, at)

    def leave_to_them(self, *, at: datetime) -> None:
        """Their last word wants no answer of ours: the next one is theirs."""
        self.keep_still()
        self._turn_to(Turn.theirs, at)

    def not_reached(self, said_at: datetime, *, promised_at: datetime | None, at: datetime) -> None:
        """What we said then did not arrive: the clocks that it stopped run again, and it is our turn."""
        if self.first_response_at == said_at:
            self.first_response_at = None
            if self.stage is Stage.talking:
                self.stage = Stage.new
        self._owe_again(promised_at)
        self._turn_to(Turn.ours, at)

    def heard(self, *, at: datetime, by: Actor, channel: Channel) -> None:
        """The client said something, whatever the way: follow-ups stop, and a lost lead is back."""
        if self.stage is Stage.lost:
            self.reopen(by=by, at=at)
        self.heard_at = max(self.heard_at, at)
        self._turn_to(Turn.ours, at)
        self.wake(Waker.client, by=by, at=at)
        if channel is not Channel.mail:
            timeline.record(self.stream, "leads.heard", at=at, by=by, channel=channel.value)

    def assign(self, owner: Member, *, by: Actor, at: datetime) -> None:
        """Somebody of us owns it from now on, and is told."""
        self.owner = owner
        timeline.record(self.stream, "leads.assigned", at=at, by=by, member=owner.id)
        if by != Actor.member(owner.id):
            notices.tell(owner, "leads.handed_on", at=at, stream=self.stream, by=by.id)

    def heard_about(self, *, at: datetime) -> None:
        """Somebody who does not speak for the client said something: it is our move, and follow-ups go on."""
        self._turn_to(Turn.ours, at)
        self.wake(Waker.client, by=Actor.machine(), at=at)

    def _stays_ours(self, at: datetime) -> None:
        self._turn_to(Turn.ours, at)

    def _turn_to(self, turn: Turn, at: datetime) -> None:
        if self.turn is not turn:
            self.turn, self.turn_since = turn, at


class Message(Model):
    """Something said between a client and us, on whatever way; a note by hand is one too.

    `contact` is who of theirs said it, or whom we said it to; `person` is who of a partner did, or heard it too.
    """

    __tablename__ = "message"

    lead_id: Mapped[int] = mapped_column(sa.ForeignKey("lead.id"), index=True)
    channel: Mapped[Channel]
    at: Mapped[datetime]
    author_kind: Mapped[ActorKind]
    contact_id: Mapped[int | None] = mapped_column(sa.ForeignKey("contact.id"))
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("partner_person.id"))
    member_id: Mapped[int | None] = mapped_column(sa.ForeignKey("member.id"))
    subject: Mapped[str] = mapped_column(sa.String(998), default="")
    body: Mapped[str] = mapped_column(sa.Text)
    message_id: Mapped[str | None] = mapped_column(sa.String(998), index=True)
    references: Mapped[list[str]] = mapped_column(default=list)
    letter_id: Mapped[int | None] = mapped_column(sa.ForeignKey("letter.id"))
    raw_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stored_file.id"))
    # It names no letter of the thread; only its sender and subject put it here.
    is_guess: Mapped[bool] = mapped_column(default=False, server_default=sa.false())

    lead: Mapped[Lead] = relationship(back_populates="messages")
    contact: Mapped[Contact | None] = relationship()
    person: Mapped[PartnerPerson | None] = relationship()
    member: Mapped[Member | None] = relationship()
    letter: Mapped[Letter | None] = relationship()
    raw: Mapped[StoredFile | None] = relationship()
    files: Mapped[list[StoredFile]] = relationship(secondary="message_file")

    @classmethod
    def from_inquiry(cls, inquiry: Inquiry, lead: Lead) -> "Message":
        """The first word on a lead: the inquiry itself."""
        return cls(
            lead=lead,
            channel=inquiry.source,
            at=inquiry.received_at,
            author_kind=ActorKind.contact,
            contact=lead.contact,
            subject=inquiry.subject,
            body=inquiry.words or "",
            message_id=inquiry.message_id,
            references=list(inquiry.references or []),
            raw=inquiry.raw,
            files=list(inquiry.files),
        )

    @property
    def is_theirs(self) -> bool:
        return self.author_kind is ActorKind.contact


class MessageFile(Model):
    """A file that came or went with a message."""

    __tablename__ = "message_file"
    __table_args__ = (sa.UniqueConstraint("message_id", "file_id"),)

    message_id: Mapped[int] = mapped_column(sa.ForeignKey("message.id"))
    file_id: Mapped[int] = mapped_column(sa.ForeignKey("stored_file.id"))
