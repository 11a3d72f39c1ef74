"""Cadences with their steps, and what is enrolled on them, touch by touch."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.briefs.models import Brief
from agency.followups.awaited import Awaited
from agency.followups.states import (
    CASES,
    Case,
    EnrollmentState,
    Purpose,
    StepChannel,
    StopReason,
    TouchDecided,
    TouchState,
    Waits,
    WhyAsks,
)
from agency.followups.steps import Cadence, Step
from agency.kernel import timeline
from agency.kernel.db import Model
from agency.kernel.mail.models import Letter
from agency.kernel.timeline import Actor
from agency.leads.models import Lead, Message
from agency.leads.readers import Why, readers_of
from agency.leads.stages import Stage
from agency.proposals.models import Proposal

__all__ = [
    "CASES",
    "Awaited",
    "Cadence",
    "Case",
    "Enrollment",
    "EnrollmentState",
    "Purpose",
    "Step",
    "StepChannel",
    "StopReason",
    "Subject",
    "Touch",
    "TouchDecided",
    "TouchState",
    "Waits",
    "WhyAsks",
]

# What an enrollment waits for; each says `still_waiting()`.
Subject = Proposal | Brief | Awaited


class Enrollment(Model):
    """A proposal, a brief, or something else that we wait for, on a cadence."""

    __tablename__ = "enrollment"
    __table_args__ = (
        sa.CheckConstraint(
            "(proposal_id IS NOT NULL AND brief_id IS NULL AND awaited_id IS NULL)"
            " OR (proposal_id IS NULL AND brief_id IS NOT NULL AND awaited_id IS NULL)"
            " OR (proposal_id IS NULL AND brief_id IS NULL AND awaited_id IS NOT NULL)",
            name="one_subject",
        ),
    )

    cadence_id: Mapped[int] = mapped_column(sa.ForeignKey("cadence.id"))
    lead_id: Mapped[int] = mapped_column(sa.ForeignKey("lead.id"), index=True)
    # A proposal is followed up again after a second answer of ours: once at a time.
    proposal_id: Mapped[int | None] = mapped_column(sa.ForeignKey("proposal.id"), index=True)
    brief_id: Mapped[int | None] = mapped_column(sa.ForeignKey("brief.id"), index=True)
    awaited_id: Mapped[int | None] = mapped_column(sa.ForeignKey("awaited.id"), index=True)
    first_step: Mapped[int] = mapped_column(default=1, server_default="1")
    started_at: Mapped[datetime]
    state: Mapped[EnrollmentState] = mapped_column(default=EnrollmentState.active)
    stopped_at: Mapped[datetime | None]
    reason: Mapped[StopReason | None]
    # Since when it rests, and until when; without an end, until somebody wakes it.
    paused_at: Mapped[datetime | None]
    paused_until: Mapped[datetime | None]

    cadence: Mapped[Cadence] = relationship()
    lead: Mapped[Lead] = relationship()
    proposal: Mapped[Proposal | None] = relationship()
    brief: Mapped[Brief | None] = relationship()
    awaited: Mapped[Awaited | None] = relationship()
    touches: Mapped[list["Touch"]] = relationship(order_by="Touch.n", back_populates="enrollment")

    def reason_to_stop(self) -> StopReason | None:
        """Asked at the moment of truth: why the next letter must not go, or None."""
        if not self.state.is_running:
            return self.reason or StopReason.by_hand
        if not self.subject.still_waiting():
            return self._how_it_ended()
        if self.lead.stage is Stage.lost or (self.awaited is None and not self.lead.stage.is_open):
            return StopReason.lost
        if self.lead.heard_at > self.started_at:
            return StopReason.heard
        readers = readers_of(self.lead, automatic=True)
        # Behind somebody unknown each letter asks one of us.
        if readers.is_nobody and readers.why is not Why.unknown:
            return StopReason.no_address
        return None

    def stop(self, reason: StopReason, *, at: datetime, by: Actor) -> None:
        """No more letters; what was planned is crossed out with the reason."""
        if not self.state.is_running:
            return
        self.state, self.reason, self.stopped_at = EnrollmentState.stopped, reason, at
        for touch in self.touches:
            if touch.state.is_open:
                touch.state = TouchState.stopped
        timeline.record(self.lead.stream, "followups.stopped", at=at, by=by, reason=reason.value)

    def go_on(self) -> "Touch | None":
        """It was stopped by mistake: what was crossed out last is planned again, and given back."""
        self.state, self.reason, self.stopped_at = EnrollmentState.active, None, None
        waiting = next((each for each in self.touches if each.state is TouchState.stopped), None)
        if waiting is not None:
            waiting.state = TouchState.planned
        return waiting

    def finish(self) -> None:
        """The last step is behind it."""
        self.state = EnrollmentState.done

    @property
    def next_touch(self) -> "Touch | None":
        """The one that waits for its time, or for the manager's word."""
        return next((touch for touch in self.touches if touch.state.is_open), None)

    def step(self, n: int) -> Step | None:
        """The step with this number, or None after the last."""
        return self.cadence.step(n)

    @property
    def subject(self) -> Subject:
        """What it waits for."""
        found = self.proposal or self.brief or self.awaited
        assert found is not None, "an enrollment waits for something"
        return found

    @property
    def purpose(self) -> Purpose:
        return self.cadence.purpose

    def _how_it_ended(self) -> StopReason:
        if self.proposal is None:
            return StopReason.arrived
        if self.proposal.acceptance is not None:
            return StopReason.accepted
        return StopReason.withdrawn


