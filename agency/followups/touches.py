"""Touches: one step due for one enrollment, from its plan to what became of it."""

from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from agency.followups.states import (
    Case,
    EnrollmentState,
    TouchDecided,
    TouchState,
    Waits,
    WhyAsks,
)
from agency.followups.steps import Step
from agency.kernel import timeline
from agency.kernel.db import Model
from agency.kernel.mail.models import Letter
from agency.kernel.timeline import Actor
from agency.leads.models import Message

if TYPE_CHECKING:
    from agency.followups.models import Enrollment


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

    enrollment: Mapped["Enrollment"] = relationship(back_populates="touches")
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
