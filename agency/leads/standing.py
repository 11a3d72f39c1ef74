"""Where a lead stands, whose move it is, and what may become of it: offered, won, lost, back again."""

import enum
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy.orm import Mapped

from agency.kernel import i18n, timeline
from agency.kernel.timeline import Actor
from agency.leads.promises import CLOCKS
from agency.leads.stages import ClosingReason, PipelineStage, Stage
from agency.people import notices


class Turn(enum.Enum):
    """Whose move it is."""

    ours = "ours"
    theirs = "theirs"


class LeadClosed(Exception):
    """A lead that was won or lost does not move any more."""


class LeadNotLost(Exception):
    """Only a lost lead comes back."""


class LeadNotWon(Exception):
    """Only of a won lead it can be said why."""


class NotNewAgain(Exception):
    """A lead that was answered is not new any more."""


class Stands:
    """The part of a lead that knows where it stands."""

    closed_at: Mapped[datetime | None]

    if TYPE_CHECKING:
        id: Mapped[int]
        stage: Mapped[Stage]
        turn: Mapped[Turn]
        heard_at: Mapped[datetime]
        first_response_at: Mapped[datetime | None]
        lost_reason: Mapped[str]
        won_reason: Mapped[str]
        place: Mapped[PipelineStage | None]
        reason: Mapped[ClosingReason | None]

        @property
        def stream(self) -> tuple[str, int]: ...

        def _turn_to(self, turn: Turn, at: datetime) -> None: ...

        def _owe_nothing(self) -> None: ...

        def _rest_no_more(self) -> None: ...

    def offer(self, *, at: datetime) -> None:
        """A proposal went out; of a lead that is won it is about more work, or other work, and it stays won."""
        if self.stage is not Stage.won:
            self._must_be_open()
            self.stage = Stage.proposal
        self._turn_to(Turn.theirs, at)

    def stand_in(self, place: PipelineStage, *, by: Actor, at: datetime) -> None:
        """Somebody moved it along the pipeline; no clock stops because of it. Raises LeadClosed, NotNewAgain."""
        self._must_be_open()
        if place.kind is Stage.new and self.first_response_at is not None:
            raise NotNewAgain(self.id)
        self.stage, self.place = place.kind, place
        timeline.record(self.stream, "leads.moved", at=at, by=by, stage=place.id)

    def win(self, *, by: Actor, at: datetime) -> None:
        """The client agreed. What is won was won when they agreed first."""
        is_news = self.stage is not Stage.won
        self._owe_nothing()
        self._rest_no_more()
        self.heard_at = max(self.heard_at, at)
        self._turn_to(Turn.ours, at)
        if is_news:
            self.stage, self.closed_at = Stage.won, at
            timeline.record(self.stream, "leads.won", at=at, by=by)

    def lose(
        self, *, reason: str, by: Actor, at: datetime, why: ClosingReason | None = None
    ) -> None:
        """It came to nothing; the reason is kept, in words, as one of the agency's own, or as both."""
        self._must_be_open()
        self.stage, self.closed_at, self.lost_reason = Stage.lost, at, reason.strip()[:200]
        notices.settle(self.stream, *CLOCKS, at=at)
        self.reason = why
        self._owe_nothing()
        self._rest_no_more()
        timeline.record(self.stream, "leads.lost", at=at, by=by, reason=why.id if why else None)

    def reopen(self, *, by: Actor, at: datetime) -> None:
        """It was not lost after all."""
        if self.stage is not Stage.lost:
            raise LeadNotLost(self.stage.value)
        self.closed_at, self.lost_reason, self.reason = None, "", None
        self.stage = Stage.talking if self.first_response_at else Stage.new
        timeline.record(self.stream, "leads.reopened", at=at, by=by)

    def explain_win(self, words: str, *, why: ClosingReason | None) -> None:
        """Why they chose us, as far as we know; asked for, never demanded. Raises LeadNotWon."""
        if self.stage is not Stage.won:
            raise LeadNotWon(self.stage.value)
        self.won_reason, self.reason = words.strip()[:200], why

    @property
    def wrote_in_work(self) -> bool:
        """A client whose work goes on said something, and nobody has answered."""
        won, ours = self.stage is Stage.won, self.turn is Turn.ours
        return won and ours and self.closed_at is not None and self.heard_at > self.closed_at

    @property
    def closed_because(self) -> str:
        """Why it was won or lost, in the reader's language as far as the agency gave both."""
        words = self.won_reason if self.stage is Stage.won else self.lost_reason
        given = i18n.pick(self.reason.name) if self.reason else ""
        return ": ".join(filter(None, [given, words]))

    def put_away(self, *, at: datetime) -> None:
        """It was no lead of its own; its words stand on another one, which knows their clock."""
        self._must_be_open()
        self.stage, self.closed_at = Stage.lost, at
        self._rest_no_more()
        self._owe_nothing()

    def stand_again(self, stage: Stage) -> None:
        """It was one after all, and stands where it stood; what was owed is late by now, and says so."""
        self.stage, self.closed_at = stage, None

    def _must_be_open(self) -> None:
        if not self.stage.is_open:
            raise LeadClosed(self.stage.value)
