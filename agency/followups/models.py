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
from agency.followups.touches import Touch
from agency.kernel import timeline
from agency.kernel.db import Model
from agency.kernel.timeline import Actor
from agency.leads import hearing, unwanted
from agency.leads.models import Lead
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
    touches: Mapped[list[Touch]] = relationship(order_by="Touch.n", back_populates="enrollment")

    def reason_to_stop(self) -> StopReason | None:
        """Asked at the moment of truth: why the next letter must not go, or None."""
        if not self.state.is_running:
            return self.reason or StopReason.by_hand
        if not self.subject.still_waiting():
            return self._how_it_ended()
        if self.lead.stage is Stage.lost or (self.awaited is None and self.was_won_since):
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

    def go_on(self) -> Touch | None:
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
    def next_touch(self) -> Touch | None:
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

    @property
    def was_won_since(self) -> bool:
        """Whether they agreed to what this is about; what is offered in work that goes on is followed up."""
        if self.lead.stage.is_open:
            return False
        won_at = self.lead.closed_at
        return self.proposal is None or won_at is None or won_at >= self.started_at

    def _how_it_ended(self) -> StopReason:
        if self.proposal is None:
            return StopReason.arrived
        if self.proposal.acceptance is not None:
            return StopReason.accepted
        return StopReason.declined if self.proposal.is_on_offer else StopReason.withdrawn


def _unwilling(readers: Readers) -> StopReason | None:
    """Whether these want no letters of the machine, or none arrives."""
    why = unwanted.reason_not_to(readers)
    if why is None:
        return None
    return StopReason.unsubscribed if why.is_their_wish else StopReason.bounced
