"""Cadences with their steps, and what is enrolled on them, touch by touch."""

import enum
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.kernel import timeline
from agency.kernel.db import Model
from agency.kernel.mail.models import Letter
from agency.kernel.timeline import Actor
from agency.kernel.worktime import CountedFrom, Delay
from agency.leads.models import Lead
from agency.leads.readers import Why, readers_of
from agency.proposals.models import Proposal


class Purpose(enum.Enum):
    """What an enrollment waits for."""

    proposal = "proposal"


class EnrollmentState(enum.Enum):
    """Running, stopped for a reason, or through with all its steps."""

    active = "active"
    stopped = "stopped"
    done = "done"


class TouchState(enum.Enum):
    """One touch: planned, too late to go without asking, gone out, left out by hand, or called off."""

    planned = "planned"
    asks = "asks"
    sent = "sent"
    skipped = "skipped"
    stopped = "stopped"

    @property
    def is_open(self) -> bool:
        return self in (TouchState.planned, TouchState.asks)


class StopReason(enum.Enum):
    """Why no more letters go out."""

    heard = "heard"
    accepted = "accepted"
    withdrawn = "withdrawn"
    replaced = "replaced"
    lost = "lost"
    no_address = "no_address"
    by_hand = "by_hand"


class TouchDecided(Exception):
    """This touch went out, was left out or was called off already."""


class Cadence(Model):
    """A follow-up plan: its steps and what they are counted from."""

    __tablename__ = "cadence"

    purpose: Mapped[Purpose] = mapped_column(unique=True)
    counted_from: Mapped[str] = mapped_column(sa.String(8), default="previous")
    steps: Mapped[list["Step"]] = relationship(order_by="Step.n", back_populates="cadence")

    @property
    def counts_from_start(self) -> bool:
        return self.counted_from == CountedFrom.start


class Step(Model):
    """One entry of a cadence: after how long, and in which words per language."""

    __tablename__ = "step"
    __table_args__ = (sa.UniqueConstraint("cadence_id", "n"),)

    cadence_id: Mapped[int] = mapped_column(sa.ForeignKey("cadence.id"))
    n: Mapped[int]
    delay: Mapped[str] = mapped_column(sa.String(8))
    name: Mapped[dict[str, str]]
    subject: Mapped[dict[str, str]]
    words: Mapped[dict[str, str]]

    cadence: Mapped[Cadence] = relationship(back_populates="steps")

    @property
    def wait(self) -> Delay:
        """How long it waits."""
        return Delay.parse(self.delay)


class Enrollment(Model):
    """A proposal on a cadence."""

    __tablename__ = "enrollment"

    cadence_id: Mapped[int] = mapped_column(sa.ForeignKey("cadence.id"))
    lead_id: Mapped[int] = mapped_column(sa.ForeignKey("lead.id"), index=True)
    # A proposal is followed up again after a second answer of ours: once at a time.
    proposal_id: Mapped[int] = mapped_column(sa.ForeignKey("proposal.id"), index=True)
    first_step: Mapped[int] = mapped_column(default=1, server_default="1")
    started_at: Mapped[datetime]
    state: Mapped[EnrollmentState] = mapped_column(default=EnrollmentState.active)
    stopped_at: Mapped[datetime | None]
    reason: Mapped[StopReason | None]

    cadence: Mapped[Cadence] = relationship()
    lead: Mapped[Lead] = relationship()
    proposal: Mapped[Proposal] = relationship()
    touches: Mapped[list["Touch"]] = relationship(order_by="Touch.n", back_populates="enrollment")

    def reason_to_stop(self) -> StopReason | None:
        """Asked at the moment of truth: why the next letter must not go, or None."""
        if self.state is not EnrollmentState.active:
            return self.reason or StopReason.by_hand
        if self.proposal.acceptance is not None:
            return StopReason.accepted
        if not self.proposal.still_waiting():
            return StopReason.withdrawn
        if not self.lead.stage.is_open:
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
        if self.state is not EnrollmentState.active:
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
        return next((step for step in self.cadence.steps if step.n == n), None)


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

    enrollment: Mapped[Enrollment] = relationship(back_populates="touches")
    letter: Mapped[Letter | None] = relationship()

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