class Touch(Model):
    """One step due for one enrollment. Only the next one exists; the rest of the plan is computed."""

    __tablename__ = "touch"
    __table_args__ = (sa.UniqueConstraint("enrollment_id", "n"),)

    enrollment_id: Mapped[int] = mapped_column(sa.ForeignKey("enrollment.id"))
    n: Mapped[int]
    due_at: Mapped[datetime]
    state: Mapped[TouchState] = mapped_column(default=TouchState.planned)
    sent_at: Mapped[datetime | None]
    letter_id: Mapped[int | None] = mapped_column(sa.ForeignKey("letter.id"))
    # What was said by another way than a letter.
    message_id: Mapped[int | None] = mapped_column(sa.ForeignKey("message.id"))
    why_asks: Mapped[WhyAsks | None]
    waits_for: Mapped[Waits | None]
    # What had happened when it went, where its words depended on that.
    case: Mapped[Case | None]
    # Words that one of us gave it before it went.
    own_subject: Mapped[str | None] = mapped_column(sa.String(200))
    own_words: Mapped[str | None] = mapped_column(sa.Text)

    enrollment: Mapped[Enrollment] = relationship(back_populates="touches")
    letter: Mapped[Letter | None] = relationship()
    message: Mapped[Message | None] = relationship()

    def go(self, letter: Letter, *, at: datetime, by: Actor) -> None:
        """Its letter is in the outbox."""
        self._must_be_open()
        self.state, self.sent_at, self.letter = TouchState.sent, at, letter
        self._record("followups.sent", at=at, by=by)

    def move(self, due_at: datetime) -> None:
        """Another letter goes to this address that day: it makes way."""
        self.due_at = due_at

    def wait(self, due_at: datetime, *, at: datetime) -> None:
        """They are away: it waits for the first morning on which they are back."""
        self.due_at = due_at
        self._record("followups.waited", at=at, by=Actor.machine(), due_at=due_at.isoformat())

    def ask(self, *, at: datetime) -> None:
        """Too late to go without the manager's word."""
        self.state = TouchState.asks
        self._record("followups.asked", at=at, by=Actor.machine())

    def skip(self, *, at: datetime, by: Actor) -> None:
        """Somebody of us left it out; the steps after it are counted from now."""
        self._must_be_open()
        self.state = TouchState.skipped
        self._record("followups.skipped", at=at, by=by)

    @property
    def step(self) -> Step | None:
        return self.enrollment.step(self.n)

    def _must_be_open(self) -> None:
        if not self.state.is_open:
            raise TouchDecided(self.state.value)

    def _record(self, fact: str, *, at: datetime, by: Actor, **more: str) -> None:
        stream = self.enrollment.lead.stream
        timeline.record(stream, fact, at=at, by=by, touch=self.id, n=self.n, **more)
