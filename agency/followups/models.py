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
    NotRunning,
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
from agency.leads import hearing, unwanted
from agency.leads.models import Lead, Message
from agency.leads.readers import Readers, readers_of
from agency.leads.stages import Stage
from agency.proposals.models import Proposal

__all__ = [
    "CASES",
    "Awaited",
    "Cadence",
    "Case",
    "Enrollment",
    "EnrollmentState",
    "NotRunning",
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
        if hearing.was_heard(self.lead, since=self.started_at):
            return StopReason.heard
        return _unwilling(readers_of(self.lead, automatic=True))

    def stop(self, reason: StopReason, *, at: datetime, by: Actor) -> None:
        """No more letters; what was planned is crossed out with the reason."""
        if not self.state.is_running:
            return
        self.state, self.reason, self.stopped_at = EnrollmentState.stopped, reason, at
        for touch in self.touches:
            if touch.state.is_open:
                touch.state = TouchState.stopped
        timeline.record(self.lead.stream, "followups.stopped", at=at, by=by, reason=reason.value)

    def pause(self, until: datetime | None, *, at: datetime, by: Actor) -> None:
        """It rests, until that instant or until somebody wakes it. Raises NotRunning."""
        self._must_run()
        self.state, self.paused_at, self.paused_until = EnrollmentState.paused, at, until
        on = until.isoformat() if until is not None else None
        timeline.record(self.lead.stream, "followups.paused", at=at, by=by, due_at=on)

    def wake(self, *, at: datetime, by: Actor) -> None:
        """It goes on. Raises NotRunning."""
        self._must_run()
        if self.state is EnrollmentState.paused:
            self.state, self.paused_at, self.paused_until = EnrollmentState.active, None, None
            timeline.record(self.lead.stream, "followups.woken", at=at, by=by)

    def go_on(self) -> "Touch | None":
        """It was stopped by mistake: what was crossed out last is planned again, and given back. What rested rests."""
        rested = self.paused_at is not None
        self.state = EnrollmentState.paused if rested else EnrollmentState.active
        self.reason, self.stopped_at = None, None
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

    def _must_run(self) -> None:
        if not self.state.is_running:
            raise NotRunning(self.state.value)

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

    def go(
        self,
        said: Message,
        *,
        case: Case | None = None,
        at: datetime,
        by: Actor,
    ) -> None:
        """What it says is on its way: its letter is in the outbox, or its words are in the chat."""
        self._must_be_open()
        self.state, self.sent_at, self.case = TouchState.sent, at, case
        self.letter, self.message = said.letter, said
        self._record("followups.sent", at=at, by=by)

    def call_back(self, *, at: datetime, by: Actor, why: str) -> None:
        """Its letter lay in the outbox and did not leave: it has said nothing."""
        self.state, self.sent_at = TouchState.stopped, None
        self._record("followups.called_back", at=at, by=by, why=why)

    def leave(self, at: datetime) -> None:
        """Its letter lay in the outbox until now: what comes after it is counted from here."""
        self.sent_at = at

    def take_back(self, *, at: datetime, by: Actor, why: str) -> None:
        """Its letter never left, and is none any more: the step is to be decided about again."""
        self.state, self.sent_at, self.letter, self.message = TouchState.planned, None, None, None
        if self.enrollment.state is EnrollmentState.done:
            self.enrollment.state = EnrollmentState.active
        self._record("followups.called_back", at=at, by=by, why=why)

    def plan(self, due_at: datetime, *, because: Waits | None) -> None:
        """It goes then; `because` says why not earlier."""
        self.due_at, self.waits_for = due_at, because or self.waits_for

    def wait(self, due_at: datetime, *, at: datetime) -> None:
        """They are away: it waits for the first morning on which they are back."""
        self.plan(due_at, because=Waits.absence)
        self._record("followups.waited", at=at, by=Actor.machine(), due_at=due_at.isoformat())

    def ask(self, why: WhyAsks, *, at: datetime) -> None:
        """It does not go without the manager's word."""
        self.state, self.why_asks = TouchState.asks, why
        self._record("followups.asked", at=at, by=Actor.machine(), why=why.value)

    def call_for(self, why: WhyAsks, *, at: datetime) -> None:
        """One of us is to ring them."""
        self.state, self.why_asks = TouchState.calls, why
        self._record("followups.call_due", at=at, by=Actor.machine(), why=why.value)

    def called(self, *, at: datetime, by: Actor) -> None:
        """Somebody rang them, whatever came of it."""
        self._must_be_open()
        self.state, self.sent_at = TouchState.sent, at
        self._record("followups.called", at=at, by=by)

    def approve(self, *, at: datetime, by: Actor) -> None:
        """It may go, by the rules of time. Raises TouchDecided."""
        if self.state is not TouchState.asks:
            raise TouchDecided(self.state.value)
        self.state = TouchState.planned
        self._record("followups.approved", at=at, by=by)

    def reword(self, subject: str, words: str, *, at: datetime, by: Actor) -> None:
        """One of us gives it words of its own, before it goes. Raises TouchDecided."""
        self._must_be_open()
        self.own_subject, self.own_words = " ".join(subject.split())[:200], words.strip()
        self._record("followups.reworded", at=at, by=by)

    def skip(self, *, at: datetime, by: Actor) -> None:
        """Somebody of us left it out; the steps after it are counted from now."""
        self._must_be_open()
        self.state = TouchState.skipped
        self._record("followups.skipped", at=at, by=by)

    def call_off(self) -> None:
        """It is no step of its cadence any more."""
        if self.state.is_open:
            self.state = TouchState.stopped

    @property
    def is_approved(self) -> bool:
        """Whether one of us has said that it may go, and it waits for its time again."""
        return self.state is TouchState.planned and self.why_asks is not None

    @property
    def step(self) -> Step | None:
        return self.enrollment.step(self.n)

    def _must_be_open(self) -> None:
        if not self.state.is_open:
            raise TouchDecided(self.state.value)

    def _record(self, fact: str, *, at: datetime, by: Actor, **more: str) -> None:
        stream = self.enrollment.lead.stream
        timeline.record(stream, fact, at=at, by=by, touch=self.id, n=self.n, **more)


def _unwilling(readers: Readers) -> StopReason | None:
    """Whether these want no letters of the machine, or none arrives."""
    why = unwanted.reason_not_to(readers)
    if why is None:
        return None
    return StopReason.unsubscribed if why.is_their_wish else StopReason.bounced
